//! Byte offsets as lines and columns, and back.

/// A line and a column, both counted from 1; columns count Unicode scalar values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column. A tab is one column, a byte-order mark none.
    pub column: usize,
}

/// A line and a character as the Language Server Protocol counts them by default: both from 0,
/// characters in UTF-16 code units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Utf16Position {
    /// The line.
    pub line: usize,
    /// UTF-16 code units before the position in its line. A byte-order mark counts as none, since
    /// editors do not show it as part of the text.
    pub character: usize,
}

/// Where the lines of a text start. It does not hold the text: every method takes it again, and
/// must get the text that the index was built from.
///
/// A line ends with `\n`; the `\r` of `\r\n` is the last character of its line, and a `\r` alone
/// ends none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineIndex {
    /// Byte offsets of the first bytes of all lines but the first.
    starts: Vec<usize>,
    /// What there is before each [`STEP`] bytes of the text, so that no position in a long line is
    /// found by counting from the start of the line.
    steps: Vec<Units>,
}

/// How many bytes are counted at most for a position.
const STEP: usize = 512;

/// How many Unicode scalar values and UTF-16 code units there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Units {
    chars: usize,
    utf16: usize,
}

impl Units {
    /// Counts those that begin in `bytes`, which are a part of a text in UTF-8.
    fn add(mut self, bytes: &[u8]) -> Self {
        for byte in bytes {
            // All bytes of a character but the first begin with the bits 10.
            let is_start = byte & 0xc0 != 0x80;
            self.chars += usize::from(is_start);
            self.utf16 += usize::from(is_start) + usize::from(*byte >= 0xf0);
        }
        self
    }
}

impl LineIndex {
    /// Finds the lines of `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let ends = memchr::memchr_iter(b'\n', text.as_bytes());
        let mut units = Units::default();
        let steps = text.as_bytes().chunks(STEP).map(|bytes| {
            let before = units;
            units = units.add(bytes);
            before
        });
        Self {
            steps: steps.collect(),
            starts: ends.map(|end| end + 1).collect(),
        }
    }

    /// What there is before `offset`.
    fn before(&self, text: &str, offset: usize) -> Units {
        let step = (offset / STEP).min(self.steps.len().saturating_sub(1));
        let units = self.steps.get(step).copied().unwrap_or_default();
        let rest = text.as_bytes().get(step * STEP..offset);
        units.add(rest.unwrap_or_default())
    }

    /// The line of the byte at `offset`, counted from 0, and where its text starts: after the
    /// byte-order mark in the first line.
    fn line_of(&self, text: &str, offset: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|start| *start <= offset);
        (line, self.start_of(text, line).unwrap_or(0))
    }

    /// Where the text of a line starts; `None` after the last line.
    fn start_of(&self, text: &str, line: usize) -> Option<usize> {
        match line.checked_sub(1) {
            None => Some(bom_len(text)),
            Some(index) => self.starts.get(index).copied(),
        }
    }

    /// The line and column of the byte at `offset`. An offset beyond the text means its end, one
    /// within a character that character.
    #[must_use]
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let offset = text.floor_char_boundary(offset);
        let (line, start) = self.line_of(text, offset);
        let (at, start) = (self.before(text, offset), self.before(text, start));
        Position {
            line: line + 1,
            column: at.chars.saturating_sub(start.chars) + 1,
        }
    }

    /// The line and UTF-16 character of the byte at `offset`. An offset beyond the text means its
    /// end, one within a character that character.
    #[must_use]
    pub fn position_utf16(&self, text: &str, offset: usize) -> Utf16Position {
        let offset = text.floor_char_boundary(offset);
        let (line, start) = self.line_of(text, offset);
        let (at, start) = (self.before(text, offset), self.before(text, start));
        Utf16Position {
            line,
            character: at.utf16.saturating_sub(start.utf16),
        }
    }

    /// The byte at a UTF-16 position. A character beyond its line means the end of the line, as
    /// the Language Server Protocol has it; one between the two halves of a surrogate pair means
    /// the start of the pair. `None` when there is no such line.
    #[must_use]
    pub fn offset_utf16(&self, text: &str, position: Utf16Position) -> Option<usize> {
        let start = self.start_of(text, position.line)?;
        let line = text.get(start..)?.split('\n').next()?;
        let line = line.strip_suffix('\r').unwrap_or(line);
        let mut units = 0;
        for (at, character) in line.char_indices() {
            units += character.len_utf16();
            if units > position.character {
                return Some(start + at);
            }
        }
        Some(start + line.len())
    }
}

