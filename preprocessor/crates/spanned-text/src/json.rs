//! A JSON parser for documentation: it keeps spans, duplicates and order, reads on after a
//! mistake, and says exactly what each mistake is.
//!
//! Libraries stop at the first error or lose duplicates and the place of escapes; documentation
//! abounds in comments, trailing commas and ellipses, and what follows them must be checked.

mod excerpt;
mod list;
mod repair;
mod space;
mod string;
mod syntax_error;
mod word;

use std::ops::Range;

pub use excerpt::parse_excerpt;
pub use syntax_error::{SyntaxError, SyntaxErrorKind};

use super::tree::{Member, Node, Value};
use crate::Part as _;

/// Deeper nesting than this is an error, as it is for most JSON readers.
pub const MAX_DEPTH: usize = 128;

/// After this many mistakes the parser gives up.
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
    /// The members and items of the lists that are open, those of the innermost last. When a list
    /// ends, they move to an allocation of exactly their size. A value is pushed here first.
    members: Vec<Member<'t>>,
    items: Vec<Node<'t>>,
    errors: Vec<SyntaxError>,
    /// Set when nothing sensible can follow.
    stopped: bool,
    reported_space: bool,
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
            reported_space: false,
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

    // Most texts have no mistakes: the code that reports one is kept out of the hot path.
    #[cold]
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
        self.text.part(range)
    }

    /// Reads a value and pushes it onto the items; false where there is none.
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
                    let value = Value::String(self.fix_value(plain).into_str());
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
}

#[cfg(test)]
mod tests;
