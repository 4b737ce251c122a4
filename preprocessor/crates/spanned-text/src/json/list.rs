//! Objects and arrays: what separates their members and items, and where they end.

use super::repair::KeyAmong;
use super::string::PlainString;
use super::{Parser, SyntaxErrorKind};
use crate::tree::{Member, Node, Str, Value};

/// No byte of UTF-8: a list that it closes ends with the text.
const NEVER: u8 = 0xff;

/// An object or an array that is being read.
pub(super) struct List {
    /// Where its bracket is; `None` for the inside of one, which ends with the text.
    open: Option<usize>,
    close: u8,
    /// The closing bracket of the other kind.
    wrong: u8,
    /// The place after the last member or item, while no comma has followed it.
    after: Option<usize>,
    /// The comma after the last member or item.
    comma: Option<usize>,
}

impl List {
    /// The inside of one, which ends with the text; `after` is the place after what was read of it.
    pub(super) fn inside(wrong: u8, after: Option<usize>) -> Self {
        Self {
            open: None,
            close: NEVER,
            wrong,
            after,
            comma: None,
        }
    }

    pub(super) fn open(open: usize, close: u8, wrong: u8) -> Self {
        Self {
            open: Some(open),
            close,
            wrong,
            after: None,
            comma: None,
        }
    }
}

impl<'t> Parser<'t> {
    pub(super) fn object(&mut self, depth: usize) -> Value<'t> {
        let list = List::open(self.at, b'}', b']');
        self.at += 1;
        self.members(list, depth)
    }

    pub(super) fn members(&mut self, mut list: List, depth: usize) -> Value<'t> {
        let first = self.members.len();
        while self.next_in(&mut list, depth) {
            if !self.member(depth) && self.stopped {
                break;
            }
            list.after = Some(self.at);
        }
        Value::Object(behind(&mut self.members, first))
    }

    pub(super) fn array(&mut self, depth: usize) -> Value<'t> {
        let list = List::open(self.at, b']', b'}');
        self.at += 1;
        self.items(list, depth, None)
    }

    pub(super) fn items(
        &mut self,
        mut list: List,
        depth: usize,
        before: Option<Node<'t>>,
    ) -> Value<'t> {
        let first = self.items.len();
        self.items.extend(before);
        while self.next_in(&mut list, depth) {
            if self.peek() == Some(b':') {
                match self.key_among(first, depth) {
                    KeyAmong::Begun => {
                        list.after = Some(self.at);
                        continue;
                    }
                    KeyAmong::Ended => break,
                    KeyAmong::None => {}
                }
                self.error(self.at..self.at + 1, SyntaxErrorKind::WrongBracket);
                self.at += 1;
                continue;
            }
            if !self.value(depth + 1) {
                if self.stopped {
                    break;
                }
                self.at += 1;
            }
            list.after = Some(self.at);
        }
        Value::Array(behind(&mut self.items, first))
    }

    /// Goes on to the next member or item of `list`; false at its end.
    pub(super) fn next_in(&mut self, list: &mut List, depth: usize) -> bool {
        loop {
            self.skip_space();
            let at = self.at;
            match self.peek() {
                None => {
                    if let Some(open) = list.open {
                        self.unclosed(open);
                    }
                    return false;
                }
                Some(byte) if byte == list.close => {
                    // What is left out behind the comma needs it.
                    let is_open = |comma: usize| {
                        let behind = self.slice(comma..at);
                        behind.contains("...") || behind.contains('…')
                    };
                    if let Some(comma) = list.comma.filter(|comma| !is_open(*comma)) {
                        self.error(comma..comma + 1, SyntaxErrorKind::TrailingComma);
                    }
                    self.at += 1;
                    return false;
                }
                Some(byte) if byte == list.wrong => {
                    self.error(at..at + 1, SyntaxErrorKind::WrongBracket);
                    // Perhaps it closes what is around us, and we were left open.
                    if depth > 0 {
                        return false;
                    }
                    self.at += 1;
                }
                Some(b',') => {
                    if list.after.take().is_some() {
                        list.comma = Some(at);
                    } else {
                        self.error(at..at + 1, SyntaxErrorKind::ExtraComma);
                    }
                    self.at += 1;
                }
                Some(b'.' | 0xE2) if self.skip_ellipsis() => {
                    (list.after, list.comma) = (None, None);
                    self.skip_space();
                    if self.peek() == Some(b',') {
                        self.at += 1;
                    }
                }
                Some(_) => {
                    if let Some(after) = list.after.take() {
                        self.error(after..after, SyntaxErrorKind::MissingComma);
                    }
                    list.comma = None;
                    return true;
                }
            }
        }
    }

    /// Reads a member and pushes it onto the members; false where there is none.
    pub(super) fn member(&mut self, depth: usize) -> bool {
        let start = self.at;
        let is_string = self.peek() == Some(b'"');
        let plain = is_string.then(|| self.plain_string()).flatten();
        let plain = plain.map(|plain| self.fix_key(plain));
        let odd = match plain {
            Some(_) => None,
            None if is_string => Some(self.string()),
            None => Some(self.odd_key()),
        };
        let key = || plain.map(PlainString::into_str).or(odd);
        let key_end = self.at;
        self.skip_space();
        let has_colon = self.peek() == Some(b':');
        match self.peek() {
            Some(b':') => self.at += 1,
            Some(b'=') => {
                self.error(self.at..self.at + 1, SyntaxErrorKind::MissingColon);
                self.at += 1;
            }
            Some(b',' | b'}' | b']') | None => {
                self.error(start..key_end, SyntaxErrorKind::MissingValue);
                return false;
            }
            Some(_) => self.error(key_end..key_end, SyntaxErrorKind::MissingColon),
        }
        self.skip_space();
        if self.skip_ellipsis() {
            let value = Node::new(self.at..self.at, Value::Unknown("…"));
            self.members.extend(key().map(|key| Member { key, value }));
            return true;
        }
        if self.value(depth + 1)
            && let Some(value) = self.items.pop()
            && let Some(key) = key()
        {
            let value = match (self.peek(), &value.value) {
                (Some(b':'), Value::String(_)) if has_colon => {
                    self.unopened(value.range().start, depth + 1)
                }
                _ => value,
            };
            self.members.push(Member { key, value });
            return true;
        }
        if !self.stopped {
            self.error(start..key_end, SyntaxErrorKind::MissingValue);
        }
        false
    }

    /// A key in other quotes, or a word.
    pub(super) fn odd_key(&mut self) -> Str<'t> {
        let start = self.at;
        self.wrongly_quoted().unwrap_or_else(|| {
            let word = self.bare_word();
            self.error(start..self.at, SyntaxErrorKind::BareWord);
            Str::plain(word, start, 0)
        })
    }

    pub(super) fn unclosed(&mut self, open: usize) {
        // The innermost is what the author looks for; those around it follow from it.
        if !self.stopped {
            self.error(open..open + 1, SyntaxErrorKind::Unclosed);
            self.stop();
        }
    }
}

/// Takes the items of a list from `first` on, as a list of exactly that size.
fn behind<T>(list: &mut Vec<T>, first: usize) -> Vec<T> {
    if first == 0 {
        return std::mem::take(list);
    }
    list.split_off(first)
}
