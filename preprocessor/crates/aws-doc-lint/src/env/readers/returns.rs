//! Carriage returns, which some readers take out of a file or turn into line feeds before they parse it.

use std::borrow::Cow;
use std::ops::Range;

use spanned_text::Part as _;

use super::{Effect, Reading, Statement};

/// What a reader does about a carriage return before it parses.
pub(super) enum Return {
    Dropped,
    LineFeed,
    Kept,
}

/// What `read` makes of a text whose carriage returns are treated as `treat` says, given the byte
/// after each. The positions are those in `text`.
pub(super) fn without_returns<'t>(
    text: &'t str,
    treat: impl Fn(Option<u8>) -> Return,
    read: for<'a> fn(&'a str) -> Reading<'a>,
) -> Reading<'t> {
    let clean = WithoutReturns::new(text, treat);
    if let Cow::Borrowed(text) = clean.text {
        return read(text);
    }
    clean.restore(read(&clean.text))
}

/// A text from which carriage returns were taken, with the way back to the file.
struct WithoutReturns<'t> {
    text: Cow<'t, str>,
    /// Offsets in `text` before which a byte is missing.
    removed: Vec<usize>,
}

impl<'t> WithoutReturns<'t> {
    /// Treats every carriage return as `treat` says, given the byte after it.
    fn new(text: &'t str, treat: impl Fn(Option<u8>) -> Return) -> Self {
        if memchr::memchr(b'\r', text.as_bytes()).is_none() {
            return Self {
                text: Cow::Borrowed(text),
                removed: Vec::new(),
            };
        }
        let mut clean = String::with_capacity(text.len());
        let mut removed = Vec::new();
        let mut from = 0;
        for at in memchr::memchr_iter(b'\r', text.as_bytes()) {
            clean.push_str(text.part(from..at));
            match treat(text.as_bytes().get(at + 1).copied()) {
                Return::Dropped => removed.push(clean.len()),
                Return::LineFeed => clean.push('\n'),
                Return::Kept => clean.push('\r'),
            }
            from = at + 1;
        }
        clean.push_str(text.part(from..));
        Self {
            text: Cow::Owned(clean),
            removed,
        }
    }

    /// The offset in the file of the offset `at` in the text.
    fn original(&self, at: usize) -> usize {
        at + self.removed.partition_point(|&gap| gap <= at)
    }

    /// The range in the file of a range in the text.
    fn range(&self, range: Range<usize>) -> Range<usize> {
        let end = if range.end > range.start {
            // What was removed right after the last character does not belong to the range.
            self.original(range.end - 1) + 1
        } else {
            self.original(range.start)
        };
        self.original(range.start)..end
    }

    /// The reading of the text, as a reading of the file.
    fn restore(&self, reading: Reading<'_>) -> Reading<'t> {
        let owned = |cow: Cow<'_, str>| Cow::Owned(cow.into_owned());
        let statements = reading
            .statements
            .into_iter()
            .map(|statement| Statement {
                range: self.range(statement.range),
                name: self.range(statement.name),
                value: self.range(statement.value),
                effect: match statement.effect {
                    Effect::Sets { name, value } => Effect::Sets {
                        name: owned(name),
                        value: owned(value),
                    },
                    Effect::Inherits { name } => Effect::Inherits { name: owned(name) },
                    Effect::Fault(fault) => Effect::Fault(fault),
                },
            })
            .collect();
        Reading {
            statements,
            index: reading.index,
            budget: reading.budget,
        }
    }
}
