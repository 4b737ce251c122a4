//! Workflow commands of GitHub Actions, which show each diagnostic next to its line.

use super::{Report, entry};
use aws_doc_lint::diagnostic::Severity;

/// The report, a command on each line.
#[must_use]
pub fn print(report: &Report<'_>) -> String {
    let mut out = String::new();
    for entry in entry::entries(report) {
        let command = match entry.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "notice",
        };
        out.push_str(&format!("::{command} title={}", property(entry.code)));
        if let Some(path) = entry.path() {
            out.push_str(&format!(",file={}", property(path)));
        }
        if let Some(at) = &entry.location {
            let (start, end) = (&at.start, &at.end);
            out.push_str(&format!(",line={},endLine={}", start.line, end.line));
            // Columns only count within one line there.
            if start.line == end.line {
                out.push_str(&format!(",col={},endColumn={}", start.column, end.column));
            }
        }
        out.push_str(&format!("::{}\n", data(&entry.full_message())));
    }
    for omitted in report.omitted() {
        let line = omitted.line.map(|line| format!(",line={line}"));
        out.push_str(&format!(
            "::notice title=mdbook-aws,file={}{}::{}\n",
            property(&report.repository.path(&omitted.file)),
            line.unwrap_or_default(),
            data(&omitted.message())
        ));
    }
    out
}

/// The command for a program that could not do its work.
#[must_use]
pub fn print_error(message: &str) -> String {
    format!("::error::{}\n", data(message))
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
