//! A value as the AWS CLI receives it.

use std::ops::Range;

use super::placeholder::stands_for_something;
use crate::shell::Word;
use spanned_text::MappedText;
use spanned_text::Part as _;

/// A word, or the part of it after `--option=`, that is given as a value.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    word: &'a Word,
    start: usize,
}

impl<'a> Given<'a> {
    /// The value of `word` from its byte `start` on.
    pub(crate) fn new(word: &'a Word, start: usize) -> Self {
        Self { word, start }
    }

    /// The value as the CLI receives it; see [`Word::value`] for what is not known.
    #[must_use]
    pub fn text(self) -> &'a str {
        self.word.value().part(self.start..)
    }

    /// The value, if all of it is known and it is not a placeholder.
    #[must_use]
    pub fn literal(self) -> Option<&'a str> {
        self.is_known(0..self.text().len())
            .then(|| self.text())
            .filter(|text| !stands_for_something(text))
    }

    /// Whether nothing in this part is an expansion or a placeholder of the shell's text.
    #[must_use]
    pub fn is_known(self, part: Range<usize>) -> bool {
        self.word
            .is_known(self.start + part.start..self.start + part.end)
    }

    /// The place of a part of the value in the snippet.
    #[must_use]
    pub fn range_of(self, part: Range<usize>) -> Range<usize> {
        self.word
            .range_of(self.start + part.start..self.start + part.end)
    }

    /// The place of the value in the snippet, quotes included.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        if self.start == 0 {
            return self.word.range.clone();
        }
        let length = self.text().len();
        let start = self.range_of(0..length).start;
        start..self.word.range.end.max(start)
    }

    /// The value as a text of its own, where `text` is the snippet's; see [`Word::mapped`].
    #[must_use]
    pub fn mapped(self, text: &MappedText) -> MappedText {
        self.word.mapped(self.start, text)
    }

    /// The whole word.
    #[must_use]
    pub fn word(self) -> &'a Word {
        self.word
    }
}
