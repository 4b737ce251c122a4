//! Plain commands: lines of words and quotes without anything that the shell expands, redirects
//! or joins. Most commands of documentation are plain: the AWS CLI's own examples are read in a
//! quarter of the time that they take when all are left to the grammar.
//!
//! What this reads, it reads as the grammar does; tests compare the two. Whatever has a
//! character that is not surely a letter of a word is left to the grammar.

use std::ops::Range;

/// First words that begin something else than a simple command, and those of the grammar's
/// declarations.
const NO_COMMANDS: [&str; 24] = [
    "case", "coproc", "declare", "do", "done", "elif", "else", "esac", "export", "fi", "for",
    "function", "if", "in", "local", "readonly", "select", "then", "time", "typeset", "unset",
    "unsetenv", "until", "while",
];

/// A line that needs no grammar.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// The words of its command; none on an empty line and on one that is a comment.
    pub words: Vec<Range<usize>>,
    /// Where the next line begins.
    pub end: usize,
}

/// Reads the line at `start`, with the lines that continue it, if all of it is plain.
pub(super) fn line(text: &str, start: usize) -> Option<Line> {
    let mut scan = Scan {
        text: text.as_bytes(),
        at: start,
    };
    let mut words: Vec<Range<usize>> = Vec::new();
    loop {
        scan.skip_blanks();
        match scan.here() {
            Some(b'#') if words.is_empty() => {
                let rest = scan.text.get(scan.at..)?;
                scan.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            }
            Some(b'\\') if !words.is_empty() => {
                scan.at += 1;
                scan.line_end()?;
                scan.skip_blanks();
                // A command that is continued by nothing is rare, and odd.
                if matches!(scan.here(), None | Some(b'\n' | b'\r' | b'#' | b'\\')) {
                    return None;
                }
                continue;
            }
            _ => {}
        }
        if scan.here().is_none() || scan.line_end().is_some() {
            return Some(Line {
                words,
                end: scan.at,
            });
        }
        let from = scan.at;
        if words.is_empty() {
            scan.name()?;
        } else {
            scan.word()?;
        }
        words.push(from..scan.at);
    }
}

struct Scan<'t> {
    text: &'t [u8],
    at: usize,
}

impl Scan<'_> {
    fn here(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while matches!(self.here(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
    }

    /// Goes past the end of the line, if it is here.
    fn line_end(&mut self) -> Option<()> {
        let rest = self.text.get(self.at..)?;
        self.at += match rest {
            [b'\n', ..] => 1,
            [b'\r', b'\n', ..] => 2,
            _ => return None,
        };
        Some(())
    }

    /// A word ends at a blank or with its line.
    fn is_end(&self) -> bool {
        match self.here() {
            Some(b'\r') => self.text.get(self.at + 1) == Some(&b'\n'),
            here => matches!(here, None | Some(b' ' | b'\t' | b'\n')),
        }
    }

    /// Goes past the name of a command, as `aws` or `./run.sh`.
    fn name(&mut self) -> Option<()> {
        let start = self.at;
        if !matches!(self.here()?, b'a'..=b'z' | b'A'..=b'Z' | b'.' | b'/' | 0x80..) {
            return None;
        }
        while matches!(
            self.here(),
            Some(b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' | b'.' | b'/' | 0x80..)
        ) {
            self.at += 1;
        }
        let name = self.text.get(start..self.at)?;
        let is_reserved = NO_COMMANDS.iter().any(|word| word.as_bytes() == name);
        (self.is_end() && !is_reserved).then_some(())
    }

    /// Goes past an argument.
    fn word(&mut self) -> Option<()> {
        // At the beginning of a word more characters may mean something.
        if !matches!(
            self.here()?,
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'/' | b'\'' | b'"' | 0x80..
        ) {
            return None;
        }
        while !self.is_end() {
            match self.here()? {
                b'a'..=b'z'
                | b'A'..=b'Z'
                | b'0'..=b'9'
                | b'-'
                | b'_'
                | b'.'
                | b'/'
                | b':'
                | b'='
                | b','
                | b'@'
                | b'+'
                | b'%'
                | b'~'
                | 0x80.. => self.at += 1,
                b'\'' => {
                    let inside = self.text.get(self.at + 1..)?;
                    self.at += memchr::memchr(b'\'', inside)? + 2;
                }
                b'"' => self.double_quoted()?,
                _ => return None,
            }
        }
        Some(())
    }

    fn double_quoted(&mut self) -> Option<()> {
        self.at += 1;
        loop {
            let inside = self.text.get(self.at..)?;
            let length = memchr::memchr3(b'"', b'\\', b'$', inside)?;
            if memchr::memchr(b'`', inside.get(..length)?).is_some() {
                return None;
            }
            self.at += length;
            match self.here()? {
                b'"' => {
                    self.at += 1;
                    return Some(());
                }
                b'\\' if matches!(self.text.get(self.at + 1), Some(b' '..=b'~')) => self.at += 2,
                _ => return None,
            }
        }
    }
}
