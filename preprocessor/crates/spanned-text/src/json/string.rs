//! Strings: escapes, what they must not contain, and strings in other quotes.

use std::borrow::Cow;

use super::super::tree::{CharClasses, Escape, Str};
use super::{Parser, SyntaxErrorKind};
use crate::Part as _;

/// What a plain string is made of. It becomes a [`Str`] in the place where that stays, since to
/// move one takes longer than to read it.
#[derive(Clone, Copy)]
pub(super) struct PlainString<'t> {
    pub(super) text: &'t str,
    /// Where the text begins: after the quote.
    pub(super) content: usize,
    pub(super) classes: CharClasses,
}

impl<'t> PlainString<'t> {
    #[inline]
    pub(super) fn into_str(self) -> Str<'t> {
        Str::with_classes(self.text, self.content, 1, self.classes)
    }
}

impl<'t> Parser<'t> {
    /// Any string, where it is not [plain](Self::plain_string).
    pub(super) fn string(&mut self) -> Str<'t> {
        let open = self.at;
        let content = open + 1;
        self.at = content;
        let mut owned: Option<String> = None;
        let mut escapes = Vec::new();
        let mut run = content;
        let mut told_control = false;
        loop {
            match self.peek() {
                None => {
                    self.unclosed(open);
                    break;
                }
                Some(b'"') => break,
                Some(b'\\') => {
                    let value = owned.get_or_insert_with(String::new);
                    value.push_str(self.text.part(run..self.at));
                    let (escape_at, value_at) = (self.at, value.len());
                    if let Some(character) = self.escape() {
                        owned.get_or_insert_with(String::new).push(character);
                    }
                    escapes.push(Escape {
                        value: value_at..owned.as_ref().map_or(0, String::len),
                        source: escape_at..self.at,
                    });
                    run = self.at;
                }
                Some(byte) if byte < 0x20 => {
                    if byte == b'\n' && !self.closes_later() {
                        if escapes.is_empty() {
                            // The comma after it was not meant as part of it.
                            let line = self.slice(content..self.at);
                            self.at = content + line.trim_end_matches([' ', ',', '\r']).len();
                        }
                        self.error(open..self.at, SyntaxErrorKind::MissingQuote);
                        break;
                    }
                    if !told_control {
                        told_control = true;
                        self.error(self.at..self.at + 1, SyntaxErrorKind::ControlCharacter);
                    }
                    self.at += 1;
                }
                Some(_) => self.at += 1,
            }
        }
        let end = self.at.min(self.bytes.len());
        let value = match owned {
            None => Cow::Borrowed(self.slice(content..end)),
            Some(mut value) => {
                value.push_str(self.slice(run..end));
                Cow::Owned(value)
            }
        };
        if self.peek() == Some(b'"') {
            self.at += 1;
        }
        Str::new(value, open..self.at, content, escapes)
    }

    /// A string without escapes, control characters or mistakes, as most are; otherwise stays.
    #[inline]
    pub(super) fn plain_string(&mut self) -> Option<PlainString<'t>> {
        let content = self.at + 1;
        let rest = self.bytes.get(content..)?;
        let mut classes = CharClasses::default();
        let length = rest.iter().position(|byte| classes.add(*byte))?;
        if rest.get(length) != Some(&b'"') {
            return None;
        }
        let end = content + length;
        self.at = end + 1;
        Some(PlainString {
            text: self.slice(content..end),
            content,
            classes,
        })
    }

    /// Whether the string that runs over this line end is closed on a later line, rather than
    /// its closing quote being forgotten: then a quote would open the next line's string.
    fn closes_later(&self) -> bool {
        let rest = self.bytes.part(self.at + 1..);
        // JSON in a string goes on where quotes are escaped.
        if memchr::memchr(b'\n', rest)
            .and_then(|end| rest.get(..end))
            .is_some_and(|line| memchr::memmem::find(line, b"\\\"").is_some())
        {
            return true;
        }
        let Some(quote) = memchr::memchr(b'"', rest) else {
            return false;
        };
        let after = rest.part(quote + 1..);
        let next = after.iter().find(|byte| !byte.is_ascii_whitespace());
        matches!(next, Some(b',' | b'}' | b']' | b':') | None)
            && !rest.part(..quote).iter().all(u8::is_ascii_whitespace)
    }

    /// An escape; leaves the place after it.
    fn escape(&mut self) -> Option<char> {
        let start = self.at;
        self.at += 1;
        let simple = match self.peek() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(start),
            next => {
                // Keep what was written, so that a value such as `\*` still reads as itself.
                if matches!(next, Some(0x20..0x80)) {
                    self.at += 1;
                }
                self.error(start..self.at, SyntaxErrorKind::BadEscape);
                return next
                    .filter(|byte| (0x20..0x80).contains(byte))
                    .map(char::from);
            }
        };
        self.at += 1;
        Some(simple)
    }

    fn unicode_escape(&mut self, start: usize) -> Option<char> {
        let first = self.hex4();
        let character = match first {
            Some(high @ 0xD800..=0xDBFF) if self.starts_with("\\u") => {
                self.at += 1;
                match self.hex4() {
                    Some(low @ 0xDC00..=0xDFFF) => {
                        char::from_u32(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
                    }
                    _ => None,
                }
            }
            Some(code) => char::from_u32(code),
            None => None,
        };
        if character.is_none() {
            self.error(start..self.at, SyntaxErrorKind::BadEscape);
            return Some('\u{fffd}');
        }
        character
    }

    /// Four hexadecimal digits after a `u`.
    fn hex4(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at + 1..self.at + 5)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            self.at += 1;
            return None;
        }
        self.at += 5;
        u32::from_str_radix(digits, 16).ok()
    }

    /// A string in single or typographic quotes.
    pub(super) fn wrongly_quoted(&mut self) -> Option<Str<'t>> {
        let open = self.at;
        let (quote, closers): (&str, &[&str]) = ["'", "“", "”", "‘", "’", "`"]
            .iter()
            .find(|quote| self.starts_with(quote))
            .map(|quote| match *quote {
                "'" => ("'", ["'"].as_slice()),
                "`" => ("`", ["`"].as_slice()),
                "‘" | "’" => (*quote, ["’", "‘"].as_slice()),
                quote => (quote, ["”", "“", "\""].as_slice()),
            })?;
        let content = open + quote.len();
        let line = self.bytes.get(content..)?;
        let line_end = memchr::memchr(b'\n', line).map_or(self.bytes.len(), |end| content + end);
        let rest = self.text.get(content..line_end)?;
        let (end, closer) = closers
            .iter()
            .filter_map(|closer| rest.find(closer).map(|end| (end, closer.len())))
            .min()?;
        self.at = content + end + closer;
        self.error(open..self.at, SyntaxErrorKind::WrongQuotes);
        let value = Cow::Borrowed(self.slice(content..content + end));
        Some(Str::new(value, open..self.at, content, Vec::new()))
    }
}
