//! Sets of places on disk that are quick to search.

use spanned_text::{FileId, Span};

/// Places on disk, ordered, overlapping ones merged.
#[derive(Debug, Default)]
pub(super) struct SpanSet {
    spans: Vec<(FileId, usize, usize)>,
}

impl SpanSet {
    pub(super) fn new(spans: &[Span]) -> Self {
        let mut sorted: Vec<_> = spans
            .iter()
            .map(|span| (span.file, span.start, span.end))
            .collect();
        sorted.sort_unstable();
        let mut merged: Vec<(FileId, usize, usize)> = Vec::with_capacity(sorted.len());
        for (file, start, end) in sorted {
            match merged.last_mut() {
                Some(last) if last.0 == file && start < last.2 => last.2 = last.2.max(end),
                _ => merged.push((file, start, end)),
            }
        }
        Self { spans: merged }
    }

    /// Whether one of the places contains `span`.
    pub(super) fn contains(&self, span: &Span) -> bool {
        self.last_before(span.file, span.start)
            .is_some_and(|end| span.end <= end)
    }

    /// Whether one of the places contains the byte at `offset`.
    pub(super) fn contains_byte(&self, file: FileId, offset: usize) -> bool {
        self.last_before(file, offset)
            .is_some_and(|end| offset < end)
    }

    /// The end of the last place in `file` that starts at `offset` or before it.
    fn last_before(&self, file: FileId, offset: usize) -> Option<usize> {
        let after = self
            .spans
            .partition_point(|(other, start, _)| (*other, *start) <= (file, offset));
        let (other, _, end) = self.spans.get(after.checked_sub(1)?)?;
        (*other == file).then_some(*end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::Memory;
    use spanned_text::Files;

    #[test]
    fn searching_agrees_with_looking_at_every_span() {
        let memory = Memory::new([("a", ""), ("b", "")]);
        let mut files = Files::new(&memory);
        let (a, b) = (files.load("a").unwrap(), files.load("b").unwrap());
        let span = |file, start, end| Span {
            file,
            via: None,
            start,
            end,
        };
        let spans = [
            span(a, 20, 30),
            span(a, 2, 10),
            span(a, 4, 6),
            span(b, 0, 3),
            span(a, 10, 12),
        ];
        let set = SpanSet::new(&spans);
        for file in [a, b] {
            for start in 0..35 {
                let inside = |one: &Span| one.file == file && (one.start..one.end).contains(&start);
                assert_eq!(set.contains_byte(file, start), spans.iter().any(inside));
                for end in start..35 {
                    let found = span(file, start, end);
                    let expected = spans.iter().any(|one| one.contains(&found));
                    assert_eq!(set.contains(&found), expected, "{start}..{end}");
                }
            }
        }
        assert!(!SpanSet::default().contains_byte(a, 0));
    }
}
