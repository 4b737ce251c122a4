//! A JSON parser for documentation: it keeps spans, duplicates and order, goes on after a
//! mistake, and says exactly what each mistake is.
//!
//! Libraries stop at the first error or lose duplicates and the place of escapes; documentation
//! abounds in comments, trailing commas and ellipses, behind which the rest must be checked.

mod excerpt;
mod repair;
mod string;
mod syntax_error;

use std::ops::Range;

pub use excerpt::parse_excerpt;
use repair::KeyAmong;
pub use syntax_error::{SyntaxError, SyntaxErrorKind};

use super::tree::{Member, Node, Str, Value};

/// Deeper nesting than this is an error, as it is for most JSON readers.
pub const MAX_DEPTH: usize = 128;

/// Longer names than this, in characters, are none that a template is filled in for.
const MAX_NAME: usize = 256;

/// More mistakes than this are not worth telling; the parser gives up.
const MAX_ERRORS: usize = 64;

/// What a parse gave: as much of the tree as could be read, and the mistakes on the way.
#[derive(Debug)]
pub struct Parsed<'t> {
    /// The value, if there was any.
    pub root: Option<Node<'t>>,
    /// The mistakes in order.
    pub errors: Vec<SyntaxError>,
    /// The text is the inside of an object or list, without its brackets; the root is that object
    /// or list.
    pub is_excerpt: bool,
}

/// Parses `text`.
#[must_use]
pub fn parse(text: &str) -> Parsed<'_> {
    let mut parser = Parser::new(text);
    let root = parser.root();
    parser.finish(root, false)
}

struct Parser<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    /// The members and items of the lists that are open: those of the innermost last. When a list
    /// ends, they get a place of just their size. A value that is read lies behind the items first.
    members: Vec<Member<'t>>,
    items: Vec<Node<'t>>,
    errors: Vec<SyntaxError>,
    /// Set when nothing sensible can follow.
    stopped: bool,
    told_space: bool,
}

/// An object or an array that is being read.
struct List {
    /// Where its bracket stands; `None` for the inside of one, which ends with the text.
    open: Option<usize>,
    close: u8,
    /// The closing bracket of the other kind.
    wrong: u8,
    /// The place behind the last member or item, while no comma has followed it.
    after: Option<usize>,
    /// The comma behind the last member or item.
    comma: Option<usize>,
}

impl List {
    fn open(open: usize, close: u8, wrong: u8) -> Self {
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
    fn new(text: &'t str) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            at: 0,
            members: Vec::new(),
            items: Vec::new(),
            errors: Vec::new(),
            stopped: false,
            told_space: false,
        }
    }

