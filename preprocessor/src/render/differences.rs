//! `{{#aws differences}}`: where the emulated AWS, against which snippets are executed, is known to
//! differ from AWS.

use super::table;
use crate::emulation::{DIFFERENCES, Difference};

/// The table in Markdown.
#[must_use]
pub fn render() -> String {
    let rows = DIFFERENCES.iter().map(|Difference { aws, emulator, .. }| {
        // Ours, and Markdown: only what would end the cell is escaped.
        [aws, emulator].map(|words| words.replace('|', "\\|"))
    });
    table(["AWS", "The emulated AWS"], rows)
}
