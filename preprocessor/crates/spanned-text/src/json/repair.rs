//! What is most likely meant where a quote or a bracket is missing, so that what follows is read as
//! its author sees it.

use super::super::tree::{Node, Value};
use super::list::List;
use super::string::PlainString;
use super::{Parser, SyntaxErrorKind};
use crate::Part as _;

/// What a key among the items of a list was taken for.
pub(super) enum KeyAmong {
    /// The first key of an object whose `{` is missing; the object is read.
    Begun,
    /// The next key of the object around the list, whose `]` is missing.
    Ended,
    /// There is none.
    None,
}

impl<'t> Parser<'t> {
    /// A key that was read; of `"Effect: "Allow"` the part before the colon.
    #[inline]
    pub(super) fn fix_key(&mut self, key: PlainString<'t>) -> PlainString<'t> {
        match self.peek() {
            Some(b':' | b' ' | b'\n' | b'\r' | b'\t') | None => key,
            Some(_) => {
                let name = key.text.trim_end_matches([' ', '[', '{']).strip_suffix(':');
                match name.filter(|name| !name.is_empty() && !name.contains(' ')) {
                    Some(name) => self.cut(key, name),
                    None => key,
                }
            }
        }
    }

    /// A string that was read in the place of a value; of `"Allow, "Action"` the part before the
    /// comma.
    #[inline]
    pub(super) fn fix_value(&mut self, value: PlainString<'t>) -> PlainString<'t> {
        match self.peek() {
            Some(b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t' | b':') | None => value,
            Some(_) => {
                let text = value.text;
                let kept = text.trim_end_matches([' ', ',', ']', '}', '[', '{']);
                let tail = text.part(kept.len()..);
                if tail.contains(',') && !kept.is_empty() {
                    self.cut(value, kept)
                } else {
                    value
                }
            }
        }
    }

    /// The string up to the end of `kept`, where its closing quote is missing.
    fn cut(&mut self, string: PlainString<'t>, kept: &'t str) -> PlainString<'t> {
        self.at = string.content + kept.len();
        self.error(string.content - 1..self.at, SyntaxErrorKind::MissingQuote);
        PlainString {
            text: kept,
            ..string
        }
    }

    /// An object whose `{` is missing before its first key.
    pub(super) fn unopened(&mut self, start: usize, depth: usize) -> Node<'t> {
        self.error(start..self.at, SyntaxErrorKind::MissingBrace);
        self.at = start;
        let value = self.members(List::open(start, b'}', b']'), depth);
        Node::new(start..self.at, value)
    }

    /// At a colon after an item of a list: the item was a key.
    /// The items of the list are those from `first` on.
    pub(super) fn key_among(&mut self, first: usize, depth: usize) -> KeyAmong {
        let is_text = |item: Option<&Node<'_>>| {
            matches!(item.map(|item| &item.value), Some(Value::String(_)))
        };
        if self.items.len() <= first || !is_text(self.items.last()) {
            return KeyAmong::None;
        }
        let Some(key) = self.items.pop() else {
            return KeyAmong::None;
        };
        let key = key.range();
        // No comma is missing between the key and its colon.
        self.errors.pop_if(|error| {
            error.kind == SyntaxErrorKind::MissingComma && error.range.end == key.end
        });
        let start = key.start;
        let before = self.slice(0..start).trim_end();
        let is_behind_text = self.items.len() > first && is_text(self.items.last());
        if is_behind_text && before.ends_with(',') {
            self.at = before.len() - 1;
            self.error(self.at..self.at + 1, SyntaxErrorKind::MissingBracket);
            return KeyAmong::Ended;
        }
        let object = self.unopened(start, depth + 1);
        self.items.push(object);
        KeyAmong::Begun
    }
}
