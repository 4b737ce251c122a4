//! A sample that sets environment variables, read once for all checks.

use std::cell::OnceCell;
use std::ops::Range;

use spanned_text::Part as _;

use super::disagreement::{self, Disagreement};
use super::placeholder;
use super::readers::{Effect, Reader};
use crate::document::env::{Assignment, Content, Line, lines};
use crate::document::{Kind, Snippet};

/// The language in which a sample sets variables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Dialect {
    /// A `.env` file.
    File,
    /// A shell as bash: `export NAME=value`.
    Shell,
    /// PowerShell: `$env:NAME = "value"`.
    Powershell,
    /// The Windows command prompt: `set NAME=value`.
    Cmd,
    /// fish: `set -gx NAME value`.
    Fish,
}

/// The readers of env files that matter to an author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readers {
    /// The readers.
    pub list: Vec<Reader>,
    /// Whether the author named them, so that all of them surely count.
    pub chosen: bool,
}

impl Default for Readers {
    fn default() -> Self {
        Self {
            list: Reader::ALL.to_vec(),
            chosen: false,
        }
    }
}

impl Readers {
    /// The readers that an author named; `None` if there is none among the names.
    #[must_use]
    pub fn chosen<'n>(names: impl IntoIterator<Item = &'n str>) -> Option<Self> {
        let list: Vec<Reader> = names.into_iter().filter_map(Reader::from_id).collect();
        (!list.is_empty()).then_some(Self { list, chosen: true })
    }
}

/// A variable that a sample sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting<'s, 't> {
    /// The places of its parts.
    pub assignment: &'s Assignment,
    /// The name.
    pub name: &'t str,
    /// The value without quotes, comment and white space around it.
    pub value: &'t str,
    /// Where that value starts.
    start: usize,
}

impl Setting<'_, '_> {
    /// The place of the value, without quotes.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.start..self.start + self.value.len()
    }

    /// Whether the value is a placeholder.
    #[must_use]
    pub fn is_placeholder(&self) -> bool {
        placeholder::is_placeholder(self.value)
    }

    /// Whether there is a value that is not a placeholder.
    #[must_use]
    pub fn is_literal(&self) -> bool {
        !self.value.is_empty() && !self.is_placeholder()
    }
}

/// A sample that sets environment variables, read.
#[derive(Debug)]
pub struct EnvSample<'t> {
    /// The text.
    pub text: &'t str,
    /// What it is written in.
    pub dialect: Dialect,
    /// Its lines. In other dialects than [`Dialect::File`], only those that set a variable.
    pub lines: Vec<Line>,
    /// Who reads it.
    pub readers: Readers,
    disagreements: OnceCell<Vec<Disagreement>>,
}

impl<'t> EnvSample<'t> {
    /// Reads a snippet, if it is one that sets environment variables. `readers` are those of the
    /// book; the snippet may name its own.
    #[must_use]
    pub fn of(snippet: &'t Snippet, readers: &Readers) -> Option<Self> {
        let text = snippet.text.as_str();
        match (snippet.kind, snippet.info.language.as_str()) {
            (Kind::Env, _) => {
                let named = snippet.info.value("readers").unwrap_or("");
                let readers = Readers::chosen(named.split('+')).unwrap_or_else(|| readers.clone());
                Some(Self::file(text, readers))
            }
            (Kind::Command | Kind::Console, _) => Some(Self::shell(text)),
            (Kind::Powershell, _) => Some(Self::powershell(text)),
            (Kind::Other, "bat" | "batch" | "cmd" | "dos") => Some(Self::cmd(text)),
            (Kind::Other, "fish") => Some(Self::fish(text)),
            _ => None,
        }
    }

    /// Reads the text of an env file.
    #[must_use]
    pub fn file(text: &'t str, readers: Readers) -> Self {
        Self::new(text, Dialect::File, lines(text).collect(), readers)
    }

    /// Reads the assignments of a shell script, or of a session with prompts.
    #[must_use]
    pub fn shell(text: &'t str) -> Self {
        // Prompts and placeholders, which a shell would take for redirections, are covered, byte
        // for byte.
        let mut script = String::with_capacity(text.len());
        for line in text.split_inclusive('\n') {
            let command = match line.strip_prefix("$ ") {
                Some(command) => {
                    script.push_str("  ");
                    command
                }
                None => line,
            };
            let mut done = 0;
            let mut parts = placeholder::brackets(command);
            parts.extend(substitutions(command));
            parts.sort_by_key(|part| part.start);
            for part in parts {
                if part.start < done {
                    continue;
                }
                script.push_str(command.part(done..part.start));
                script.extend(std::iter::repeat_n('q', part.len()));
                done = part.end;
            }
            script.push_str(command.part(done..));
        }
        let lines = Reader::Bash
            .read(&script)
            .statements
            .into_iter()
            .filter(|statement| matches!(statement.effect, Effect::Sets { .. }))
            .map(|statement| assignment(statement.range, statement.name, statement.value))
            .collect();
        Self::new(text, Dialect::Shell, lines, Readers::default())
    }

