//! `{{#aws provenance}}`: where and when the facts of the book come from.

use super::{code_cell, escape_cell, table, text_cell};
use aws_doc_facts::Facts;

/// The table in Markdown: a row for each source of each set.
#[must_use]
pub fn render(facts: &Facts) -> String {
    let sets = facts.provenance();
    let rows = sets.iter().flat_map(|set| {
        set.sources.iter().map(|origin| {
            [
                escape_cell(&set.set),
                escape_cell(&origin.source),
                code_cell(&origin.version),
                text_cell(Some(&origin.retrieved)),
                escape_cell(&origin.licence),
                code_cell(origin.sha256.get(..12).unwrap_or(&origin.sha256)),
            ]
        })
    });
    format!(
        "**Where the facts come from.**\n\n{}",
        table(
            [
                "Facts",
                "Source",
                "Version",
                "Retrieved",
                "Licence",
                "SHA-256 begins"
            ],
            rows
        )
    )
}
