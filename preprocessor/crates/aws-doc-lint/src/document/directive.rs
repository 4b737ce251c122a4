//! Finds `{{#name argument}}` in a text, as mdBook's `links` preprocessor does.

use std::ops::Range;

/// A directive in a text, mdBook's or our own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive<'t> {
    /// From the first `{` to the end of the last `}`.
    pub range: Range<usize>,
    /// The word after `#`.
    pub name: &'t str,
    /// The rest, without the white space around it.
    pub argument: &'t str,
    /// The place of the argument.
    pub argument_range: Range<usize>,
}

/// All directives of `text` in order. A backslash before `{{#` escapes, up to the last `}}` of
/// the line, as in mdBook.
pub fn scan(text: &str) -> impl Iterator<Item = Directive<'_>> {
    let mut at = 0;
    let mut line = Line::default();
    std::iter::from_fn(move || {
        while let Some(found) = text
            .as_bytes()
            .get(at..)
            .and_then(|rest| memchr::memmem::find(rest, b"{{"))
        {
            let open = at + found;
            if let Some(end) = line.escaped_until(text, open) {
                at = end;
                continue;
            }
            if let Some(directive) = parse(text, open) {
                at = directive.range.end;
                return Some(directive);
            }
            at = open + 1;
        }
        None
    })
}

/// The last line in which escaped braces were.
#[derive(Default)]
struct Line {
    end: usize,
    /// The end of the last `}}` in it.
    closed: Option<usize>,
}

impl Line {
    /// The end of the escaped stretch, when a backslash precedes the braces at `open`.
    fn escaped_until(&mut self, text: &str, open: usize) -> Option<usize> {
        let bytes = text.as_bytes();
        let before = open.checked_sub(1).and_then(|before| bytes.get(before));
        if before != Some(&b'\\') || bytes.get(open + 2) != Some(&b'#') {
            return None;
        }
        // A line with many is looked through once.
        if open >= self.end {
            let rest = bytes.get(open..)?;
            let line = rest.get(..memchr::memchr(b'\n', rest).unwrap_or(rest.len()))?;
            self.end = open + line.len();
            self.closed = memchr::memmem::rfind(line, b"}}").map(|close| open + close + 2);
        }
        self.closed.filter(|closed| *closed > open)
    }
}

fn parse(text: &str, open: usize) -> Option<Directive<'_>> {
    let inside = text.get(open + 2..)?;
    // The braces of a directive hold no brace, so a later `{{` cannot belong to it.
    let close = memchr::memchr2(b'}', b'{', inside.as_bytes())?;
    if !inside.get(close..)?.starts_with("}}") {
        return None;
    }
    let inside = inside.get(..close)?;
    let word = inside.trim_start().strip_prefix('#')?;
    let name_len = word
        .bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
        .count();
    let (name, rest) = word.split_at_checked(name_len)?;
    if name.is_empty() || !rest.starts_with(|c: char| c.is_whitespace()) && !rest.is_empty() {
        return None;
    }
    let argument = rest.trim();
    let range = open..open + 2 + close + 2;
    let start = range.end - 2 - rest.trim_start().len();
    Some(Directive {
        range,
        name,
        argument,
        argument_range: start..start + argument.len(),
    })
}

/// Why a directive cannot be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectiveError {
    /// The part of the argument that is wrong.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub help: String,
}

/// Says what is wrong with the argument of a `{{#aws …}}` directive, if anything is. The program that
/// renders directives supplies it; see [`crate::run::Options::directives`].
pub type Validator = fn(argument: &str) -> Result<(), DirectiveError>;

/// A `{{#aws …}}` directive with what is wrong with it.
#[derive(Debug)]
pub struct ParsedDirective<'t> {
    /// The directive.
    pub directive: Directive<'t>,
    /// What is wrong with it.
    pub error: Option<DirectiveError>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_mdbook_finds() {
        let text = "a {{#include  x.rs:1:2 }} \\{{#include y}} {{#z y}}\n{{ #aws regions }} {{#}} {{x}} {{#t";
        let found: Vec<_> = scan(text).map(|d| (d.name, d.argument)).collect();
        assert_eq!(found, [("include", "x.rs:1:2"), ("aws", "regions")]);
        for directive in scan(text) {
            assert_eq!(
                text.get(directive.argument_range).unwrap(),
                directive.argument
            );
            assert!(text.get(directive.range).unwrap().ends_with("}}"));
        }
    }

    #[test]
    fn many_open_braces_are_no_trouble() {
        assert_eq!(scan(&"{{#a ".repeat(200_000)).count(), 0);
        assert_eq!(scan(&"\\{{#a ".repeat(20_000)).count(), 0);
    }
}
