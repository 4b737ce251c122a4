//! Comments `<!-- aws-for shell=powershell -->`, which say for which choice of the reader the block
//! that follows is meant, or, before a heading, the section.

use std::ops::Range;

use super::markdown::Document;
use super::suppression::Comment;

/// The comment's word.
pub const NAME: &str = "aws-for";

/// The body of such a comment, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// The name of the choice.
    pub choice: String,
    /// Its place in the body.
    pub choice_range: Range<usize>,
    /// The values for which the block is meant, with their places in the body.
    pub values: Vec<(String, Range<usize>)>,
}

impl Variant {
    /// The comments `aws-for` of a chapter.
    pub fn comments(document: &Document) -> impl Iterator<Item = &Comment> {
        document
            .comments
            .iter()
            .filter(|comment| comment.name == NAME)
    }

    /// Reads `NAME=VALUE`, with a `+` between several values; `None` if it is not of this form.
    #[must_use]
    pub fn parse(body: &str) -> Option<Self> {
        let (choice, values) = body.split_once('=')?;
        let mut at = choice.len() + 1;
        let choice_range = 0..choice.len();
        let mut read = Vec::new();
        for value in values.split('+') {
            read.push((value.to_owned(), at..at + value.len()));
            at += value.len() + 1;
        }
        let odd = |text: &str| text.is_empty() || text.contains(char::is_whitespace);
        if odd(choice) || read.iter().any(|(value, _)| odd(value)) {
            return None;
        }
        Some(Self {
            choice: choice.to_owned(),
            choice_range,
            values: read,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_values_have_their_places() {
        let variant = Variant::parse("shell=bash+zsh").unwrap();
        assert_eq!(variant.choice, "shell");
        assert_eq!(
            variant.values,
            [("bash".to_owned(), 6..10), ("zsh".to_owned(), 11..14)]
        );
        for odd in [
            "",
            "shell",
            "shell=",
            "=bash",
            "shell=a+",
            "shell = a",
            "a=b c",
        ] {
            assert_eq!(Variant::parse(odd), None, "{odd}");
        }
    }
}
