//! Windows PowerShell 5.1, and PowerShell 7 on Windows, in one form for both.
//!
//! The two give different arguments to programs where an argument holds quotes, is empty, or ends in a
//! backslash: 5.1 joins the arguments without escaping any. Only behind `--%` both pass on what is
//! written, so such arguments are written there, as the program reads them.

use crate::bash::{Command, Joint, Output, Part, Word, outside_slots};
use crate::emit::{self, Target};
use crate::{Refusal, Shell, programs, windows};

pub(crate) struct Powershell;

/// Characters that PowerShell reads as themselves in an argument.
fn is_plain(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_./:=\\+-".contains(c);
    let text = outside_slots(text);
    // It cuts `-a.b` and `-a:b` in two, and has a meaning for `--` and `--%`.
    let is_cut =
        text.starts_with('-') && (text.contains(['.', ':']) || text == "--" || text == "-");
    text.chars().all(plain) && !is_cut && !text.starts_with([':', '='])
}

/// Characters that PowerShell takes for quotes.
fn has_curly_quote(text: &str) -> bool {
    text.contains(['‘', '’', '‚', '‛', '“', '”', '„'])
}

/// Whether both versions hand this value to a program as one argument, unchanged.
fn is_passed_on(value: &str) -> bool {
    let is_quoted = value.contains(char::is_whitespace);
    let is_cut = value.is_empty() || value.contains('"') || (is_quoted && value.ends_with('\\'));
    !is_cut
}

/// `text` between double quotes, where variables are expanded.
fn in_double_quotes(text: &str) -> String {
    let mut written = String::new();
    for c in text.chars() {
        if matches!(c, '`' | '$' | '"') {
            written.push('`');
        }
        written.push(c);
    }
    written
}

/// `value` as an expression.
fn quoted(value: &str, quote: Option<char>) -> String {
    if quote == Some('"') && !value.contains(['$', '`', '"']) {
        format!("\"{value}\"")
    } else {
        format!("'{}'", value.replace('\'', "''"))
    }
}

/// Variables that PowerShell itself sets, in any case.
const AUTOMATIC: &[&str] = &[
    "args",
    "error",
    "event",
    "eventargs",
    "executioncontext",
    "false",
    "foreach",
    "host",
    "input",
    "iscoreclr",
    "islinux",
    "ismacos",
    "iswindows",
    "lastexitcode",
    "matches",
    "myinvocation",
    "nestedpromptlevel",
    "null",
    "ofs",
    "pid",
    "profile",
    "pscmdlet",
    "psculture",
    "pshome",
    "psitem",
    "psscriptroot",
    "psuiculture",
    "psversiontable",
    "sender",
    "shellid",
    "stacktrace",
    "switch",
    "this",
    "true",
];

/// The name of a variable. Names in capitals are of the environment, so that programs see them.
fn variable(name: &str, word: &Word) -> Result<String, Refusal> {
    if name == "HOME" {
        return Ok("HOME".to_owned());
    }
    let is_automatic = AUTOMATIC.contains(&name.to_ascii_lowercase().as_str());
    if programs::is_taken(name) || (is_automatic && !is_environment(name)) {
        let reason = format!("`${name}` has another value in PowerShell");
        return Err(Refusal::new(word.range.clone(), reason));
    }
    Ok(match is_environment(name) {
        true => format!("env:{name}"),
        false => name.to_owned(),
    })
}

/// Whether a variable of this name is one of the environment.
fn is_environment(name: &str) -> bool {
    name.chars().any(|c| c.is_ascii_uppercase()) && !name.chars().any(|c| c.is_ascii_lowercase())
}

fn refused<T>(word: &Word, reason: &str) -> Result<T, Refusal> {
    Err(Refusal::new(word.range.clone(), reason))
}

/// A word with variables or substitutions, as one string.
fn composite(word: &Word) -> Result<String, Refusal> {
    if let [Part::Variable { name, .. }] = without_empty(&word.parts).as_slice() {
        return Ok(format!("${}", variable(name, word)?));
    }
    let mut written = "\"".to_owned();
    let mut parts = word.parts.iter().peekable();
    while let Some(part) = parts.next() {
        match part {
            Part::Text(text) | Part::Slot(text) => {
                if has_curly_quote(text) {
                    return refused(word, "PowerShell takes a character of it for a quote");
                }
                written.push_str(&in_double_quotes(text));
            }
            Part::Variable { name, .. } => {
                let name = variable(name, word)?;
                let next = match parts.peek() {
                    Some(Part::Text(text) | Part::Slot(text)) => text.chars().next(),
                    _ => None,
                };
                let goes_on =
                    next.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | ':' | '?' | '['));
                written.push_str(&if goes_on {
                    format!("${{{name}}}")
                } else {
                    format!("${name}")
                });
            }
            Part::Output { pipeline, .. } => {
                written.push_str(&format!("$({})", emit::pipeline(pipeline, &Powershell)?));
            }
        }
    }
    written.push('"');
    Ok(written)
}

