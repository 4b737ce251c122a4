//! A JSON parser for documentation: it keeps spans, duplicates and order, goes on after a
//! mistake, and says exactly what each mistake is.
//!
//! Libraries stop at the first error or lose duplicates and the place of escapes; documentation
//! abounds in comments, trailing commas and ellipses, behind which the rest must be checked.

use std::borrow::Cow;
use std::ops::Range;

use super::tree::{Escape, Member, Node, Str, Value};

/// Deeper nesting than this is an error, as it is for most JSON readers.
pub const MAX_DEPTH: usize = 128;

/// More mistakes than this are not worth telling; the parser gives up.
const MAX_ERRORS: usize = 64;

/// What a parse gave: as much of the tree as could be read, and the mistakes on the way.
#[derive(Debug)]
pub struct Parsed<'t> {
    /// The value, if there was any.
    pub root: Option<Node<'t>>,
    /// The mistakes in order.
    pub errors: Vec<SyntaxError>,
}

/// A place where the text is not JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where.
    pub range: Range<usize>,
    /// What.
    pub kind: SyntaxErrorKind,
}

/// How a text can fail to be JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// A comment.
    Comment,
    /// `...` or `…` for something left out.
    Ellipsis,
    /// A word without quotes.
    BareWord,
    /// A string in single or typographic quotes.
    WrongQuotes,
    /// A character that looks like a space and is none to JSON; told once for a text.
    WrongSpace,
    /// A line break or another control character inside a string.
    ControlCharacter,
    /// An unknown escape.
    BadEscape,
    /// A number that JSON does not allow.
    BadNumber,
    /// A bracket that closes nothing or the wrong thing.
    WrongBracket,
    /// Text behind the value.
    TrailingText,
    /// Nested deeper than [`MAX_DEPTH`].
    TooDeep,
}

impl SyntaxErrorKind {
    /// The mistake in words.
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
            Self::Comment => "JSON has no comments",
            Self::Ellipsis => "an ellipsis stands for something left out",
            Self::BareWord => "a value or key without quotes",
            Self::WrongQuotes => "JSON strings stand in straight double quotes",
            Self::WrongSpace => "this looks like a space and is another character",
            Self::ControlCharacter => "a string may not hold a line break or control character",
            Self::BadEscape => "JSON has no such escape",
            Self::BadNumber => "JSON has no such number",
            Self::WrongBracket => "this bracket does not match",
            Self::TrailingText => "text after the end of the JSON value",
            Self::TooDeep => "nested too deeply",
        }
    }

    /// Whether documentation does this on purpose, to explain or to shorten.
    #[must_use]
    pub fn is_editorial(self) -> bool {
        matches!(self, Self::Comment | Self::Ellipsis)
    }
}

/// Parses `text`.
#[must_use]
pub fn parse(text: &str) -> Parsed<'_> {
    let mut parser = Parser {
        text,
        bytes: text.as_bytes(),
        at: 0,
        errors: Vec::new(),
        stopped: false,
        told_space: false,
    };
    parser.skip_space();
    let root = if parser.at == parser.bytes.len() {
        parser.error(0..text.len(), SyntaxErrorKind::Empty);
        None
    } else {
        parser.value(0)
    };
    parser.skip_space();
    if !parser.stopped && parser.at < parser.bytes.len() {
        let end = text.trim_end().len().max(parser.at);
        parser.error(parser.at..end, SyntaxErrorKind::TrailingText);
    }
    Parsed {
        root,
        errors: parser.errors,
    }
}

struct Parser<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    errors: Vec<SyntaxError>,
    /// Set when nothing sensible can follow.
    stopped: bool,
    told_space: bool,
}

impl<'t> Parser<'t> {
    fn error(&mut self, range: Range<usize>, kind: SyntaxErrorKind) {
        if self.errors.len() >= MAX_ERRORS {
            self.stop();
            return;
        }
        self.errors.push(SyntaxError { range, kind });
    }

    fn stop(&mut self) {
        self.stopped = true;
        self.at = self.bytes.len();
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn starts_with(&self, prefix: &str) -> bool {
        self.bytes
            .get(self.at..)
            .is_some_and(|rest| rest.starts_with(prefix.as_bytes()))
    }

    fn slice(&self, range: Range<usize>) -> &'t str {
        self.text.get(range).unwrap_or_default()
    }

