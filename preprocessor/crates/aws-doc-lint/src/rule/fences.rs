//! Which fence a place on disk is in.

use spanned_text::Span;

use crate::diagnostic::InSnippet;

/// The fences of all chapters that are checked together.
#[derive(Debug, Default)]
pub(crate) struct Fences {
    /// Ordered by file and start.
    fences: Vec<InSnippet>,
}

impl Fences {
    /// An index over `fences`.
    pub(crate) fn new(fences: impl IntoIterator<Item = InSnippet>) -> Self {
        let mut fences: Vec<InSnippet> = fences.into_iter().collect();
        fences.sort_by_key(|one| (one.fence.file, one.fence.start));
        Self { fences }
    }

    /// The fence that contains `span`.
    pub(crate) fn around(&self, span: &Span) -> Option<InSnippet> {
        let after = self
            .fences
            .partition_point(|one| (one.fence.file, one.fence.start) <= (span.file, span.start));
        let last = self.fences.get(after.checked_sub(1)?)?;
        last.fence.contains(span).then_some(*last)
    }
}