/// Bytes that a leading byte-order mark takes: 3 or 0.
pub(crate) fn bom_len(text: &str) -> usize {
    if text.starts_with('\u{feff}') { 3 } else { 0 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn columns_count_characters_and_skip_the_mark() {
        let text = "\u{feff}aé\tb\r\nx";
        let index = LineIndex::new(text);
        let at = |offset| {
            let position = index.position(text, offset);
            (position.line, position.column)
        };
        assert_eq!(at(0), (1, 1));
        assert_eq!(at(3), (1, 1));
        assert_eq!(at(4), (1, 2));
        assert_eq!(at(5), (1, 2), "within `é`");
        assert_eq!(at(6), (1, 3));
        assert_eq!(at(7), (1, 4));
        assert_eq!(at(10), (2, 1));
        assert_eq!(at(11), (2, 2));
        assert_eq!(at(99), (2, 2));
    }

    #[test]
    fn utf16_counts_surrogates_from_zero() {
        let text = "\u{feff}a😀b\nü!";
        let index = LineIndex::new(text);
        let at = |offset| {
            let position = index.position_utf16(text, offset);
            (position.line, position.character)
        };
        assert_eq!(at(0), (0, 0));
        assert_eq!(at(4), (0, 1));
        assert_eq!(at(8), (0, 3));
        assert_eq!(at(10), (1, 0));
        assert_eq!(at(12), (1, 1));
        let offset = |line, character| {
            let position = Utf16Position { line, character };
            index.offset_utf16(text, position)
        };
        assert_eq!(offset(0, 0), Some(3));
        assert_eq!(offset(0, 2), Some(4), "between surrogates");
        assert_eq!(offset(0, 3), Some(8));
        assert_eq!(offset(0, 99), Some(9), "the end of the line");
        assert_eq!(offset(1, 99), Some(13));
        assert_eq!(offset(2, 0), None);
        let text = "a\r\nb";
        let end = Utf16Position {
            line: 0,
            character: 9,
        };
        assert_eq!(LineIndex::new(text).offset_utf16(text, end), Some(1));
    }

    proptest! {
        #[test]
        fn counting_by_steps_agrees_with_counting_from_the_line(
            text in "\u{feff}?([a😀é]{0,300}\n?){0,8}"
        ) {
            let index = LineIndex::new(&text);
            for (offset, _) in text.char_indices().chain([(text.len(), ' ')]) {
                let start = text.split_at(offset).0.rfind('\n').map_or(bom_len(&text), |end| end + 1);
                let line = text.get(start..offset).unwrap_or_default();
                let position = index.position(&text, offset);
                prop_assert_eq!(position.column, line.chars().count() + 1);
                let position = index.position_utf16(&text, offset);
                prop_assert_eq!(position.character, line.encode_utf16().count());
            }
        }

        #[test]
        fn utf16_positions_lead_back(text in "\u{feff}?[a😀é\n]{0,20}") {
            let index = LineIndex::new(&text);
            for (offset, _) in text.char_indices().chain([(text.len(), ' ')]) {
                let position = index.position_utf16(&text, offset);
                let expected = offset.max(bom_len(&text));
                prop_assert_eq!(index.offset_utf16(&text, position), Some(expected));
            }
        }
    }
}