    /// Skips white space and comments.
    fn skip_space(&mut self) {
        loop {
            while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
                self.at += 1;
            }
            let start = self.at;
            match self.peek() {
                Some(b'/') if self.starts_with("//") => self.skip_line(),
                Some(b'#') => self.skip_line(),
                Some(b'/') if self.starts_with("/*") => {
                    let rest = self.bytes.get(start + 2..).unwrap_or_default();
                    self.at = memchr::memmem::find(rest, b"*/")
                        .map_or(self.bytes.len(), |end| start + 2 + end + 2);
                }
                Some(byte) if byte >= 0x80 || byte < 0x20 => {
                    if !self.skip_odd_space() {
                        return;
                    }
                    continue;
                }
                _ => return,
            }
            self.error(start..self.at, SyntaxErrorKind::Comment);
        }
    }

    /// Skips a no-break space or its like, which come along when text is copied from a page.
    fn skip_odd_space(&mut self) -> bool {
        let next = self
            .text
            .get(self.at..)
            .and_then(|rest| rest.chars().next());
        let Some(space) =
            next.filter(|c| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}'))
        else {
            return false;
        };
        let start = self.at;
        self.at += space.len_utf8();
        if !std::mem::replace(&mut self.told_space, true) {
            self.error(start..self.at, SyntaxErrorKind::WrongSpace);
        }
        true
    }

    fn skip_line(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let end = memchr::memchr(b'\n', rest).map_or(self.bytes.len(), |end| self.at + end);
        self.at = end;
        if end > 0 && self.bytes.get(end - 1) == Some(&b'\r') {
            self.at = end - 1;
        }
    }

    /// An ellipsis here, with an optional comma behind it.
    fn skip_ellipsis(&mut self) -> bool {
        let len = if self.starts_with("...") {
            self.bytes
                .get(self.at..)
                .unwrap_or_default()
                .iter()
                .take_while(|byte| **byte == b'.')
                .count()
        } else if self.starts_with("…") {
            "…".len()
        } else {
            return false;
        };
        self.error(self.at..self.at + len, SyntaxErrorKind::Ellipsis);
        self.at += len;
        true
    }

    fn value(&mut self, depth: usize) -> Option<Node<'t>> {
        let start = self.at;
        if depth > MAX_DEPTH {
            self.error(start..start + 1, SyntaxErrorKind::TooDeep);
            self.stop();
            return None;
        }
        let value = match self.peek()? {
            b'{' => self.object(depth),
            b'[' => self.array(depth),
            b'"' => Value::String(self.string()),
            b'-' | b'0'..=b'9' => self.number(),
            b'}' | b']' | b',' | b':' => return None,
            _ => return self.other(),
        };
        Some(Node {
            range: start..self.at,
            value,
        })
    }

    /// A word, a string in other quotes, or rubbish.
    fn other(&mut self) -> Option<Node<'t>> {
        let start = self.at;
        if let Some(string) = self.wrongly_quoted() {
            return Some(Node {
                range: start..self.at,
                value: Value::String(string),
            });
        }
        let word = self.bare_word();
        let range = start..self.at;
        let value = match word {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            "null" => Value::Null,
            word => {
                self.error(range.clone(), SyntaxErrorKind::BareWord);
                Value::Unknown(word)
            }
        };
        Some(Node { range, value })
    }

    /// Reads up to what can end a word: a comma, a bracket, a colon before a space, a line end.
    fn bare_word(&mut self) -> &'t str {
        let start = self.at;
        let mut angle = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'<' => angle += 1,
                b'>' => angle = angle.saturating_sub(1),
                b'\n' | b'"' => break,
                b',' | b'}' | b']' | b':' | b'{' | b'[' if angle == 0 && self.at > start => break,
                _ => {}
            }
            self.at += 1;
        }
        let word = self.slice(start..self.at).trim_end();
        if word.is_empty() && self.at == start {
            self.at += 1;
        } else {
            self.at = start + word.len();
        }
        self.slice(start..self.at)
    }

    fn object(&mut self, depth: usize) -> Value<'t> {
        let open = self.at;
        self.at += 1;
        let mut members = Vec::new();
        // The place behind the last member, while no comma has followed it.
        let mut after: Option<usize> = None;
        let mut comma: Option<usize> = None;
        loop {
            self.skip_space();
            let Some(byte) = self.peek() else {
                self.unclosed(open);
                return Value::Object(members);
            };
            match byte {
                b'}' => {
                    self.trailing_comma(comma);
                    self.at += 1;
                    return Value::Object(members);
                }
                b']' => {
                    self.error(self.at..self.at + 1, SyntaxErrorKind::WrongBracket);
                    // Perhaps it closes a list around us, whose object was left open.
                    if depth > 0 {
                        return Value::Object(members);
                    }
                    self.at += 1;
                    continue;
                }
                b',' => {
                    self.comma(&mut after, &mut comma);
                    continue;
                }
                b'.' | 0xE2 if self.skip_ellipsis() => {
                    (after, comma) = (None, None);
                    self.skip_comma();
                    continue;
                }
                _ => {}
            }
            self.missing_comma(after.take());
            comma = None;
            match self.member(depth) {
                Some(member) => members.push(member),
                None if self.stopped => return Value::Object(members),
                None => {}
            }
            after = Some(self.at);
        }
    }

    fn member(&mut self, depth: usize) -> Option<Member<'t>> {
        let start = self.at;
        let key = match self.peek()? {
            b'"' => self.string(),
            _ => match self.wrongly_quoted() {
                Some(string) => string,
                None => {
                    let word = self.bare_word();
                    self.error(start..self.at, SyntaxErrorKind::BareWord);
                    Str {
                        value: Cow::Borrowed(word),
                        range: start..self.at,
                        content: start,
                        escapes: Vec::new(),
                    }
                }
            },
        };
        let key_end = self.at;
        self.skip_space();
        match self.peek() {
            Some(b':') => self.at += 1,
            Some(b'=') => {
                self.error(self.at..self.at + 1, SyntaxErrorKind::MissingColon);
                self.at += 1;
            }
            Some(b',' | b'}' | b']') | None => {
                self.error(start..key_end, SyntaxErrorKind::MissingValue);
                return None;
            }
            Some(_) => self.error(key_end..key_end, SyntaxErrorKind::MissingColon),
        }
        self.skip_space();
        if self.skip_ellipsis() {
            let range = self.at..self.at;
            return Some(Member {
                key,
                value: Node {
                    range,
                    value: Value::Unknown("…"),
                },
            });
        }
        if let Some(value) = self.value(depth + 1) {
            return Some(Member { key, value });
        }
        if !self.stopped {
            self.error(start..key_end, SyntaxErrorKind::MissingValue);
        }
        None
    }

    fn array(&mut self, depth: usize) -> Value<'t> {
        let open = self.at;
        self.at += 1;
        let mut items = Vec::new();
        let mut after: Option<usize> = None;
        let mut comma: Option<usize> = None;
        loop {
            self.skip_space();
            let Some(byte) = self.peek() else {
                self.unclosed(open);
                return Value::Array(items);
            };
            match byte {
                b']' => {
                    self.trailing_comma(comma);
                    self.at += 1;
                    return Value::Array(items);
                }
                b'}' => {
                    self.error(self.at..self.at + 1, SyntaxErrorKind::WrongBracket);
                    if depth > 0 {
                        return Value::Array(items);
                    }
                    self.at += 1;
                    continue;
                }
                b',' => {
                    self.comma(&mut after, &mut comma);
                    continue;
                }
                b':' => {
                    self.error(self.at..self.at + 1, SyntaxErrorKind::WrongBracket);
                    self.at += 1;
                    (after, comma) = (None, None);
                    continue;
                }
                b'.' | 0xE2 if self.skip_ellipsis() => {
                    (after, comma) = (None, None);
                    self.skip_comma();
                    continue;
                }
                _ => {}
            }
            self.missing_comma(after.take());
            comma = None;
            match self.value(depth + 1) {
                Some(item) => items.push(item),
                None if self.stopped => return Value::Array(items),
                None => self.at += 1,
            }
            after = Some(self.at);
        }
    }

    fn comma(&mut self, after: &mut Option<usize>, comma: &mut Option<usize>) {
        if after.take().is_some() {
            *comma = Some(self.at);
        } else {
            self.error(self.at..self.at + 1, SyntaxErrorKind::ExtraComma);
        }
        self.at += 1;
    }

    fn skip_comma(&mut self) {
        self.skip_space();
        if self.peek() == Some(b',') {
            self.at += 1;
        }
    }

    fn trailing_comma(&mut self, comma: Option<usize>) {
        if let Some(at) = comma {
            self.error(at..at + 1, SyntaxErrorKind::TrailingComma);
        }
    }

    fn missing_comma(&mut self, after: Option<usize>) {
        if let Some(at) = after {
            self.error(at..at, SyntaxErrorKind::MissingComma);
        }
    }

    fn unclosed(&mut self, open: usize) {
        // The innermost is what the author looks for; those around it follow from it.
        if !self.stopped {
            self.error(open..open + 1, SyntaxErrorKind::Unclosed);
            self.stop();
        }
    }

    fn number(&mut self) -> Value<'t> {
        let start = self.at;
        while matches!(
            self.peek(),
            Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')
        ) {
            self.at += 1;
        }
        // A date or an account with dashes is one word, not a number and rubbish.
        if matches!(self.peek(), Some(byte) if byte.is_ascii_alphanumeric() || byte == b'_') {
            self.at = start;
            let word = self.bare_word();
            self.error(start..self.at, SyntaxErrorKind::BareWord);
            return Value::Unknown(word);
        }
        let text = self.slice(start..self.at);
        if !is_number(text) {
            self.error(start..self.at, SyntaxErrorKind::BadNumber);
        }
        Value::Number(text)
    }

    fn string(&mut self) -> Str<'t> {
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
                    value.push_str(self.text.get(run..self.at).unwrap_or_default());
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
                        self.error(open..self.at, SyntaxErrorKind::Unclosed);
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
        Str {
            value,
            range: open..self.at,
            content,
            escapes,
        }
    }

    /// Whether the string that runs over this line end is closed on a later line, rather than
    /// its closing quote being forgotten: then a quote would open the next line's string.
    fn closes_later(&self) -> bool {
        let rest = self.bytes.get(self.at + 1..).unwrap_or_default();
        let Some(quote) = memchr::memchr(b'"', rest) else {
            return false;
        };
        let after = rest.get(quote + 1..).unwrap_or_default();
        let next = after.iter().find(|byte| !byte.is_ascii_whitespace());
        matches!(next, Some(b',' | b'}' | b']' | b':') | None)
            && !rest
                .get(..quote)
                .unwrap_or_default()
                .iter()
                .all(u8::is_ascii_whitespace)
    }

    /// An escape; leaves the place behind it.
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

    /// Four hexadecimal digits behind a `u`.
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
    fn wrongly_quoted(&mut self) -> Option<Str<'t>> {
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
        Some(Str {
            value: Cow::Borrowed(self.slice(content..content + end)),
            range: open..self.at,
            content,
            escapes: Vec::new(),
        })
    }
}

