//! The way from a scalar's value back to its source, through escapes, folded lines and indentation.

use std::iter::Peekable;
use std::ops::Range;
use std::str::CharIndices;

use saphyr_parser::ScalarStyle;

use crate::tree::Escape;

/// Where the value of a scalar begins in its `source`, and which stretches of it are written
/// differently there, as offsets from the beginning of `source`. What is `left_out` of the source is
/// not part of the value. `None` when that is not certain.
pub(super) fn align(
    value: &str,
    source: &str,
    left_out: &[Range<usize>],
    style: ScalarStyle,
) -> Option<(usize, Vec<Escape>)> {
    let chars = source.char_indices();
    let mut pair = Pair {
        value: value.char_indices().peekable(),
        source: Source { chars, left_out }.peekable(),
        lengths: (value.len(), source.len()),
        next: 0,
        escapes: Vec::new(),
    };
    match style {
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
            pair.source.next();
        }
        // A block begins after the indentation of its first line.
        ScalarStyle::Plain | ScalarStyle::Literal | ScalarStyle::Folded => {}
    }
    let content = pair.at().1;
    pair.next = content;
    // Empty lines before the first line of a block.
    if value.starts_with('\n') {
        pair.spaces();
    }
    while let Some(&(_, wanted)) = pair.value.peek() {
        let Some(&(_, found)) = pair.source.peek() else {
            // The line break at the end of a block need not be there.
            let (at, end) = pair.at();
            let rest = value.get(at..)?;
            if !rest.trim().is_empty() {
                return None;
            }
            pair.push(at, end, value.len());
            break;
        };
        match found {
            '\\' if style == ScalarStyle::DoubleQuoted => pair.backslash()?,
            '\'' if style == ScalarStyle::SingleQuoted => {
                let (at, start) = pair.at();
                pair.source.next();
                pair.source.next();
                pair.value.next();
                let end = pair.at().0;
                pair.push(at, start, end);
            }
            _ if found.is_whitespace() && pair.is_line_end() => pair.spaces(),
            _ if found == wanted && pair.at().1 == pair.next => {
                pair.value.next();
                pair.source.next();
                pair.next += found.len_utf8();
            }
            _ => return None,
        }
    }
    Some((content, pair.escapes))
}

/// The characters of a source without those that are left out.
#[derive(Clone)]
struct Source<'s> {
    chars: CharIndices<'s>,
    left_out: &'s [Range<usize>],
}

impl Iterator for Source<'_> {
    type Item = (usize, char);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (at, c) = self.chars.next()?;
            while let Some((first, rest)) = self.left_out.split_first()
                && first.end <= at
            {
                self.left_out = rest;
            }
            if self.left_out.first().is_none_or(|first| at < first.start) {
                return Some((at, c));
            }
        }
    }
}

/// The two texts, each at its place.
struct Pair<'s> {
    value: Peekable<CharIndices<'s>>,
    source: Peekable<Source<'s>>,
    lengths: (usize, usize),
    /// Where the source goes on without a gap.
    next: usize,
    escapes: Vec<Escape>,
}

impl Pair<'_> {
    /// The offset in the value, and that in the source.
    fn at(&mut self) -> (usize, usize) {
        let value = self.value.peek().map_or(self.lengths.0, |(at, _)| *at);
        let source = self.source.peek().map_or(self.lengths.1, |(at, _)| *at);
        (value, source)
    }

    /// Takes what was passed since these offsets as one escape, up to `end` in the value.
    fn push(&mut self, value: usize, source: usize, end: usize) {
        self.next = self.at().1;
        let source = source..self.next;
        let value = value..end;
        self.escapes.push(Escape { value, source });
    }

    /// Whether only white space follows on the line of the source.
    fn is_line_end(&self) -> bool {
        let mut rest = self.source.clone();
        rest.find(|(_, c)| !c.is_whitespace() || *c == '\n')
            .is_some_and(|(_, c)| c == '\n')
    }

    /// White space, which folding and indentation rewrite.
    fn spaces(&mut self) {
        let (value, source) = self.at();
        skip_space(&mut self.value);
        skip_space(&mut self.source);
        let end = self.at().0;
        self.push(value, source, end);
    }

    fn backslash(&mut self) -> Option<()> {
        let (value, source) = self.at();
        self.source.next();
        let digits = match self.source.next()?.1 {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            // The line goes on without a break.
            '\n' | '\r' => return None,
            _ => 0,
        };
        for _ in 0..digits {
            self.source.next();
        }
        self.value.next();
        let end = self.at().0;
        self.push(value, source, end);
        Some(())
    }
}

fn skip_space(text: &mut Peekable<impl Iterator<Item = (usize, char)>>) {
    while text.next_if(|(_, c)| c.is_whitespace()).is_some() {}
}
