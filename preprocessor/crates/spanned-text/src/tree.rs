//! One tree of nodes for every notation that holds data: JSON, JSON inside a string, YAML.
//!
//! Positions are byte offsets in the text that was parsed; a [`MappedText`] leads from there to
//! the file. Order, duplicates and the letter case of keys are kept.

use std::borrow::Cow;
use std::ops::Range;

use super::text::MappedText;

/// A place in a text. Half the size of a `usize`, since a tree holds several for each value; what
/// lies after the first 4 GB of a text counts as its end.
type Offset = u32;

fn offset(at: usize) -> Offset {
    Offset::try_from(at).unwrap_or(Offset::MAX)
}

fn range_of(start: Offset, end: Offset) -> Range<usize> {
    start as usize..end as usize
}

/// A value and its range.
#[derive(Debug, Clone, PartialEq)]
pub struct Node<'t> {
    /// What it is.
    pub value: Value<'t>,
    start: Offset,
    end: Offset,
}

/// What a [`Node`] can be.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'t> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number as it was written.
    Number(&'t str),
    /// A string.
    String(Str<'t>),
    /// A list.
    Array(Vec<Node<'t>>),
    /// An object.
    Object(Vec<Member<'t>>),
    /// Something that is not a value but stands for one, as `<account>` or a bare word does in
    /// documentation. The parser has reported it; checks treat its content as unknown.
    Unknown(&'t str),
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Member<'t> {
    /// The key.
    pub key: Str<'t>,
    /// The value.
    pub value: Node<'t>,
}

/// A stretch of a string's value that is written differently in the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Escape {
    /// The stretch of the value.
    pub value: Range<usize>,
    /// The stretch of the parsed text that stands for it.
    pub source: Range<usize>,
}

/// A string: its value, and the way from each byte of the value to the parsed text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Str<'t> {
    /// The value, unless it is written differently.
    text: &'t str,
    rewritten: Option<Box<Rewritten>>,
    start: Offset,
    end: Offset,
    /// Where its content begins: after the opening quote.
    content: Offset,
    classes: CharClasses,
}

/// The value of a string that is not byte for byte the same as in the source.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Rewritten {
    value: String,
    /// The stretches that are not the same, in order.
    escapes: Vec<Escape>,
}

/// The kinds of character a string holds, noted while it is read: most checks look for something
/// that most strings do not have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CharClasses(u8);

impl CharClasses {
    const WILDCARD: u8 = 1;
    const OPENING: u8 = 2;
    const ENDING: u8 = 4;
    const SPACE: u8 = 8;
    const VARIABLE: u8 = 16;
    /// What each byte adds.
    #[expect(
        clippy::indexing_slicing,
        reason = "the loop ends where the table does"
    )]
    const OF_BYTE: [u8; 256] = {
        let mut table = [0; 256];
        let mut byte = 0;
        while byte < 256 {
            table[byte] = match byte as u8 {
                b'*' | b'?' => Self::WILDCARD,
                b'$' | b'{' => Self::OPENING | Self::VARIABLE,
                b'<' | b'[' | b'#' | b'.' | b'%' | b'@' | b'&' | 0x80.. => Self::OPENING,
                b'\t'..=b'\r' => Self::ENDING | Self::SPACE,
                b'"' | b'\\' | 0..0x20 => Self::ENDING,
                b' ' => Self::SPACE,
                _ => 0,
            };
            byte += 1;
        }
        table
    };

    /// The kinds of character in `text`.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut classes = Self::default();
        for byte in text.bytes() {
            classes.add(byte);
        }
        classes
    }

    /// Adds the kinds of a byte. Returns whether it can end the run of plain characters in a string of JSON:
    /// a quote, a backslash or a control character.
    #[inline]
    pub(crate) fn add(&mut self, byte: u8) -> bool {
        #[expect(
            clippy::indexing_slicing,
            reason = "the table has an entry for each byte"
        )]
        let of_byte = Self::OF_BYTE[usize::from(byte)];
        self.0 |= of_byte;
        of_byte & Self::ENDING != 0
    }

    /// Whether there is a `*` or `?`.
    #[must_use]
    pub fn has_wildcard(self) -> bool {
        self.0 & Self::WILDCARD != 0
    }

    /// Whether there is a `$` or `{`, as in a variable and in what was meant as one.
    #[must_use]
    pub fn has_variable_sign(self) -> bool {
        self.0 & Self::VARIABLE != 0
    }

    /// Whether there is white space of ASCII.
    #[must_use]
    pub fn has_space(self) -> bool {
        self.0 & Self::SPACE != 0
    }

    /// Whether there is a byte that can begin a placeholder or a variable: `$ < { [ # . % @ &` or
    /// one beyond ASCII.
    #[must_use]
    pub fn has_opening(self) -> bool {
        self.0 & Self::OPENING != 0
    }
}

