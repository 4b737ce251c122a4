//! Windows PowerShell 5.1, and PowerShell 7 on Windows, in one form for both.
//!
//! The two give different arguments to programs where an argument holds quotes, is empty, or ends in a
//! backslash: 5.1 joins the arguments without escaping any. Only after `--%` both pass on what is
//! written, so such arguments are written there, as the program reads them.

pub(crate) mod words;

use words::{argument, expression, is_environment, is_plain, path, paths, raw, refused, variable};

use crate::bash::{Command, Joint, Output, Word};
use crate::emit::{self, Target};
use crate::{Refusal, Shell, windows};

pub(crate) struct Powershell;

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
                Some(path) if is_plain(&path) => match windows::scripts_folder(&path) {
                    Some(folder) => Ok(format!("{folder}\\Activate.ps1")),
                    None => return refuse("the file that it reads is written for bash"),
                },
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
