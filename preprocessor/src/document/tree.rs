//! One tree of nodes for every notation that holds data: JSON, JSON inside a string, YAML.
//!
//! Positions are byte offsets in the text that was parsed; a [`MappedText`] leads from there to
//! the file. Order, duplicates and the letter case of keys are kept.

use std::borrow::Cow;
use std::ops::Range;

use super::text::MappedText;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node<'t> {
    /// From its first to behind its last byte, quotes and brackets included.
    pub range: Range<usize>,
    /// What it is.
    pub value: Value<'t>,
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
    /// Something that is no value but stands for one, as `<account>` or a bare word does in
    /// documentation. The parser has told of it; a check treats it as of unknown content.
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
    /// The value, escapes resolved.
    pub value: Cow<'t, str>,
    /// Where it stands, quotes included.
    pub range: Range<usize>,
    /// Where its content begins: behind the opening quote.
    pub(crate) content: usize,
    /// The stretches that are not byte for byte the same, in order.
    pub(crate) escapes: Vec<Escape>,
}

impl<'t> Str<'t> {
    /// The value.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.value
    }

    /// Where the bytes `range` of the value stand in the parsed text.
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
        let (mut value, mut source) = (0, self.content);
        for escape in &self.escapes {
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
        let (mut value, mut source) = (0, self.content);
        for escape in &self.escapes {
            mapped.push_slice(text, source..source + (escape.value.start - value));
            if let Some(part) = self.value.get(escape.value.clone()) {
                mapped.push_for(part, text, escape.source.clone());
            }
            (value, source) = (escape.value.end, escape.source.end);
        }
        mapped.push_slice(text, source..source + (self.value.len() - value));
        mapped
    }
}

impl<'t> Node<'t> {
    /// The members of an object.
    #[must_use]
    pub fn as_object(&self) -> Option<&[Member<'t>]> {
        match &self.value {
            Value::Object(members) => Some(members),
            _ => None,
        }
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
