//! Console sessions: commands after prompts, and what each prints.

use std::ops::Range;

use aws_doc_lint::document::logical_line::Lines;
use aws_doc_lint::document::prompt::{prompt, second_prompt};
use spanned_text::Part as _;

/// A command of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsoleCommand {
    /// The command without its prompts, with its line end.
    pub command: String,
    /// Where it is, with its prompts.
    pub range: Range<usize>,
    /// Where the lines after it are, up to the next prompt; empty if there are none.
    pub output: Range<usize>,
}

impl ConsoleCommand {
    /// The command in the text of its session, with its prompts.
    #[must_use]
    pub fn shown<'t>(&self, session: &'t str) -> &'t str {
        session.part(self.range.clone())
    }
}

/// The commands of a session in order. Lines before the first prompt are not the output of any.
#[must_use]
pub fn commands(text: &str) -> Vec<ConsoleCommand> {
    let mut found: Vec<ConsoleCommand> = Vec::new();
    let mut lines = Lines::new();
    let mut goes_on = false;
    let mut at = 0;
    for full in text.split_inclusive('\n') {
        let start = at;
        at += full.len();
        let line = full.trim_end_matches(['\n', '\r']);
        let begins = if goes_on { None } else { prompt(line) };
        let inside = begins.is_none()
            && second_prompt(line) > 0
            && found
                .last()
                .is_some_and(|last| last.output.is_empty() && is_open(&last.command));
        let after_prompt = match begins {
            Some(length) => length,
            None if goes_on || inside => second_prompt(line),
            None => {
                if let Some(last) = found.last_mut() {
                    last.output.end = at;
                }
                continue;
            }
        };
        if begins.is_some() {
            lines = Lines::new();
            found.push(ConsoleCommand {
                command: String::new(),
                range: start..at,
                output: at..at,
            });
        }
        let command = line.part(after_prompt..);
        lines.line(command);
        goes_on = !lines.is_complete();
        if let Some(last) = found.last_mut() {
            last.command.push_str(command);
            last.command.push('\n');
            last.range.end = at;
            last.output = at..at;
        }
    }
    found
}

/// Whether a command leaves a loop, a condition, a group or a pipe open, so that the shell prints
/// its second prompt.
fn is_open(command: &str) -> bool {
    let (mut opened, mut closed) = (0, 0);
    let words = command.split(|c: char| c.is_whitespace() || c == ';');
    for word in words {
        match word {
            "if" | "for" | "while" | "until" | "case" | "select" | "{" => opened += 1,
            "fi" | "done" | "esac" | "}" => closed += 1,
            _ => {
                opened += word.matches('(').count();
                closed += word.matches(')').count();
            }
        }
    }
    opened > closed || command.trim_end().ends_with(['|', '&'])
}

/// Whether this is a session of PowerShell.
#[must_use]
pub fn is_powershell(text: &str) -> bool {
    text.lines()
        .find(|line| !line.trim().is_empty())
        .is_some_and(|line| {
            let line = line.trim_start();
            line.starts_with("PS>") || line.starts_with("PS ")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_and_their_output() {
        let text = "intro\n$ echo a \\\n>   b\na b\n\nmore\n$ cat <<X\nx\nX\nx\n$ true\n";
        let found = commands(text);
        let told: Vec<_> = found
            .iter()
            .map(|one| {
                (
                    one.command.as_str(),
                    text.get(one.range.clone()).unwrap(),
                    text.get(one.output.clone()).unwrap(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                ("echo a \\\n  b\n", "$ echo a \\\n>   b\n", "a b\n\nmore\n"),
                ("cat <<X\nx\nX\n", "$ cat <<X\nx\nX\n", "x\n"),
                ("true\n", "$ true\n", ""),
            ]
        );
        let text = "$ for n in 1; do\n>   echo $n\n> done\n1\n$ echo '> a'\n> a\n";
        let found = commands(text);
        let told: Vec<_> = found
            .iter()
            .map(|one| (one.command.as_str(), text.get(one.output.clone()).unwrap()))
            .collect();
        assert_eq!(
            told,
            [
                ("for n in 1; do\n  echo $n\ndone\n", "1\n"),
                ("echo '> a'\n", "> a\n"),
            ]
        );
        assert!(is_powershell("PS C:\\> Get-Item\n"));
        assert!(!is_powershell("$ ls\n"));
    }
}