impl<'t> Str<'t> {
    /// A string at `range`, quotes included, whose content begins at `content`.
    pub fn new(
        value: Cow<'t, str>,
        range: Range<usize>,
        content: usize,
        escapes: Vec<Escape>,
    ) -> Self {
        let classes = CharClasses::of(&value);
        let (text, rewritten) = match value {
            Cow::Borrowed(text) if escapes.is_empty() => (text, None),
            value => {
                let value = value.into_owned();
                ("", Some(Box::new(Rewritten { value, escapes })))
            }
        };
        Self {
            text,
            rewritten,
            start: offset(range.start),
            end: offset(range.end),
            content: offset(content),
            classes,
        }
    }

    /// A string that is the same in the source, between quotes of one byte or without any.
    pub fn plain(text: &'t str, content: usize, quote: usize) -> Self {
        Self::with_classes(text, content, quote, CharClasses::of(text))
    }

    /// As [`Self::plain`], where the classes are known.
    #[inline]
    pub(crate) fn with_classes(
        text: &'t str,
        content: usize,
        quote: usize,
        classes: CharClasses,
    ) -> Self {
        Self {
            text,
            rewritten: None,
            start: offset(content - quote),
            end: offset(content + text.len() + quote),
            content: offset(content),
            classes,
        }
    }

    /// The value, escapes resolved.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match &self.rewritten {
            None => self.text,
            Some(rewritten) => &rewritten.value,
        }
    }

    /// Its range, quotes included.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        range_of(self.start, self.end)
    }

    /// What kinds of character the value holds.
    #[must_use]
    pub fn classes(&self) -> CharClasses {
        self.classes
    }

    fn escapes(&self) -> &[Escape] {
        let rewritten = self.rewritten.as_deref();
        rewritten.map_or(&[], |rewritten| &rewritten.escapes)
    }

    /// Where the bytes `range` of the value are in the parsed text.
    #[must_use]
    pub fn range_of(&self, range: Range<usize>) -> Range<usize> {
        let start = self.source_offset(range.start, false);
        let end = if range.end > range.start {
            self.source_offset(range.end, true)
        } else {
            start
        };
        start..end.max(start)
    }

    /// The source offset of a value offset; `after` asks for the end of an escape that ends
    /// there rather than the start of one that begins there.
    fn source_offset(&self, offset: usize, after: bool) -> usize {
        let (mut value, mut source) = (0, self.content as usize);
        for escape in self.escapes() {
            if offset < escape.value.start || (after && offset == escape.value.start) {
                break;
            }
            if offset < escape.value.end || (!after && offset == escape.value.start) {
                return if after {
                    escape.source.end
                } else {
                    escape.source.start
                };
            }
            (value, source) = (escape.value.end, escape.source.end);
        }
        source + (offset - value)
    }

    /// The value as a text of its own that knows its origin, where `text` is what was parsed.
    #[must_use]
    pub fn mapped(&self, text: &MappedText) -> MappedText {
        let mut mapped = MappedText::new();
        let (mut value, mut source) = (0, self.content as usize);
        for escape in self.escapes() {
            mapped.push_slice(text, source..source + (escape.value.start - value));
            if let Some(part) = self.as_str().get(escape.value.clone()) {
                mapped.push_for(part, text, escape.source.clone());
            }
            (value, source) = (escape.value.end, escape.source.end);
        }
        mapped.push_slice(text, source..source + (self.as_str().len() - value));
        mapped
    }
}

impl<'t> Node<'t> {
    /// A value at `range`.
    #[inline]
    pub fn new(range: Range<usize>, value: Value<'t>) -> Self {
        Self {
            value,
            start: offset(range.start),
            end: offset(range.end),
        }
    }

    /// From its first byte to the end of its last, quotes and brackets included.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        range_of(self.start, self.end)
    }

    /// The members of an object.
    #[must_use]
    pub fn as_object(&self) -> Option<&[Member<'t>]> {
        match &self.value {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The members of an object; of anything else there are none.
    #[must_use]
    pub fn members(&self) -> &[Member<'t>] {
        self.as_object().unwrap_or(&[])
    }

    /// The items of a list; of anything else there are none.
    #[must_use]
    pub fn items(&self) -> &[Node<'t>] {
        self.as_array().unwrap_or(&[])
    }

    /// The items of a list.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Node<'t>]> {
        match &self.value {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The string.
    #[must_use]
    pub fn as_string(&self) -> Option<&Str<'t>> {
        match &self.value {
            Value::String(string) => Some(string),
            _ => None,
        }
    }

    /// The value of the first member with this key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node<'t>> {
        self.as_object()?
            .iter()
            .find(|member| member.key.as_str() == key)
            .map(|member| &member.value)
    }

    /// What it is, in JSON's words.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match &self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
            Value::Unknown(_) => "a placeholder",
        }
    }
}
