//! The part of bash that can be translated: simple commands with their pipes, quotes, variables,
//! substitutions, files to write, and comments. Everything else is refused.

mod parser;
mod words;

use std::ops::Range;

use crate::Refusal;
use parser::Parser;

/// A line of the source, or several that are one.
#[derive(Debug)]
pub(crate) enum Line {
    Blank,
    /// The text after `#`.
    Comment(String),
    List(List),
}

/// Pipelines that `&&` or `||` joins.
#[derive(Debug, Clone)]
pub(crate) struct List {
    pub(crate) first: Pipeline,
    pub(crate) rest: Vec<(Joint, Pipeline)>,
    /// A comment at its end.
    pub(crate) comment: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Joint {
    And,
    Or,
}

#[derive(Debug, Clone)]
pub(crate) struct Pipeline {
    pub(crate) commands: Vec<Command>,
}

#[derive(Debug, Clone)]
pub(crate) struct Command {
    pub(crate) range: Range<usize>,
    /// The assignments before its name; all that there is of a plain assignment.
    pub(crate) assignments: Vec<(String, Word)>,
    pub(crate) words: Vec<Word>,
    /// Where its output goes.
    pub(crate) output: Option<Output>,
    /// `2>/dev/null`
    pub(crate) hides_errors: bool,
    /// The text of a heredoc, without its end.
    pub(crate) heredoc: Option<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Output {
    pub(crate) file: Word,
    pub(crate) appends: bool,
}

impl Output {
    /// Whether nobody reads it.
    pub(crate) fn is_nowhere(&self) -> bool {
        self.file.literal().as_deref() == Some("/dev/null")
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Word {
    pub(crate) range: Range<usize>,
    pub(crate) parts: Vec<Part>,
    /// All of it is in double quotes, or all of it in single quotes.
    pub(crate) quote: Option<char>,
    /// The white space of the new line on which it begins.
    pub(crate) new_line: Option<String>,
}

#[derive(Debug, Clone)]
pub(crate) enum Part {
    /// Characters; with what stands for a slot, if its values are plain.
    Text(String),
    /// A slot whose values may be anything that its choice allows.
    Slot(String),
    /// The value of a variable.
    Variable { name: String, quoted: bool },
    /// What a pipeline prints.
    Output { pipeline: Pipeline, quoted: bool },
}

impl Word {
    /// Its value, if that is known.
    pub(crate) fn literal(&self) -> Option<String> {
        let mut value = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => value.push_str(text),
                _ => return None,
            }
        }
        Some(value)
    }

    /// The same word as the value of an assignment, which bash does not split.
    pub(crate) fn into_value(mut self) -> Self {
        if self.literal().is_some() {
            return self;
        }
        self.quote = Some('"');
        for part in &mut self.parts {
            if let Part::Variable { quoted, .. } | Part::Output { quoted, .. } = part {
                *quoted = true;
            }
        }
        self
    }
}

/// The characters of `text` that are not part of a slot.
pub(crate) fn outside_slots(text: &str) -> String {
    let mut rest = text;
    let mut outside = String::new();
    while let Some((before, after)) = rest.split_once("{{aws:") {
        outside.push_str(before);
        rest = after.split_once("}}").map_or("", |(_, rest)| rest);
    }
    outside.push_str(rest);
    outside
}

pub(crate) fn parse(source: &str, is_plain: &dyn Fn(&str) -> bool) -> Result<Vec<Line>, Refusal> {
    Parser::new(source, is_plain).script()
}

/// Whether it is the name of a variable.
pub(crate) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