    /// Reads the lines `$env:NAME = "value"` of PowerShell.
    #[must_use]
    pub fn powershell(text: &'t str) -> Self {
        Self::by_line(text, Dialect::Powershell, |line| {
            let start = line.len() - line.trim_start().len();
            let rest = line.get(start..)?;
            let rest = rest.strip_prefix("PS> ").unwrap_or(rest);
            let prefix = rest.get(..5)?;
            if !prefix.eq_ignore_ascii_case("$env:") {
                return None;
            }
            let from = line.len() - rest.len() + 5;
            let (name, value) = line.get(from..)?.split_once('=')?;
            Some((
                from,
                name.trim_end().len(),
                from + name.len() + 1,
                value.len(),
            ))
        })
    }

    /// Reads the lines `set NAME=value` of the Windows command prompt.
    #[must_use]
    pub fn cmd(text: &'t str) -> Self {
        Self::by_line(text, Dialect::Cmd, |line| {
            let start = line.len() - line.trim_start().len();
            let word = line.get(start..start + 4)?;
            if !word.eq_ignore_ascii_case("set ") {
                return None;
            }
            let rest = line.get(start + 4..)?;
            let trimmed = rest.trim_start();
            let quoted = trimmed.starts_with('"');
            let from = start + 4 + (rest.len() - trimmed.len()) + usize::from(quoted);
            let (name, value) = line.get(from..)?.split_once('=')?;
            let value = if quoted {
                value.split_once('"').map_or(value, |(value, _)| value)
            } else {
                value
            };
            Some((from, name.len(), from + name.len() + 1, value.len()))
        })
    }

    /// Reads the lines `set -gx NAME value` of fish.
    #[must_use]
    pub fn fish(text: &'t str) -> Self {
        Self::by_line(text, Dialect::Fish, |line| {
            let rest = line.trim_start().strip_prefix("set ")?.trim_start();
            let mut rest = rest;
            let mut exports = false;
            while let Some(flag) = rest.strip_prefix('-') {
                let (flag, behind) = flag.split_once(' ')?;
                exports |= flag.contains('x');
                rest = behind.trim_start();
            }
            let (name, value) = rest.split_once(' ')?;
            let is_name = name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            let from = line.len() - rest.len();
            (exports && is_name).then_some((
                from,
                name.len(),
                line.len() - value.len(),
                value.len(),
            ))
        })
    }

    fn by_line(
        text: &'t str,
        dialect: Dialect,
        parse: impl Fn(&str) -> Option<(usize, usize, usize, usize)>,
    ) -> Self {
        let mut at = 0;
        let mut found = Vec::new();
        for full in text.split_inclusive('\n') {
            let line = full.trim_end_matches(['\n', '\r']);
            if let Some((name, name_len, value, value_len)) = parse(line) {
                found.push(assignment(
                    at..at + line.len(),
                    at + name..at + name + name_len,
                    at + value..at + value + value_len,
                ));
            }
            at += full.len();
        }
        Self::new(text, dialect, found, Readers::default())
    }

    fn new(text: &'t str, dialect: Dialect, lines: Vec<Line>, readers: Readers) -> Self {
        Self {
            text,
            dialect,
            lines,
            readers,
            disagreements: OnceCell::new(),
        }
    }

    /// Every variable that the sample sets, in order.
    pub fn settings(&self) -> impl Iterator<Item = Setting<'_, 't>> {
        self.lines.iter().filter_map(|line| match &line.content {
            Content::Assignment(assignment) => {
                let name = self.text.get(assignment.name.clone())?;
                let raw = self.text.get(assignment.value.clone())?;
                let (offset, value) = bare(raw);
                Some(Setting {
                    assignment,
                    name,
                    value,
                    start: assignment.value.start + offset,
                })
            }
            _ => None,
        })
    }

    /// What the sample last sets `name` to.
    #[must_use]
    pub fn setting(&self, name: &str) -> Option<Setting<'_, 't>> {
        self.settings()
            .filter(|setting| setting.name == name)
            .last()
    }

    /// Whether a comment of the sample shows how to set `name`, as in `# NAME=value`.
    #[must_use]
    pub fn is_commented(&self, name: &str) -> bool {
        self.lines.iter().any(|line| {
            line.content == Content::Comment
                && self
                    .text
                    .get(line.range.clone())
                    .is_some_and(|text| text.contains(name))
        })
    }

