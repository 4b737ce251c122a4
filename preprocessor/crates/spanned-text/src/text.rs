//! Text that knows where each of its parts is on disk.

use std::ops::Range;

use super::files::{FileId, SiteId, Span};
use crate::Part as _;

/// A stretch of a [`MappedText`] and the stretch of a file that it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Segment {
    /// Offset in the text.
    at: usize,
    /// Length in the text.
    len: usize,
    /// `None` for text that is on no disk, as another preprocessor may have put in.
    origin: Option<Span>,
    /// Byte for byte the same as in the file. Otherwise (an escape, a folded line, text that a
    /// directive stands for) every position inside means the whole origin.
    verbatim: bool,
}

/// A text put together from stretches of files, such as a code block whose lines follow the `>`
/// of a quotation, or the value of a JSON string with escapes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MappedText {
    text: String,
    segments: Vec<Segment>,
}

impl MappedText {
    /// An empty text.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The bytes `range` of `file`, whose text is `text`.
    #[must_use]
    pub fn of_file(file: FileId, text: &str, range: Range<usize>) -> Self {
        let mut mapped = Self::new();
        if let Some(part) = text.get(range.clone()) {
            let via = None;
            mapped.push(
                part,
                Span {
                    file,
                    via,
                    start: range.start,
                    end: range.end,
                },
            );
        }
        mapped
    }

    /// The text itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it is `file`, the text of one file, but for a byte-order mark.
    #[must_use]
    pub fn is_whole(&self, file: &str) -> bool {
        self.text == file.strip_prefix('\u{feff}').unwrap_or(file)
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether there is no text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Appends `text`, which comes from `origin`: byte for byte when the lengths are the same.
    pub fn push(&mut self, text: &str, origin: Span) {
        self.push_segment(text, Some(origin), text.len() == origin.end - origin.start);
    }

    /// Appends `text` that replaces the one at `origin`.
    pub fn push_replaced(&mut self, text: &str, origin: Span) {
        self.push_segment(text, Some(origin), false);
    }

    /// Appends `text` that is on no disk.
    pub fn push_unmapped(&mut self, text: &str) {
        self.push_segment(text, None, false);
    }

    fn push_segment(&mut self, text: &str, origin: Option<Span>, verbatim: bool) {
        if text.is_empty() {
            return;
        }
        let at = self.text.len();
        self.text.push_str(text);
        if verbatim
            && let Some(last) = self.segments.last_mut()
            && last.verbatim
            && let (Some(before), Some(origin)) = (&mut last.origin, origin)
            && before.file == origin.file
            && before.via == origin.via
            && before.end == origin.start
        {
            last.len += text.len();
            before.end = origin.end;
            return;
        }
        self.segments.push(Segment {
            at,
            len: text.len(),
            origin,
            verbatim,
        });
    }

    /// Appends the part `range` of `other` with its origins.
    pub fn push_slice(&mut self, other: &MappedText, range: Range<usize>) {
        for (part, origin, verbatim) in other.parts(range) {
            self.push_segment(part, origin, verbatim);
        }
    }

    /// Appends `text` that replaces the part `range` of `other`, as the value of an escape does.
    pub fn push_for(&mut self, text: &str, other: &MappedText, range: Range<usize>) {
        self.push_segment(text, other.span(range), false);
    }

    /// The part `range` with its origins.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> MappedText {
        let mut part = MappedText::new();
        part.push_slice(self, range);
        part
    }

    /// Gives every part the include `via` that has none yet.
    pub fn set_via(&mut self, via: SiteId) {
        for segment in &mut self.segments {
            if let Some(origin) = &mut segment.origin {
                origin.via.get_or_insert(via);
            }
        }
    }

