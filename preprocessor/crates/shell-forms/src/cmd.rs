//! The Windows Command Prompt, as a reader types into it: in a batch file `%` means something else.

use crate::bash::{Command, Joint, Output, Part, Word, outside_slots};
use crate::emit::{self, Target};
use crate::powershell::words::one_line;
use crate::{Refusal, Shell, programs, windows};

pub(crate) struct Cmd;

fn refused<T>(word: &Word, reason: &str) -> Result<T, Refusal> {
    Err(Refusal::new(word.range.clone(), reason))
}

/// Characters that `cmd` and the C runtime read as themselves.
fn is_plain(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_./:=\\+-,@".contains(c);
    // At the beginning of a line, `@` is not a part of the command.
    !text.starts_with('@') && outside_slots(text).chars().all(plain)
}

fn variable(name: &str, word: &Word) -> Result<String, Refusal> {
    match name {
        "HOME" => Ok("%USERPROFILE%".to_owned()),
        "PWD" => Ok("%CD%".to_owned()),
        _ if programs::is_taken(name) => refused(
            word,
            "this variable has another value in the Windows Command Prompt",
        ),
        _ => Ok(format!("%{name}%")),
    }
}

/// `cmd` reads `&` and the like outside of quotes, and knows no escaped quote: escapes them where it
/// takes them to be outside. `inside` is where it is before the text, and then behind it. `None` for a
/// caret outside: not every `cmd` reads two as one.
fn with_carets(text: &str, inside: &mut bool) -> Option<String> {
    let mut written = String::new();
    for c in text.chars() {
        if c == '"' {
            *inside = !*inside;
        }
        match c {
            '^' if !*inside => return None,
            '&' | '|' | '<' | '>' if !*inside => written.push('^'),
            _ => {}
        }
        written.push(c);
    }
    Some(written)
}

/// A word as an argument; `inside` as in [`with_carets`].
fn word(word: &Word, inside: &mut bool) -> Result<String, Refusal> {
    // `%` stands for the names of variables until the quotes are there.
    const MARK: char = '\u{1}';
    let mut text = String::new();
    let mut names = Vec::new();
    let mut is_plain_text = true;
    for part in &word.parts {
        match part {
            Part::Text(part) => {
                is_plain_text &= is_plain(part);
                text.push_str(part);
            }
            Part::Slot(part) => {
                is_plain_text = false;
                text.push_str(part);
            }
            Part::Variable { name, quoted } => {
                is_plain_text &= !quoted;
                text.push(MARK);
                names.push(variable(name, word)?);
            }
            Part::Output { .. } => {
                return refused(
                    word,
                    "the Windows Command Prompt puts no output of a command into an argument",
                );
            }
        }
    }
    if text.contains(['\n', '\r', '%']) {
        return refused(
            word,
            "a `%` or a line end in an argument cannot be written for the Windows Command Prompt",
        );
    }
    let quoted = match is_plain_text && word.quote.is_none() && !text.is_empty() {
        true => text,
        false => windows::quoted(&text),
    };
    let Some(mut quoted) = with_carets(&quoted, inside) else {
        return refused(
            word,
            "a caret may be read as two in the Windows Command Prompt",
        );
    };
    for name in names {
        quoted = quoted.replacen(MARK, &name, 1);
    }
    Ok(quoted)
}

/// The value behind `set NAME=`.
fn value(word: &Word, name: &str) -> Result<String, Refusal> {
    let mut text = String::new();
    for part in &word.parts {
        match part {
            Part::Text(part) | Part::Slot(part) => text.push_str(part),
            Part::Variable { name, .. } => text.push_str(&variable(name, word)?),
            Part::Output { pipeline, .. } => {
                let inner = emit::pipeline(pipeline, &Cmd)?;
                let is_alone = word
                    .parts
                    .iter()
                    .all(|part| !matches!(part, Part::Text(text) if !text.is_empty()));
                let mut inside = false;
                let is_odd = inner.chars().any(|c| {
                    inside ^= c == '"';
                    !inside && "=,;^&|<>%()'\n".contains(c)
                });
                if !one_line(&word.parts) || !is_alone || is_odd {
                    return refused(
                        word,
                        "the Windows Command Prompt keeps one line of what a command prints",
                    );
                }
                return Ok(format!(
                    "for /f \"delims=\" %v in ('{inner}') do @set {name}=%v"
                ));
            }
        }
    }
    let is_literal = word.literal().is_some();
    if text.contains(['"', '\n']) || (is_literal && text.contains('%')) {
        return refused(word, "the value has characters that `set` does not keep");
    }
    let plain = |c: char| !"&|<>^".contains(c);
    Ok(
        match text.chars().all(plain) && !text.ends_with(' ') && is_literal {
            true => format!("set {name}={text}"),
            false => format!("set \"{name}={text}\""),
        },
    )
}