    /// The lines that its readers read differently, in order. None in a sample whose every line
    /// begins with `export`: that is a script, unless the author named readers.
    pub fn disagreements(&self) -> &[Disagreement] {
        self.disagreements.get_or_init(|| {
            let script = self.lines.iter().all(|line| match &line.content {
                Content::Assignment(assignment) => assignment.export.is_some(),
                Content::Blank | Content::Comment => true,
                Content::Other => false,
            });
            if self.dialect != Dialect::File || (script && !self.readers.chosen) {
                return Vec::new();
            }
            disagreement::find(self.text, &self.lines, &self.readers.list)
        })
    }
}

/// The substitutions of commands in a line, `$(…)` and `` `…` ``: a value that is not known here.
fn substitutions(line: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = line.get(at..)
        && let Some(start) = rest.find(['$', '`']).map(|start| at + start)
    {
        let open = line.part(start..);
        let length = if let Some(inner) = open.strip_prefix('`') {
            inner.find('`').map(|end| end + 2)
        } else if open.starts_with("$(") {
            let mut depth = 0_usize;
            open.bytes().enumerate().skip(1).find_map(|(at, byte)| {
                match byte {
                    b'(' => depth += 1,
                    b')' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                (depth == 0).then_some(at + 1)
            })
        } else {
            None
        };
        match length {
            Some(length) => {
                found.push(start..start + length);
                at = start + length;
            }
            // Each line is gone through once.
            None if open.starts_with("$(") || open.starts_with('`') => break,
            None => at = start + 1,
        }
    }
    found
}

fn assignment(range: Range<usize>, name: Range<usize>, value: Range<usize>) -> Line {
    Line {
        range,
        content: Content::Assignment(Assignment {
            export: None,
            name,
            value,
        }),
    }
}

/// The value in the text after `=`, and where it starts.
fn bare(raw: &str) -> (usize, &str) {
    let trimmed = raw.trim_start();
    let start = raw.len() - trimmed.len();
    let trimmed = trimmed.trim_end();
    if let Some(quote @ ('"' | '\'' | '`')) = trimmed.chars().next()
        && let Some((inner, _)) = trimmed.get(1..).and_then(|rest| rest.split_once(quote))
    {
        return (start + 1, inner);
    }
    let end = disagreement::comment(raw).map_or(trimmed.len(), |at| at.saturating_sub(start));
    let value = trimmed.part(..end).trim_end();
    (start, value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings<'t>(sample: &EnvSample<'t>) -> Vec<(&'t str, &'t str)> {
        sample
            .settings()
            .inspect(|setting| assert_eq!(sample.text.get(setting.range()), Some(setting.value)))
            .map(|setting| (setting.name, setting.value))
            .collect()
    }

    #[test]
    fn settings_of_every_dialect() {
        let text = "A=1\nexport B = \"two\"  # c\n# C=3\nD='x'\nE=y # c\nF=#z\nG=  \n";
        assert_eq!(
            settings(&EnvSample::file(text, Readers::default())),
            [
                ("A", "1"),
                ("B", "two"),
                ("D", "x"),
                ("E", "y"),
                ("F", "#z"),
                ("G", "")
            ]
        );
        let text = "$ export A=1 B='2'\nC=3 env\naws s3 ls --x=y\nD=\"4\"; E=5\n";
        assert_eq!(
            settings(&EnvSample::shell(text)),
            [("A", "1"), ("B", "2"), ("D", "4"), ("E", "5")]
        );
        let text = "$ export A=x...<the rest of it>\nexport B=<b>\n";
        assert_eq!(
            settings(&EnvSample::shell(text)),
            [("A", "x...<the rest of it>"), ("B", "<b>")]
        );
        let text = "$env:A = \"1\"\nPS> $Env:B='2' # c\nWrite-Host $env:C\n";
        assert_eq!(
            settings(&EnvSample::powershell(text)),
            [("A", "1"), ("B", "2")]
        );
        let text = "export A=$(aws configure get region --profile \"$P\")\nB=`id`; C=$D\n";
        let shell = EnvSample::shell(text);
        assert_eq!(
            settings(&shell)
                .iter()
                .map(|(name, _)| *name)
                .collect::<Vec<_>>(),
            ["A", "B", "C"]
        );
        let text = "set -gx A us-east-1\nset B 2\nset -x C 'd e'\n";
        assert_eq!(
            settings(&EnvSample::fish(text)),
            [("A", "us-east-1"), ("C", "d e")]
        );
        let text = "set A=1\nSET \"B=2\"\nsetx C 3\n";
        assert_eq!(settings(&EnvSample::cmd(text)), [("A", "1"), ("B", "2")]);
    }
}
