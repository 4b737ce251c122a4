//! The mistakes that keep a text from being YAML, and their messages.

use std::ops::Range;

/// A place where the text is not YAML.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mistake {
    /// What is wrong; of what was only passed over, all of it.
    pub range: Range<usize>,
    /// The kind of mistake.
    pub kind: MistakeKind,
}

/// How a text can fail to be YAML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum MistakeKind {
    /// Something that was passed over: an ellipsis, a line of a template, or a mistake that cannot
    /// be named for sure.
    PassedOver,
    /// A tab in the indentation.
    Tab,
    /// `*` alone, without quotes.
    Star,
    /// A quote that opens a string which does not end on its line; the range is the quote.
    UnclosedQuote,
    /// A bracket that is not closed in all that follows; the range is the bracket.
    UnclosedBracket,
    /// A character that looks like a space, or like nothing, in the indentation; reported once per
    /// text.
    WrongSpace,
    /// A line that belongs to nothing above it; the range is its key.
    Indentation,
    /// A value with `: ` in it, without quotes; the range is that colon.
    SecondColon,
}

impl MistakeKind {
    /// The message; `None` for what may not be a mistake.
    #[must_use]
    pub fn message(self) -> Option<&'static str> {
        Some(match self {
            Self::PassedOver => return None,
            Self::Tab => "YAML does not allow tabs in the indentation",
            Self::Star => "`*` without quotes begins an alias of YAML",
            Self::UnclosedQuote => "this quote is never closed",
            Self::UnclosedBracket => "this bracket is never closed",
            Self::WrongSpace => "this looks like a space and is another character",
            Self::Indentation => "this line is indented like none that it could belong to",
            Self::SecondColon => "a second colon on the line",
        })
    }

    /// What to do about it.
    #[must_use]
    pub fn help(self) -> Option<&'static str> {
        match self {
            Self::Tab => Some("indent with spaces"),
            Self::SecondColon => {
                Some("put a value that holds `: ` in quotes, or a second key on a line of its own")
            }
            _ => None,
        }
    }
}
