//! The way from a scalar's value back to its source, through escapes, folded lines and indentation.

use std::iter::Peekable;
use std::str::CharIndices;

use saphyr_parser::ScalarStyle;

use crate::document::tree::Escape;

/// Where the value of a scalar begins in its `source`, and which stretches of it are written
/// differently there, as offsets from the beginning of `source`. `None` when that cannot be told.
pub(super) fn align(value: &str, source: &str, style: ScalarStyle) -> Option<(usize, Vec<Escape>)> {
    let mut pair = Pair {
        value: value.char_indices().peekable(),
        source: source.char_indices().peekable(),
        lengths: (value.len(), source.len()),
        escapes: Vec::new(),
    };
    match style {
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
            pair.source.next();
        }
        // A block begins behind the indentation of its first line.
        ScalarStyle::Plain | ScalarStyle::Literal | ScalarStyle::Folded => {}
    }
    let content = pair.at().1;
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
            _ if found == wanted => {
                pair.value.next();
                pair.source.next();
            }
            _ => return None,
        }
    }
    Some((content, pair.escapes))
}

/// The two texts, each at its place.
struct Pair<'s> {
    value: Peekable<CharIndices<'s>>,
    source: Peekable<CharIndices<'s>>,
    lengths: (usize, usize),
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
        let source = source..self.at().1;
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

fn skip_space(text: &mut Peekable<CharIndices<'_>>) {
    while text.next_if(|(_, c)| c.is_whitespace()).is_some() {}
}