fn without_empty(parts: &[Part]) -> Vec<Part> {
    let is_empty = |part: &&Part| !matches!(part, Part::Text(text) if text.is_empty());
    parts.iter().filter(is_empty).cloned().collect()
}

/// A word as an expression, as behind `=`.
fn expression(word: &Word) -> Result<String, Refusal> {
    if let Some(value) = word.literal() {
        if has_curly_quote(&value) {
            return refused(word, "PowerShell takes a character of it for a quote");
        }
        return Ok(quoted(&value, word.quote));
    }
    if let [Part::Output { pipeline, .. }] = without_empty(&word.parts).as_slice() {
        let inner = emit::pipeline(pipeline, &Powershell)?;
        // Several lines would be a list, which bash has not.
        return Ok(match one_line(&word.parts) {
            true => inner,
            false => format!("({inner}) -join \"`n\""),
        });
    }
    composite(word)
}

/// Whether a substitution is a call of the AWS CLI that prints one value.
pub(crate) fn one_line(parts: &[Part]) -> bool {
    let [Part::Output { pipeline, .. }] = &without_empty(parts)[..] else {
        return false;
    };
    let [command] = pipeline.commands.as_slice() else {
        return false;
    };
    let words: Vec<String> = command
        .words
        .iter()
        .map(|word| word.literal().unwrap_or_default())
        .collect();
    let follows = |name: &str| {
        let at = words.iter().position(|word| word == name)?;
        words.get(at + 1)
    };
    words.first().is_some_and(|name| name == "aws")
        && follows("--output").is_some_and(|format| format == "text")
        && follows("--query").is_some_and(|query| !query.contains(['[', '*', '{', '|']))
}

/// An argument before `--%`; `None` where only `--%` passes it on.
fn argument(word: &Word) -> Result<Option<String>, Refusal> {
    if let Some(value) = word.literal() {
        if !is_passed_on(&value) {
            return Ok(None);
        }
        if has_curly_quote(&value) {
            return refused(word, "PowerShell takes a character of it for a quote");
        }
        if word.quote.is_none() && is_plain(&value) {
            return Ok(Some(value));
        }
        return Ok(Some(quoted(&value, word.quote)));
    }
    for part in &word.parts {
        if let Part::Text(text) | Part::Slot(text) = part
            && text.contains('"')
        {
            return refused(
                word,
                "Windows PowerShell 5.1 removes the quotes in an argument that holds a variable",
            );
        }
        if let Part::Output { pipeline, .. } = part
            && !one_line(std::slice::from_ref(part))
        {
            let at = pipeline
                .commands
                .first()
                .map_or(word.range.clone(), |one| one.range.clone());
            return Err(Refusal::new(
                at,
                "Windows PowerShell 5.1 removes the quotes in what a command prints for an argument",
            ));
        }
    }
    if let [Part::Slot(text)] = word.parts.as_slice() {
        return Ok(Some(format!("'{text}'")));
    }
    composite(word).map(Some)
}

