//! Checks of env samples.

pub mod inline_comment;
pub mod readers;
pub mod placeholder_token;

use crate::document::env::{Assignment, Content, Line, lines};

/// An env sample, read.
#[derive(Debug)]
pub struct EnvSample<'t> {
    /// The text.
    pub text: &'t str,
    /// Its lines.
    pub lines: Vec<Line>,
}

impl<'t> EnvSample<'t> {
    /// Reads a sample.
    #[must_use]
    pub fn parse(text: &'t str) -> Self {
        Self {
            text,
            lines: lines(text).collect(),
        }
    }

    /// Every assignment with its name and its value as it was written.
    pub fn assignments(&self) -> impl Iterator<Item = (&Assignment, &'t str, &'t str)> {
        self.lines.iter().filter_map(|line| match &line.content {
            Content::Assignment(assignment) => Some((
                assignment,
                self.text.get(assignment.name.clone())?,
                self.text.get(assignment.value.clone())?,
            )),
            _ => None,
        })
    }
}
