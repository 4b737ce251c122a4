//! Blocks whose lines mdBook hides are removed: the page would show an empty box.

use super::Replacement;
use aws_doc_lint::document::{Document, Snippet};

/// What must change in the chapter's text with its includes resolved.
pub(super) fn replacements(document: &Document) -> impl Iterator<Item = Replacement> {
    document
        .snippets
        .iter()
        .filter(|snippet| snippet.is_hidden())
        .map(|Snippet { range, .. }| (range.clone(), String::new()))
}
