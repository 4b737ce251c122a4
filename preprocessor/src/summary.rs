//! The chapters that a `SUMMARY.md` lists.

use std::path::PathBuf;

use mdbook_summary::{Summary, SummaryItem};

/// The files of the chapters in a summary, in order.
pub(crate) fn chapters(summary: &Summary) -> Vec<PathBuf> {
    let mut chapters = Vec::new();
    collect(&summary.prefix_chapters, &mut chapters);
    collect(&summary.numbered_chapters, &mut chapters);
    collect(&summary.suffix_chapters, &mut chapters);
    chapters
}

fn collect(items: &[SummaryItem], chapters: &mut Vec<PathBuf>) {
    for item in items {
        if let SummaryItem::Link(link) = item {
            chapters.extend(link.location.clone());
            collect(&link.nested_items, chapters);
        }
    }
}
