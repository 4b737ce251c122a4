//! The options of directives, `name=value`.

use std::ops::Range;

use super::error;
use aws_doc_lint::document::directive::DirectiveError;
use aws_doc_lint::suggest::nearest;

/// A word of a directive with its place in the argument.
pub(super) type Word<'a> = (Range<usize>, &'a str);

/// The words of an argument, in order.
#[derive(Debug, Clone)]
pub(super) struct Words<'a> {
    argument: &'a str,
    at: usize,
    /// Where the first word is: the name of the directive.
    name: Range<usize>,
}

impl<'a> Words<'a> {
    /// The words of `argument`.
    pub(super) fn of(argument: &'a str) -> Self {
        let mut words = Self {
            argument,
            at: 0,
            name: 0..0,
        };
        words.name = words.clone().next().map_or(0..0, |(range, _)| range);
        words
    }

    /// Where the name of the directive is.
    pub(super) fn name(&self) -> Range<usize> {
        self.name.clone()
    }

    /// Takes the next word if it is this one.
    pub(super) fn takes(&mut self, word: &str) -> bool {
        let mut ahead = self.clone();
        let found = ahead.next().is_some_and(|(_, next)| next == word);
        if found {
            *self = ahead;
        }
        found
    }
}

impl<'a> Iterator for Words<'a> {
    type Item = Word<'a>;

    fn next(&mut self) -> Option<Word<'a>> {
        let rest = self.argument.get(self.at..)?;
        let trimmed = rest.trim_start();
        let word = trimmed.split(char::is_whitespace).next()?;
        if word.is_empty() {
            return None;
        }
        let start = self.at + (rest.len() - trimmed.len());
        self.at = start + word.len();
        Some((start..self.at, word))
    }
}

/// The value of each option that is set; the last one counts.
///
/// # Errors
/// When there is another word.
pub(super) fn read<const N: usize>(
    directive: &str,
    words: Words<'_>,
    known: [&str; N],
) -> Result<[Option<String>; N], DirectiveError> {
    let mut values = [const { None }; N];
    for (range, word) in words {
        let (name, value) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value).filter(|value| !value.is_empty())),
            None => (word, None),
        };
        let found = values
            .iter_mut()
            .zip(known)
            .find(|(_, known)| *known == name);
        match (found, value) {
            (Some((place, _)), Some(value)) => *place = Some(value.to_owned()),
            (Some(_), None) => {
                return Err(error(
                    range,
                    format!("`{name}` has no value"),
                    format!("write `{name}=…`"),
                ));
            }
            (None, _) => {
                let help = match nearest(name, known, 3) {
                    Some(near) => format!("did you mean `{near}=`?"),
                    None if N == 0 => "it takes none".to_owned(),
                    None => format!("it takes `{}=`", known.join("=` and `")),
                };
                return Err(error(
                    range,
                    format!("`{directive}` has no option `{name}`"),
                    help,
                ));
            }
        }
    }
    Ok(values)
}

/// Accepts no further word.
///
/// # Errors
/// When there is one.
pub(super) fn none(directive: &str, words: Words<'_>) -> Result<(), DirectiveError> {
    read(directive, words, []).map(|[]| ())
}