/// Whether `text` is a number as JSON has it.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent
            .is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kinds(text: &str) -> Vec<(SyntaxErrorKind, &str)> {
        parse(text)
            .errors
            .into_iter()
            .map(|error| (error.kind, text.get(error.range).unwrap()))
            .collect()
    }

    #[test]
    fn each_mistake_is_named_where_it_stands() {
        use SyntaxErrorKind::{
            BadEscape, BadNumber, BareWord, Comment, ControlCharacter, Ellipsis, Empty, ExtraComma,
            MissingColon, MissingComma, MissingValue, TrailingComma, TrailingText, Unclosed,
            WrongBracket, WrongQuotes, WrongSpace,
        };
        for (text, expected) in [
            ("", vec![(Empty, "")]),
            ("{", vec![(Unclosed, "{")]),
            (r#"{"a": 1,}"#, vec![(TrailingComma, ",")]),
            ("[1,,2]", vec![(ExtraComma, ",")]),
            (r#"{"a": 1 "b": 2}"#, vec![(MissingComma, "")]),
            (r#"{"a" 1}"#, vec![(MissingColon, "")]),
            (r#"{"a"}"#, vec![(MissingValue, "\"a\"")]),
            (r#"{"a": , "b": 1}"#, vec![(MissingValue, "\"a\"")]),
            ("{} // end", vec![(Comment, "// end")]),
            ("[1, /* two */ 3]", vec![(Comment, "/* two */")]),
            ("[1, ...]", vec![(Ellipsis, "...")]),
            ("{\"a\": 1,\n …\n}", vec![(Ellipsis, "…")]),
            ("[<account>]", vec![(BareWord, "<account>")]),
            ("{'a': 1}", vec![(WrongQuotes, "'a'")]),
            ("[“a”]", vec![(WrongQuotes, "“a”")]),
            ("[\"a\tb\"]", vec![(ControlCharacter, "\t")]),
            (r#"["\x"]"#, vec![(BadEscape, r"\x")]),
            (r#"["\ud800"]"#, vec![(BadEscape, r"\ud800")]),
            ("[01]", vec![(BadNumber, "01")]),
            ("[1}", vec![(WrongBracket, "}"), (Unclosed, "[")]),
            ("{} {}", vec![(TrailingText, "{}")]),
            ("{\u{a0}\u{a0}\"a\":\u{a0}1}", vec![(WrongSpace, "\u{a0}")]),
            ("{\"a\": \"b\n}", vec![(Unclosed, "\"b")]),
        ] {
            assert_eq!(kinds(text), expected, "{text}");
        }
    }

    #[test]
    fn the_rest_is_read_behind_a_mistake() {
        let parsed = parse("{\n  // why\n  \"a\": [1, 2,],\n  ...\n  \"b\": <x>\n}");
        let root = parsed.root.unwrap();
        assert_eq!(root.get("a").unwrap().as_array().unwrap().len(), 2);
        assert_eq!(root.get("b").unwrap().value, Value::Unknown("<x>"));
    }

    #[test]
    fn strings_know_the_place_of_each_byte() {
        let text = r#"  "a\u0062\\c\ud83d\ude00d""#;
        let parsed = parse(text);
        assert_eq!(parsed.errors, []);
        let root = parsed.root.unwrap();
        let string = root.as_string().unwrap();
        assert_eq!(string.as_str(), "ab\\c😀d");
        let source = |range: Range<usize>| text.get(string.range_of(range)).unwrap();
        assert_eq!(source(0..1), "a");
        assert_eq!(source(1..2), r"\u0062");
        assert_eq!(source(2..4), r"\\c");
        assert_eq!(source(4..8), r"\ud83d\ude00");
        assert_eq!(source(8..9), "d");
        assert_eq!(source(0..9), r"a\u0062\\c\ud83d\ude00d");
    }

    #[test]
    fn deep_nesting_is_an_error_and_no_overflow() {
        let text = "[".repeat(1_000_000);
        assert_eq!(
            parse(&text).errors.first().unwrap().kind,
            SyntaxErrorKind::TooDeep
        );
    }

    /// A tree as `serde_json` has it, where it is one.
    fn plain(node: &Node<'_>) -> serde_json::Value {
        match &node.value {
            Value::Null | Value::Unknown(_) => serde_json::Value::Null,
            Value::Bool(value) => (*value).into(),
            Value::Number(text) => serde_json::from_str(text).unwrap(),
            Value::String(string) => string.as_str().into(),
            Value::Array(items) => items.iter().map(plain).collect(),
            Value::Object(members) => members
                .iter()
                .map(|member| (member.key.as_str().to_owned(), plain(&member.value)))
                .collect(),
        }
    }

    fn any_json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            any::<String>().prop_map(Into::into),
        ];
        leaf.prop_recursive(4, 64, 8, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..8).prop_map(Into::into),
                prop::collection::btree_map(any::<String>(), inner, 0..8)
                    .prop_map(|map| map.into_iter().collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn right_json_reads_as_serde_reads_it(value in any_json(), pretty in any::<bool>()) {
            let text = if pretty {
                serde_json::to_string_pretty(&value).unwrap()
            } else {
                value.to_string()
            };
            let parsed = parse(&text);
            prop_assert_eq!(&parsed.errors, &[]);
            prop_assert_eq!(plain(&parsed.root.unwrap()), value);
        }

        #[test]
        fn whatever_serde_refuses_is_refused(text in r#"[\[\]{}":,0-9a-z \\\n.'/#-]{0,40}"#) {
            let ours = parse(&text).errors.is_empty();
            let theirs = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
            prop_assert_eq!(ours, theirs);
        }

        #[test]
        fn errors_stay_inside_any_text(text in any::<String>()) {
            for error in parse(&text).errors {
                prop_assert!(error.range.start <= error.range.end);
                prop_assert!(text.get(error.range.clone()).is_some(), "{:?}", error);
            }
        }
    }
}