    /// The stretches of `range`: text, origin, and whether they are the same bytes.
    fn parts(&self, range: Range<usize>) -> impl Iterator<Item = (&str, Option<Span>, bool)> {
        let first = self
            .segments
            .partition_point(|segment| segment.at + segment.len <= range.start);
        self.segments
            .part(first..)
            .iter()
            .take_while({
                let end = range.end;
                move |segment| segment.at < end
            })
            .filter_map(move |segment| {
                let start = segment.at.max(range.start);
                let end = (segment.at + segment.len).min(range.end);
                let text = self.text.get(start..end)?;
                let mut origin = segment.origin;
                if segment.verbatim
                    && let Some(origin) = &mut origin
                {
                    origin.end = origin.start + (end - segment.at);
                    origin.start += start - segment.at;
                }
                Some((text, origin, segment.verbatim))
            })
    }

    /// The spans on disk that `range` came from, in order, joined where they touch.
    #[must_use]
    pub fn spans(&self, range: Range<usize>) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::new();
        for origin in self.parts(range).filter_map(|(_, origin, _)| origin) {
            match spans.last_mut() {
                Some(last)
                    if last.file == origin.file
                        && last.via == origin.via
                        && origin.start <= last.end =>
                {
                    last.end = last.end.max(origin.end);
                }
                _ => spans.push(origin),
            }
        }
        spans
    }

    /// The one span on disk that holds `range`: from its first byte to its last, or, where it
    /// runs on into another file, to the end of the first file's part. An empty range has the
    /// place between its neighbours. `None` in an empty text, and where any part is on no disk.
    #[must_use]
    pub fn span(&self, range: Range<usize>) -> Option<Span> {
        if range.start >= range.end {
            return self.point(range.start);
        }
        let mut whole: Option<Span> = None;
        for (_, origin, _) in self.parts(range.clone()) {
            let origin = origin?;
            match &mut whole {
                None => whole = Some(origin),
                Some(span) if origin.file == span.file && origin.via == span.via => {
                    span.end = span.end.max(origin.end);
                    span.start = span.start.min(origin.start);
                }
                Some(_) => {}
            }
        }
        whole.or_else(|| self.point(range.start))
    }

    /// The empty span at `offset`.
    fn point(&self, offset: usize) -> Option<Span> {
        let index = self
            .segments
            .partition_point(|segment| segment.at + segment.len <= offset);
        if let Some(segment) = self.segments.get(index) {
            let origin = segment.origin?;
            let start = if segment.verbatim {
                origin.start + offset.saturating_sub(segment.at)
            } else {
                origin.start
            };
            return Some(Span {
                start,
                end: start,
                ..origin
            });
        }
        let origin = self.segments.last()?.origin?;
        Some(Span {
            start: origin.end,
            ..origin
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Files;
    use crate::sources::Memory;

    #[test]
    fn a_quoted_block_maps_line_by_line() {
        let text = "> ab\n> cd\n";
        let sources = Memory::from_iter([("x", text)]);
        let mut files = Files::new(&sources);
        let file = files.load("x").unwrap();
        let whole = MappedText::of_file(file, text, 0..text.len());
        let mut block = MappedText::new();
        block.push_slice(&whole, 2..5);
        block.push_slice(&whole, 7..10);
        assert_eq!(block.as_str(), "ab\ncd\n");
        let span = block.span(1..4).unwrap();
        assert_eq!((span.start, span.end), (3, 8));
        let spans = block.spans(1..4);
        assert_eq!(spans.len(), 2);
        assert_eq!((spans[0].start, spans[0].end), (3, 5));
        let end = block.span(6..6).unwrap();
        assert_eq!((end.start, end.end), (10, 10));
    }

    #[test]
    fn an_escape_means_its_whole_source() {
        let text = r"a\u0041b";
        let sources = Memory::from_iter([("x", text)]);
        let mut files = Files::new(&sources);
        let file = files.load("x").unwrap();
        let whole = MappedText::of_file(file, text, 0..text.len());
        let mut value = MappedText::new();
        value.push_slice(&whole, 0..1);
        value.push_for("A", &whole, 1..7);
        value.push_slice(&whole, 7..8);
        assert_eq!(value.as_str(), "aAb");
        let span = value.span(1..2).unwrap();
        assert_eq!((span.start, span.end), (1, 7));
        let span = value.span(2..3).unwrap();
        assert_eq!((span.start, span.end), (7, 8));
    }
}
