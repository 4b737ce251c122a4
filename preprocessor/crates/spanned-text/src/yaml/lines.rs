//! The lines of a text, and what is known of each without a parser.

use std::ops::Range;

use crate::Part as _;

/// The lines of a text.
#[derive(Debug)]
pub(super) struct Lines<'t> {
    text: &'t str,
    /// Each without its line break.
    ranges: Vec<Range<usize>>,
}

impl<'t> Lines<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let mut ranges = Vec::new();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let bare = line.strip_suffix('\n').unwrap_or(line);
            let bare = bare.strip_suffix('\r').unwrap_or(bare);
            ranges.push(at..at + bare.len());
            at += line.len();
        }
        Self { text, ranges }
    }

    /// The numbers of all lines.
    pub(super) fn all(&self) -> Range<usize> {
        0..self.ranges.len()
    }

    /// The number of the line that an offset is on.
    pub(super) fn at(&self, offset: usize) -> usize {
        let behind = self.ranges.partition_point(|range| range.start <= offset);
        behind.saturating_sub(1)
    }

    /// A line; an empty one where there is none.
    pub(super) fn get(&self, index: usize) -> Line<'t> {
        let end = self.text.len();
        let range = self.ranges.get(index).cloned().unwrap_or(end..end);
        let text = self.text.part(range.clone());
        Line {
            start: range.start,
            text,
        }
    }

    /// The first line from `index` on that is not blank.
    pub(super) fn next_from(&self, index: usize) -> Option<usize> {
        (index..self.ranges.len()).find(|index| !self.get(*index).is_blank())
    }

    /// The last line before `index` that is not blank.
    pub(super) fn before(&self, index: usize) -> Option<usize> {
        let mut before = (0..index.min(self.ranges.len())).rev();
        before.find(|index| !self.get(*index).is_blank())
    }

    /// The line after the block that begins with line `index`: after all lines that are blank or
    /// indented by at least `least`.
    pub(super) fn block_end(&self, index: usize, least: usize) -> usize {
        let mut end = index + 1;
        for next in index + 1..self.ranges.len() {
            let line = self.get(next);
            if line.is_blank() {
                continue;
            }
            if line.indentation() < least {
                break;
            }
            end = next + 1;
        }
        end
    }

    /// The depths, beginning with the deepest, at which a line at `index` could continue what is before
    /// it.
    pub(super) fn levels(&self, index: usize) -> Vec<usize> {
        let mut levels: Vec<usize> = Vec::new();
        let mut at = index;
        while let Some(before) = self.before(at) {
            let line = self.get(before);
            let is_outer = |level: usize| levels.last().is_none_or(|last| level < *last);
            if !line.is_comment() {
                let own: Vec<_> = line
                    .levels()
                    .into_iter()
                    .filter(|it| is_outer(*it))
                    .collect();
                levels.extend(own);
            }
            if levels.last() == Some(&0) {
                break;
            }
            at = before;
        }
        levels
    }
}

/// A line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'t> {
    /// Where it begins.
    pub start: usize,
    /// Its text.
    pub text: &'t str,
}

impl<'t> Line<'t> {
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    pub(super) fn is_comment(&self) -> bool {
        self.text.trim_start().starts_with('#')
    }

    /// The number of spaces and tabs at its beginning.
    pub(super) fn indentation(&self) -> usize {
        let is_space = |byte: &u8| matches!(byte, b' ' | b'\t');
        self.text.bytes().take_while(|byte| is_space(byte)).count()
    }

    /// What is not indentation nor space at the end.
    pub(super) fn content(&self) -> Range<usize> {
        let start = self.start + self.indentation();
        start..(self.start + self.text.trim_end().len()).max(start)
    }

    /// The depth of its dashes and, after them, of its key, the deepest first.
    pub(super) fn levels(&self) -> Vec<usize> {
        let mut levels = vec![self.indentation()];
        let mut rest = self.text.trim_start();
        while let Some(item) = rest.strip_prefix('-').filter(|item| item.starts_with(' ')) {
            rest = item.trim_start();
            levels.push(self.text.len() - rest.len());
        }
        levels.reverse();
        levels
    }

    /// The depth of its key, after dashes.
    pub(super) fn depth(&self) -> usize {
        self.levels().first().copied().unwrap_or(0)
    }

    /// The place of the colon after its first key, where it is one that reads as such: a word or a
    /// text in quotes.
    pub(super) fn colon(&self) -> Option<usize> {
        let (start, rest) = self.item();
        let end = match rest.chars().next()? {
            quote @ ('"' | '\'') => rest.get(1..)?.find(quote)? + 2,
            _ => rest.find([' ', '\t']).unwrap_or(rest.len()),
        };
        let is_value = |rest: &str| rest.is_empty() || rest.starts_with([' ', '\t']);
        let word = rest.get(..end)?;
        let at = match word.strip_suffix(':') {
            Some(key) if !key.is_empty() && is_value(rest.get(end..)?) => end - 1,
            _ => {
                let behind = rest.get(end..)?.strip_prefix(':')?;
                is_value(behind).then_some(end)?
            }
        };
        Some(start + at)
    }

    /// Where it begins after its dashes, and what is there.
    fn item(&self) -> (usize, &'t str) {
        let depth = self.depth();
        let rest = self.text.part(depth..);
        (self.start + depth, rest)
    }

    /// The value after its key or, without one, its dashes; `None` where there is none.
    pub(super) fn value(&self) -> Option<Range<usize>> {
        let end = self.content().end;
        let start = match self.colon() {
            Some(colon) => colon + 1,
            None if self.depth() > self.indentation() => self.item().0,
            None => return None,
        };
        let value = self.text.get(start - self.start..)?;
        let start = start + (value.len() - value.trim_start().len());
        (start < end).then_some(start..end)
    }

    /// Whether it stands for lines that were left out, or directs a template.
    pub(super) fn is_editorial(&self) -> bool {
        let text = self.text.trim();
        [
            "...", "…", "[...", "[…", "(...", "(…", "<...", "<…", "{%", "{{", "<%",
        ]
        .iter()
        .any(|start| text.starts_with(start))
    }
}
