//! What is between values: white space, comments, and marks of something left out.

use super::{Parser, SyntaxErrorKind};
use crate::Part as _;
use crate::lookalike;

/// The longest name of a placeholder, in characters.
const MAX_NAME: usize = 256;

impl Parser<'_> {
    /// Skips white space and comments.
    pub(super) fn skip_space(&mut self) {
        loop {
            let rest = self.bytes.part(self.at..);
            let is_space = |byte: &&u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
            self.at += rest.iter().take_while(is_space).count();
            let start = self.at;
            match self.peek() {
                Some(b'/') if self.starts_with("//") => self.skip_line(),
                Some(b'#') => self.skip_line(),
                Some(b'/') if self.starts_with("/*") => {
                    let rest = self.bytes.part(start + 2..);
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
    pub(super) fn skip_odd_space(&mut self) -> bool {
        let next = self
            .text
            .get(self.at..)
            .and_then(|rest| rest.chars().next());
        let Some(space) = next.filter(|c| lookalike::is_space(*c)) else {
            return false;
        };
        let start = self.at;
        self.at += space.len_utf8();
        if !std::mem::replace(&mut self.reported_space, true) {
            self.error(start..self.at, SyntaxErrorKind::WrongSpace);
        }
        true
    }

    pub(super) fn skip_line(&mut self) {
        let rest = self.bytes.part(self.at..);
        let end = memchr::memchr(b'\n', rest).map_or(self.bytes.len(), |end| self.at + end);
        self.at = end;
        if end > 0 && self.bytes.get(end - 1) == Some(&b'\r') {
            self.at = end - 1;
        }
    }

    /// An ellipsis here, with an optional comma after it.
    pub(super) fn skip_ellipsis(&mut self) -> bool {
        let len = if self.starts_with("...") {
            self.bytes
                .part(self.at..)
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

    /// Skips a placeholder of a template, whose text is JSON only when it is filled in.
    pub(super) fn skip_template(&mut self, open: &str, close: &str) -> bool {
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
        let behind = inner.part(end..).trim_start_matches(' ');
        let is_template = behind.starts_with(close);
        if is_template {
            self.at += rest.len() - behind.len() + close.len();
        }
        is_template
    }
}

/// The length of the Markdown image at the start of `text`. Converters of pages leave those of
/// callouts in listings.
fn image(text: &str) -> Option<usize> {
    let line = text.lines().next()?;
    let target = line.find("](")? + 2;
    let end = line.get(target..)?.find(')')?;
    Some(target + end + 1)
}
