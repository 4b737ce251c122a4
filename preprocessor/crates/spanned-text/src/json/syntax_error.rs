//! The mistakes that keep a text from being JSON, and their messages.

use std::ops::Range;

/// A place where the text is not JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SyntaxError {
    /// The bytes of the text.
    pub range: Range<usize>,
    /// The kind of mistake.
    pub kind: SyntaxErrorKind,
}

/// How a text can fail to be JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SyntaxErrorKind {
    /// There is no value at all.
    Empty,
    /// The text ends inside an object, list or string; the range is what opened it.
    Unclosed,
    /// A comma before a closing bracket.
    TrailingComma,
    /// A comma where nothing precedes it.
    ExtraComma,
    /// Two members or items without a comma between; the range is the place for it.
    MissingComma,
    /// A key without a colon; the range is the place for it.
    MissingColon,
    /// A key without a value.
    MissingValue,
    /// A string without its closing quote; the range is what it should hold, with its opening quote.
    MissingQuote,
    /// A key where a value must be: `{` is missing before it.
    MissingBrace,
    /// A key after the items of a list: `]` is missing; the range is the comma after it.
    MissingBracket,
    /// A comment, or an image that a page shows in place of one.
    Comment,
    /// `...` or `…` for something left out, also with words for it, or in a comment.
    Ellipsis,
    /// A word without quotes.
    BareWord,
    /// A string in single or typographic quotes.
    WrongQuotes,
    /// A character that looks like a space but is not one to JSON; reported once per text.
    WrongSpace,
    /// A line break or another control character inside a string.
    ControlCharacter,
    /// An unknown escape.
    BadEscape,
    /// A number that JSON does not allow.
    BadNumber,
    /// A bracket that closes nothing or the wrong thing.
    WrongBracket,
    /// Text after the value.
    TrailingText,
    /// Nested deeper than [`super::MAX_DEPTH`].
    TooDeep,
}

impl SyntaxErrorKind {
    /// The message.
    #[must_use]
    pub fn message(self) -> &'static str {
        match self {
            Self::Empty => "there is no JSON value here",
            Self::Unclosed => "this is never closed",
            Self::TrailingComma => "a comma before a closing bracket is not JSON",
            Self::ExtraComma => "a comma without a value before it",
            Self::MissingComma => "a comma is missing here",
            Self::MissingColon => "a colon is missing after the key",
            Self::MissingValue => "the key has no value",
            Self::MissingQuote => "the closing quote is missing",
            Self::MissingBrace => "a `{` is missing before this key",
            Self::MissingBracket => "a `]` is missing before this comma",
            Self::Comment => "JSON has no comments",
            Self::Ellipsis => "an ellipsis stands for something left out",
            Self::BareWord => "a value or key without quotes",
            Self::WrongQuotes => "JSON strings need straight double quotes",
            Self::WrongSpace => "this looks like a space and is another character",
            Self::ControlCharacter => "a string may not hold a line break or control character",
            Self::BadEscape => "JSON has no such escape",
            Self::BadNumber => "JSON has no such number",
            Self::WrongBracket => "this bracket does not match",
            Self::TrailingText => "text after the end of the JSON value",
            Self::TooDeep => "nested too deeply",
        }
    }

    /// Whether it leaves open what belongs to what, so that more mistakes may follow from it.
    #[must_use]
    pub fn is_structural(self) -> bool {
        matches!(
            self,
            Self::Unclosed
                | Self::WrongBracket
                | Self::MissingColon
                | Self::MissingValue
                | Self::MissingBrace
                | Self::MissingBracket
        )
    }

    /// Whether documentation does this on purpose, to explain or to shorten.
    #[must_use]
    pub fn is_editorial(self) -> bool {
        matches!(self, Self::Comment | Self::Ellipsis)
    }
}