impl Target for Cmd {
    fn shell(&self) -> Shell {
        Shell::Cmd
    }

    fn comment(&self, text: &str) -> String {
        // Even in a comment `&` and the like have their meaning.
        let text: String = text.chars().filter(|c| !"&|<>^%".contains(*c)).collect();
        format!("rem {text}").trim_end().to_owned()
    }

    fn continuation(&self) -> &'static str {
        " ^"
    }

    fn arguments(&self, words: &[Word]) -> Result<String, Refusal> {
        let mut line = String::new();
        let mut inside = false;
        for one in words {
            // A caret goes on only outside of what `cmd` takes for quotes.
            let was_inside = inside;
            let argument = word(one, &mut inside)?;
            match &one.new_line {
                Some(indent) if !was_inside && !indent.is_empty() => {
                    line.push_str(self.continuation());
                    line.push('\n');
                    line.push_str(indent);
                }
                _ => line.push(' '),
            }
            line.push_str(&argument);
        }
        match words.last().filter(|_| inside) {
            Some(last) => refused(
                last,
                "the Windows Command Prompt takes what follows to be in quotes",
            ),
            None => Ok(line),
        }
    }

    fn set(&self, name: &str, given: &Word, _: bool) -> Result<String, Refusal> {
        if programs::is_taken(name) {
            return refused(
                given,
                "Windows has a variable of this name, which programs need",
            );
        }
        value(given, name)
    }

    fn unset(&self, names: &[String]) -> Vec<String> {
        names.iter().map(|name| format!("set {name}=")).collect()
    }

    fn joined(
        &self,
        first: &str,
        joint: Joint,
        second: &str,
        at: &Command,
    ) -> Result<String, Refusal> {
        // What follows would be a part of the value.
        if first.starts_with("set ") || first.starts_with("for ") || second.starts_with("for ") {
            return Err(Refusal::new(
                at.range.clone(),
                "`set` takes what follows as its value",
            ));
        }
        let joint = match joint {
            Joint::And => "&&",
            Joint::Or => "||",
        };
        Ok(format!("{first} {joint} {second}"))
    }

    fn to_file(&self, output: &Output) -> Result<String, Refusal> {
        let operator = if output.appends { ">>" } else { ">" };
        if output.is_nowhere() {
            return Ok(" > nul".to_owned());
        }
        Ok(format!(" {operator} {}", path(&output.file)?))
    }

    fn hides_errors(&self) -> &'static str {
        " 2> nul"
    }

    fn echo(&self, words: &[Word], command: &Command) -> Result<String, Refusal> {
        let mut text = String::new();
        for one in words {
            for part in &one.parts {
                match part {
                    Part::Text(part) if !part.contains(['%', '\n', '"', '^']) => {
                        text.push_str(&with_carets(part, &mut false).unwrap_or_default());
                    }
                    Part::Slot(slot) => text.push_str(slot),
                    Part::Variable { name, .. } => text.push_str(&variable(name, one)?),
                    _ => return refused(one, "`echo` prints this text in another way there"),
                }
            }
            text.push(' ');
        }
        let text = text.trim_end();
        let is_switch = ["on", "off", "/?"].contains(&text.to_ascii_lowercase().as_str());
        if text.is_empty() || is_switch || text.starts_with('-') || text.ends_with('^') {
            return Err(Refusal::new(
                command.range.clone(),
                "`echo` does something else with this there",
            ));
        }
        Ok(format!("echo {text}"))
    }

    fn write_file(
        &self,
        text: &str,
        output: &Output,
        command: &Command,
    ) -> Result<String, Refusal> {
        let refuse = |reason: &str| Err(Refusal::new(command.range.clone(), reason));
        if text.contains('%') || !text.is_ascii() {
            return refuse("the Windows Command Prompt cannot write a `%`, or text beyond ASCII");
        }
        let mut lines = vec!["(".to_owned()];
        for line in text.lines() {
            if line.ends_with(' ') || line.matches('"').count() % 2 == 1 {
                return refuse("a line of it has an odd number of quotes, or ends in a blank");
            }
            let mut written = "echo".to_owned();
            written.push(if line.trim().is_empty() { '(' } else { ' ' });
            let mut inside = false;
            for c in line.chars() {
                inside ^= c == '"';
                if !inside && "&|<>^()".contains(c) {
                    written.push('^');
                }
                written.push(c);
            }
            lines.push(written);
        }
        lines.push(format!("){}", self.to_file(output)?));
        Ok(lines.join("\n"))
    }

    fn other(
        &self,
        name: &str,
        words: &[Word],
        command: &Command,
    ) -> Option<Result<String, Refusal>> {
        let values: Option<Vec<String>> = words.iter().map(Word::literal).collect();
        let options: Vec<&str> = values
            .iter()
            .flatten()
            .map(String::as_str)
            .filter(|word| word.starts_with('-'))
            .collect();
        let files: Vec<&Word> = words
            .iter()
            .filter(|word| !word.literal().is_some_and(|text| text.starts_with('-')))
            .collect();
        let refuse = |reason: &str| Some(Err(Refusal::new(command.range.clone(), reason)));
        Some(match (name, options.as_slice(), files.as_slice()) {
            ("cd", [], [folder]) => path(folder).map(|path| format!("cd /d {path}")),
            ("pwd", [], []) => Ok("cd".to_owned()),
            ("mkdir", [], [folder]) => path(folder).map(|path| format!("mkdir {path}")),
            ("mkdir", ["-p"], [folder]) => {
                path(folder).map(|path| format!("if not exist {path} mkdir {path}"))
            }
            ("rm", [], [_, ..]) => {
                let files: Result<Vec<String>, Refusal> =
                    files.iter().map(|file| path(file)).collect();
                files.map(|files| format!("del {}", files.join(" ")))
            }
            ("cat", [], [file]) => path(file).map(|path| format!("type {path}")),
            ("cp", [], [from, to]) => {
                path(from).and_then(|from| Ok(format!("copy {from} {}", path(to)?)))
            }
            ("mv", [], [from, to]) => {
                path(from).and_then(|from| Ok(format!("move {from} {}", path(to)?)))
            }
            ("grep", [] | ["-i"] | ["-F"], [pattern]) => {
                let ignores = if options.contains(&"-i") { " /i" } else { "" };
                let is_plain = |text: &String| {
                    text.chars()
                        .all(|c| c.is_ascii_alphanumeric() || "_-:=,".contains(c))
                };
                match pattern.literal().filter(is_plain) {
                    Some(text) => Ok(format!("findstr{ignores} /l \"{text}\"")),
                    None => return refuse("the pattern of `grep` may mean something else there"),
                }
            }
            ("source" | ".", [], [file]) => match file.literal() {
                Some(path) if is_plain(&path) => match windows::scripts_folder(&path) {
                    Some(folder) => Ok(format!("{folder}\\activate.bat")),
                    None => return refuse("the file that it reads is written for bash"),
                },
                _ => return refuse("the file that it reads is written for bash"),
            },
            _ => return None,
        })
    }

    fn export_credentials(&self, arguments: &str) -> String {
        let arguments = arguments.trim_start();
        format!("for /f \"delims=\" %l in ('{arguments} --format windows-cmd') do @%l")
    }

    fn with_variables(&self, command: &Command) -> Result<String, Refusal> {
        Err(Refusal::new(
            command.range.clone(),
            "the Windows Command Prompt has no variable for one command",
        ))
    }
}

/// A path for one of the prompt's own commands, which take `/` for an option.
fn path(word_of_path: &Word) -> Result<String, Refusal> {
    if word_of_path
        .literal()
        .is_some_and(|text| text.contains(['*', '?', '"']))
    {
        return refused(
            word_of_path,
            "the name of a file has characters that Windows does not allow",
        );
    }
    Ok(word(word_of_path, &mut false)?.replace('/', "\\"))
}
