//! fish, from version 3.4.

use crate::bash::{Command, Joint, Output, Part, Word, outside_slots};
use crate::emit::{self, Target};
use crate::{Refusal, Shell};

pub(crate) struct Fish;

/// Characters that fish reads as themselves, wherever they are in a word.
fn is_plain(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_./:=@+,-%".contains(c);
    let text = outside_slots(text);
    !text.starts_with('%') && text.chars().all(plain)
}

fn text(value: &str, quote: Option<char>) -> String {
    if quote == Some('"') && !value.contains(['$', '"', '\\']) {
        return format!("\"{value}\"");
    }
    if quote.is_none() && !value.is_empty() && is_plain(value) {
        return value.to_owned();
    }
    format!("'{}'", value.replace('\\', "\\\\").replace('\'', "\\'"))
}

fn word(word: &Word) -> Result<String, Refusal> {
    if let Some(value) = word.literal() {
        return Ok(text(&value, word.quote));
    }
    let is_quoted = word.quote == Some('"');
    let mut written = String::new();
    let mut open = false;
    // Whether a letter that follows would lengthen the name before it.
    let mut after_name = false;
    let mut toggle = |written: &mut String, wanted: bool, after_name: &mut bool| {
        if open != wanted {
            written.push('"');
            open = wanted;
            *after_name = false;
        }
    };
    for part in &word.parts {
        match part {
            Part::Text(value) | Part::Slot(value) if is_quoted => {
                toggle(&mut written, true, &mut after_name);
                let goes_on =
                    value.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '[');
                if after_name && goes_on {
                    written.push_str("\"\"");
                }
                for c in value.chars() {
                    if matches!(c, '$' | '"' | '\\') {
                        written.push('\\');
                    }
                    written.push(c);
                }
                after_name &= value.is_empty();
            }
            Part::Text(value) | Part::Slot(value) => {
                let goes_on =
                    value.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '[');
                let quoted = after_name && goes_on;
                if !value.is_empty() {
                    written.push_str(&text(value, quoted.then_some('"')));
                    after_name = false;
                }
            }
            Part::Variable { name, quoted } => {
                toggle(&mut written, *quoted, &mut after_name);
                written.push('$');
                written.push_str(name);
                after_name = true;
            }
            Part::Output { pipeline, quoted } => {
                toggle(&mut written, *quoted, &mut after_name);
                let inner = emit::pipeline(pipeline, &Fish)?;
                written.push_str(&if *quoted {
                    format!("$({inner})")
                } else {
                    format!("({inner})")
                });
                after_name = false;
            }
        }
        if !is_quoted {
            toggle(&mut written, false, &mut after_name);
        }
    }
    toggle(&mut written, false, &mut after_name);
    Ok(written)
}

impl Target for Fish {
    fn shell(&self) -> Shell {
        Shell::Fish
    }

    fn comment(&self, text: &str) -> String {
        format!("# {text}").trim_end().to_owned()
    }

    fn continuation(&self) -> &'static str {
        " \\"
    }

    fn arguments(&self, words: &[Word]) -> Result<String, Refusal> {
        emit::joined(words, self.continuation(), &mut word)
    }

    fn set(&self, name: &str, value: &Word, exports: bool) -> Result<String, Refusal> {
        let flag = if exports { "-gx " } else { "" };
        Ok(format!("set {flag}{name} {}", word(value)?))
    }

    fn unset(&self, names: &[String]) -> Vec<String> {
        vec![format!("set -e {}", names.join(" "))]
    }

    fn joined(
        &self,
        first: &str,
        joint: Joint,
        second: &str,
        _: &Command,
    ) -> Result<String, Refusal> {
        let joint = match joint {
            Joint::And => "&&",
            Joint::Or => "||",
        };
        Ok(format!("{first} {joint} {second}"))
    }

    fn to_file(&self, output: &Output) -> Result<String, Refusal> {
        let operator = if output.appends { ">>" } else { ">" };
        Ok(format!(" {operator} {}", word(&output.file)?))
    }

    fn hides_errors(&self) -> &'static str {
        " 2>/dev/null"
    }

    fn echo(&self, words: &[Word], command: &Command) -> Result<String, Refusal> {
        // Both take options and escapes, but not the same.
        for word in words {
            if word.literal().is_some_and(|text| text.starts_with('-')) {
                return Err(Refusal::new(
                    command.range.clone(),
                    "`echo` takes other options there",
                ));
            }
        }
        Ok(format!("echo{}", self.arguments(words)?))
    }

    fn write_file(
        &self,
        text: &str,
        output: &Output,
        command: &Command,
    ) -> Result<String, Refusal> {
        let Some(text) = text.strip_suffix('\n') else {
            return Err(Refusal::new(
                command.range.clone(),
                "the text of the heredoc is empty",
            ));
        };
        let text = text.replace('\\', "\\\\").replace('\'', "\\'");
        Ok(format!("printf '%s\\n' '{text}'{}", self.to_file(output)?))
    }

    fn other(
        &self,
        name: &str,
        words: &[Word],
        command: &Command,
    ) -> Option<Result<String, Refusal>> {
        match (name, words) {
            ("source" | ".", [file]) => Some(match file.literal() {
                Some(path) if path.ends_with("bin/activate") && is_plain(&path) => {
                    Ok(format!("source {path}.fish"))
                }
                _ => Err(Refusal::new(
                    command.range.clone(),
                    "the file that it reads is written for bash",
                )),
            }),
            (
                "source" | "." | "set" | "read" | "shopt" | "declare" | "local" | "trap" | "test"
                | "printf" | "alias" | "wait" | "let" | "eval" | "export" | "unset" | "hash"
                | "type",
                _,
            ) => Some(Err(Refusal::new(
                command.range.clone(),
                format!("`{name}` is another command in fish"),
            ))),
            _ => None,
        }
    }

    fn export_credentials(&self, arguments: &str) -> String {
        format!("{} --format fish | source", arguments.trim_start())
    }

    fn with_variables(&self, command: &Command) -> Result<String, Refusal> {
        let mut line = String::new();
        for (name, value) in &command.assignments {
            line.push_str(&format!("{name}={} ", word(value)?));
        }
        let Some((first, arguments)) = command.words.split_first() else {
            return Err(Refusal::new(command.range.clone(), "there is no command"));
        };
        line.push_str(&crate::programs::name(first, Shell::Fish)?);
        line.push_str(&self.arguments(arguments)?);
        if let Some(output) = &command.output {
            line.push_str(&self.to_file(output)?);
        }
        if command.hides_errors {
            line.push_str(self.hides_errors());
        }
        Ok(line)
    }
}
