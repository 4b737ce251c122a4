//! Slots in fences are replaced by the values that the page shows until a reader has chosen.

use super::Replacement;
use aws_doc_lint::document::choice::Assignment;
use aws_doc_lint::document::{Document, slot};
use spanned_text::Part as _;

/// What must change in `text`, the chapter with its includes resolved.
pub(super) fn replacements(
    text: &str,
    document: &Document,
    defaults: &Assignment,
) -> Vec<Replacement> {
    let blocks = document
        .snippets
        .iter()
        .filter(|snippet| snippet.template.is_some() && !snippet.is_hidden());
    let mut replacements = Vec::new();
    if defaults.is_empty() {
        return replacements;
    }
    for snippet in blocks {
        // The language and attributes cannot hold a slot.
        let info_end = snippet.range.start
            + text
                .get(snippet.range.clone())
                .and_then(|block| block.find('\n'))
                .filter(|_| snippet.fenced)
                .unwrap_or(0);
        let block = text.part(info_end..snippet.range.end);
        for slot in slot::scan(block) {
            let start = info_end + slot.range.start;
            if slot.escaped {
                replacements.push((start..start + 1, String::new()));
            } else if let Some(value) = defaults.get(slot.name) {
                replacements.push((start..info_end + slot.range.end, value.clone()));
            }
        }
    }
    replacements
}