    /// The first value of the text.
    fn root(&mut self) -> Option<Node<'t>> {
        self.skip_space();
        if self.at == self.bytes.len() {
            self.error(0..self.text.len(), SyntaxErrorKind::Empty);
            return None;
        }
        let is_there = self.value(0);
        self.items.pop().filter(|_| is_there)
    }

    /// Nothing may follow.
    fn finish(mut self, root: Option<Node<'t>>, is_excerpt: bool) -> Parsed<'t> {
        self.skip_space();
        self.skip_ellipsis();
        self.skip_space();
        if !self.stopped && self.at < self.bytes.len() {
            let end = self.text.trim_end().len().max(self.at);
            self.error(self.at..end, SyntaxErrorKind::TrailingText);
        }
        Parsed {
            root,
            errors: self.errors,
            is_excerpt,
        }
    }

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
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let is_space = |byte: &&u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
            self.at += rest.iter().take_while(is_space).count();
            let start = self.at;
            match self.peek() {
                Some(b'/') if self.starts_with("//") => self.skip_line(),
                Some(b'#') => self.skip_line(),
                Some(b'/') if self.starts_with("/*") => {
                    let rest = self.bytes.get(start + 2..).unwrap_or_default();
                    self.at = memchr::memmem::find(rest, b"*/")
                        .map_or(self.bytes.len(), |end| start + 2 + end + 2);
                }
                Some(b'!') if self.starts_with("![") => {
                    let Some(length) = image(self.slice(start..self.text.len())) else {
                        return;
                    };
                    self.at += length;
                }
                Some(byte) if !(0x20..0x80).contains(&byte) => {
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

    /// Reads a value and puts it behind the items; false where there is none.
    fn value(&mut self, depth: usize) -> bool {
        let start = self.at;
        if depth > MAX_DEPTH {
            self.error(start..start + 1, SyntaxErrorKind::TooDeep);
            self.stop();
            return false;
        }
        let value = match self.peek() {
            Some(b'{')
                if self.bytes.get(start + 1) == Some(&b'{') && self.skip_template("{{", "}}") =>
            {
                Value::Unknown(self.slice(start..self.at))
            }
            Some(b'$') if self.skip_template("${", "}") => {
                Value::Unknown(self.slice(start..self.at))
            }
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => match self.plain_string() {
                Some(plain) => {
                    let value = Value::String(self.mend_value(plain).into_str());
                    self.items.push(Node::new(start..self.at, value));
                    return true;
                }
                None => Value::String(self.string()),
            },
            Some(b'-' | b'0'..=b'9') => self.number(),
            None | Some(b'}' | b']' | b',' | b':') => return false,
            Some(_) => self.other(),
        };
        self.items.push(Node::new(start..self.at, value));
        true
    }

    /// Goes behind what a template is filled in for here, which is JSON only then.
    fn skip_template(&mut self, open: &str, close: &str) -> bool {
        let rest = self.slice(self.at..self.text.len());
        let Some(inner) = rest.strip_prefix(open) else {
            return false;
        };
        // A name is not long, and on one line.
        let is_in_name = |one: &(usize, char)| !matches!(one.1, '"' | '\n' | '{' | '}' | ',');
        let name = inner.char_indices().take(MAX_NAME).take_while(is_in_name);
        let Some((last, one)) = name.filter(|(_, one)| !one.is_whitespace()).last() else {
            return false;
        };
        let end = last + one.len_utf8();
        let behind = inner.get(end..).unwrap_or_default().trim_start_matches(' ');
        let is_template = behind.starts_with(close);
        if is_template {
            self.at += rest.len() - behind.len() + close.len();
        }
        is_template
    }

    /// A word, a string in other quotes, or rubbish.
    fn other(&mut self) -> Value<'t> {
        let start = self.at;
        if let Some(string) = self.wrongly_quoted() {
            return Value::String(string);
        }
        match self.bare_word() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            "null" => Value::Null,
            // A shell fills it in, perhaps with quotes.
            word @ "<value>" => Value::Unknown(word),
            word => {
                self.error(start..self.at, SyntaxErrorKind::BareWord);
                Value::Unknown(word)
            }
        }
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
        let list = List::open(self.at, b'}', b']');
        self.at += 1;
        self.members(list, depth)
    }

    fn members(&mut self, mut list: List, depth: usize) -> Value<'t> {
        let first = self.members.len();
        while self.next_in(&mut list, depth) {
            if !self.member(depth) && self.stopped {
                break;
            }
            list.after = Some(self.at);
        }
        Value::Object(behind(&mut self.members, first))
    }

    fn array(&mut self, depth: usize) -> Value<'t> {
        let list = List::open(self.at, b']', b'}');
        self.at += 1;
        self.items(list, depth, None)
    }

    fn items(&mut self, mut list: List, depth: usize, before: Option<Node<'t>>) -> Value<'t> {
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
    fn next_in(&mut self, list: &mut List, depth: usize) -> bool {
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
                    if let Some(comma) = list.comma {
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

    /// Reads a member and puts it behind the members; false where there is none.
    fn member(&mut self, depth: usize) -> bool {
        let start = self.at;
        let is_string = self.peek() == Some(b'"');
        let plain = is_string.then(|| self.plain_string()).flatten();
        let plain = plain.map(|plain| self.mend_key(plain));
        let odd = match plain {
            Some(_) => None,
            None if is_string => Some(self.string()),
            None => Some(self.odd_key()),
        };
        let key = || plain.map(string::PlainString::into_str).or(odd);
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
    fn odd_key(&mut self) -> Str<'t> {
        let start = self.at;
        self.wrongly_quoted().unwrap_or_else(|| {
            let word = self.bare_word();
            self.error(start..self.at, SyntaxErrorKind::BareWord);
            Str::plain(word, start, 0)
        })
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
}

/// Takes what stands in a list from `first` on, as a list of just that size.
fn behind<T>(list: &mut Vec<T>, first: usize) -> Vec<T> {
    if first == 0 {
        return std::mem::take(list);
    }
    list.split_off(first)
}

/// The length of the Markdown image at the start of `text`. Converters of pages leave those of
/// callouts in listings.
fn image(text: &str) -> Option<usize> {
    let line = text.lines().next()?;
    let target = line.find("](")? + 2;
    let end = line.get(target..)?.find(')')?;
    Some(target + end + 1)
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
mod tests;