/// An argument behind `--%`.
fn raw(word: &Word) -> Result<String, Refusal> {
    let Some(value) = word.literal() else {
        return refused(
            word,
            "PowerShell expands no variable behind an argument with quotes",
        );
    };
    if value.contains(['\n', '%', '|', '&', '<', '>']) {
        return refused(
            word,
            "Windows PowerShell 5.1 passes no argument on that has both quotes and one of `%|&<>` \
             or a line end; put it into a file",
        );
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || "_./:=\\+-,@".contains(c);
    Ok(
        match !value.is_empty() && outside_slots(&value).chars().all(plain) {
            true => value,
            false => windows::quoted(&value),
        },
    )
}

/// A file of a redirection or a cmdlet.
fn path(word: &Word) -> Result<String, Refusal> {
    match word.literal() {
        Some(value) if word.quote.is_none() && is_plain(&value) => Ok(value),
        Some(value) if !value.contains(['*', '?', '[', ']']) && !has_curly_quote(&value) => {
            Ok(quoted(&value, word.quote))
        }
        Some(_) => refused(word, "PowerShell reads a pattern in this name"),
        None => composite(word),
    }
}

fn paths(words: &[Word]) -> Result<String, Refusal> {
    let paths: Vec<String> = words.iter().map(path).collect::<Result<_, _>>()?;
    Ok(paths.join(", "))
}

impl Target for Powershell {
    fn shell(&self) -> Shell {
        Shell::Powershell
    }

    fn comment(&self, text: &str) -> String {
        format!("# {text}").trim_end().to_owned()
    }

    fn continuation(&self) -> &'static str {
        " `"
    }

    fn arguments(&self, words: &[Word]) -> Result<String, Refusal> {
        let written: Vec<Option<String>> = words.iter().map(argument).collect::<Result<_, _>>()?;
        let Some(first) = written.iter().position(Option::is_none) else {
            let mut written = written.into_iter().flatten();
            return emit::joined(words, self.continuation(), &mut |_| {
                Ok(written.next().unwrap_or_default())
            });
        };
        // The name of the option goes with its value.
        let is_option = |at: usize| {
            let word = words.get(at).and_then(Word::literal);
            word.is_some_and(|text| text.starts_with("--") && !text.contains('='))
        };
        let first = match first.checked_sub(1) {
            Some(before) if is_option(before) => before,
            _ => first,
        };
        let (before, behind) = words.split_at_checked(first).unwrap_or((words, &[]));
        let mut written = written.into_iter().flatten();
        let mut line = emit::joined(before, self.continuation(), &mut |_| {
            Ok(written.next().unwrap_or_default())
        })?;
        if let Some(indent) = behind.first().and_then(|word| word.new_line.as_ref()) {
            line.push_str(self.continuation());
            line.push('\n');
            line.push_str(indent);
        } else {
            line.push(' ');
        }
        line.push_str("--%");
        for word in behind {
            line.push(' ');
            line.push_str(&raw(word)?);
        }
        Ok(line)
    }

    fn set(&self, name: &str, value: &Word, _: bool) -> Result<String, Refusal> {
        if name == "HOME" {
            return refused(value, "PowerShell does not let `$HOME` be set");
        }
        Ok(format!(
            "${} = {}",
            variable(name, value)?,
            expression(value)?
        ))
    }

    fn unset(&self, names: &[String]) -> Vec<String> {
        let (environment, own): (Vec<&String>, Vec<&String>) =
            names.iter().partition(|name| is_environment(name));
        let list = |names: &[&String], prefix: &str| {
            let names: Vec<String> = names.iter().map(|name| format!("{prefix}{name}")).collect();
            names.join(", ")
        };
        let mut lines = Vec::new();
        if !environment.is_empty() {
            let names = list(&environment, "Env:");
            lines.push(format!("Remove-Item {names} -ErrorAction SilentlyContinue"));
        }
        if !own.is_empty() {
            let names = list(&own, "");
            lines.push(format!(
                "Remove-Variable {names} -ErrorAction SilentlyContinue"
            ));
        }
        lines
    }

    fn joined(
        &self,
        first: &str,
        joint: Joint,
        second: &str,
        at: &Command,
    ) -> Result<String, Refusal> {
        // Windows PowerShell has no `&&`.
        if first.contains("--%") || second.contains("--%") {
            return Err(Refusal::new(
                at.range.clone(),
                "it depends on a command with `--%`",
            ));
        }
        let condition = match joint {
            Joint::And => "$?",
            Joint::Or => "-not $?",
        };
        Ok(format!("{first}; if ({condition}) {{ {second} }}"))
    }

    fn to_file(&self, output: &Output) -> Result<String, Refusal> {
        if output.is_nowhere() {
            return Ok(" > $null".to_owned());
        }
        refused(
            &output.file,
            "Windows PowerShell 5.1 writes files in UTF-16, which other programs do not read",
        )
    }

    fn hides_errors(&self) -> &'static str {
        " 2> $null"
    }

    fn echo(&self, words: &[Word], command: &Command) -> Result<String, Refusal> {
        let starts_option = words
            .first()
            .and_then(Word::literal)
            .is_some_and(|text| text.starts_with('-'));
        let [only] = words else {
            return Err(Refusal::new(
                command.range.clone(),
                "`echo` prints each word on a line there; quote the text",
            ));
        };
        if starts_option {
            return Err(Refusal::new(
                command.range.clone(),
                "`echo` takes no options there",
            ));
        }
        Ok(format!("Write-Output {}", expression(only)?))
    }

    fn write_file(
        &self,
        text: &str,
        output: &Output,
        command: &Command,
    ) -> Result<String, Refusal> {
        let Some(body) = text.strip_suffix('\n') else {
            return Err(Refusal::new(
                command.range.clone(),
                "the text of the heredoc is empty",
            ));
        };
        if !text.is_ascii() {
            return Err(Refusal::new(
                command.range.clone(),
                "the versions of PowerShell write characters beyond ASCII in different encodings",
            ));
        }
        if body.lines().any(|line| line.starts_with("'@")) {
            return Err(Refusal::new(
                command.range.clone(),
                "a line of it begins with `'@`",
            ));
        }
        let writer = if output.appends {
            "Add-Content"
        } else {
            "Set-Content"
        };
        let file = path(&output.file)?;
        Ok(format!("@'\n{body}\n'@ | {writer} -Encoding ascii {file}"))
    }

    fn other(
        &self,
        name: &str,
        words: &[Word],
        command: &Command,
    ) -> Option<Result<String, Refusal>> {
        let options: Vec<String> = words.iter().filter_map(Word::literal).collect();
        let has_options = |wanted: &[&str]| {
            let given = options.iter().filter(|word| word.starts_with('-'));
            given
                .into_iter()
                .all(|word| wanted.contains(&word.as_str()))
        };
        let files: Vec<Word> = words
            .iter()
            .filter(|word| !word.literal().is_some_and(|text| text.starts_with('-')))
            .cloned()
            .collect();
        let refuse = |reason: &str| Some(Err(Refusal::new(command.range.clone(), reason)));
        Some(match name {
            "cd" if files.len() == 1 && words.len() == 1 => {
                path(words.first()?).map(|path| format!("cd {path}"))
            }
            "pwd" if words.is_empty() => Ok("Get-Location".to_owned()),
            "mkdir" if has_options(&["-p"]) && !files.is_empty() => paths(&files)
                .map(|paths| format!("New-Item -ItemType Directory -Force {paths} | Out-Null")),
            "rm" if has_options(&["-r", "-f", "-rf", "-fr"]) && !files.is_empty() => {
                let recursive = options
                    .iter()
                    .any(|word| word.starts_with('-') && word.contains('r'));
                let force = options
                    .iter()
                    .any(|word| word.starts_with('-') && word.contains('f'));
                let recurse = if recursive { "-Recurse " } else { "" };
                // `-f` also says nothing of files that are not there.
                let forced = if force {
                    " -Force -ErrorAction SilentlyContinue"
                } else {
                    ""
                };
                paths(&files).map(|paths| format!("Remove-Item {recurse}{paths}{forced}"))
            }
            "cat" if has_options(&[]) && !files.is_empty() => {
                paths(&files).map(|paths| format!("Get-Content {paths}"))
            }
            "cp" | "mv" if has_options(&[]) && files.len() == 2 => {
                let cmdlet = if name == "cp" {
                    "Copy-Item"
                } else {
                    "Move-Item"
                };
                let both: Result<Vec<String>, Refusal> = files.iter().map(path).collect();
                both.map(|both| format!("{cmdlet} {}", both.join(" ")))
            }
            "head" if options.len() == 2 && options.first()? == "-n" => {
                let count = options.get(1)?;
                match count.parse::<u32>() {
                    Ok(count) => Ok(format!("Select-Object -First {count}")),
                    Err(_) => return refuse("`head` has no counterpart with this number"),
                }
            }
            "grep" if files.len() == 1 && has_options(&["-i", "-F"]) => {
                let sensitive = if options.iter().any(|word| word == "-i") {
                    ""
                } else {
                    " -CaseSensitive"
                };
                let pattern = files.first()?.literal();
                let is_plain = |text: &String| {
                    text.chars()
                        .all(|c| c.is_ascii_alphanumeric() || " _-:/=,".contains(c))
                };
                match pattern.filter(is_plain) {
                    Some(text) => Ok(format!("Select-String -SimpleMatch{sensitive} '{text}'")),
                    None => return refuse("the pattern of `grep` may mean something else there"),
                }
            }
            "source" | "." if words.len() == 1 => match words.first()?.literal() {
                Some(path) if path.ends_with("/bin/activate") && is_plain(&path) => {
                    let folder = path.trim_end_matches("/bin/activate").replace('/', "\\");
                    Ok(format!("{folder}\\Scripts\\Activate.ps1"))
                }
                _ => return refuse("the file that it reads is written for bash"),
            },
            _ => return None,
        })
    }

    fn export_credentials(&self, arguments: &str) -> String {
        let arguments = arguments.trim_start();
        format!("{arguments} --format powershell | Out-String | Invoke-Expression")
    }

    fn with_variables(&self, command: &Command) -> Result<String, Refusal> {
        Err(Refusal::new(
            command.range.clone(),
            "PowerShell has no variable for one command",
        ))
    }
}
