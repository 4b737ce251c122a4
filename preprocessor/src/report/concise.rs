//! One line for each finding, as compilers print it: `file:line:column: severity[code]: message`.

use super::{Report, entry};
use aws_doc_lint::visible::{quoted, visible};

/// The findings, a line each.
pub(super) fn print(report: &Report<'_>) -> String {
    let mut out = String::new();
    for entry in entry::entries(report) {
        if let Some(at) = &entry.location {
            let start = &at.start;
            out.push_str(&visible(&at.file));
            out.push_str(&format!(":{}:{}: ", start.line, start.column));
        } else if let Some(path) = entry.path() {
            out.push_str(&format!("{}: ", visible(path)));
        }
        out.push_str(&format!(
            "{}[{}]: {}",
            entry.severity.as_str(),
            entry.code,
            quoted(&entry.message)
        ));
        if let Some(help) = &entry.help {
            out.push_str(&format!(" ({})", quoted(help)));
        }
        out.push('\n');
    }
    for omitted in report.omitted() {
        out.push_str(&visible(&omitted.file));
        if let Some(line) = omitted.line {
            out.push_str(&format!(":{line}"));
        }
        out.push_str(&format!(": {}\n", quoted(&omitted.message())));
    }
    out
}
