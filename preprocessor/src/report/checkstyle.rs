//! Checkstyle's XML, which many CI services and editors read.

use std::collections::BTreeMap;

use super::xml::Element;
use super::{Report, entry};
use aws_doc_lint::diagnostic::Severity;

/// The report: the findings of each file.
pub(super) fn print(report: &Report<'_>) -> String {
    let entries = entry::entries(report);
    let mut files: BTreeMap<&str, Vec<Element>> = BTreeMap::new();
    for entry in &entries {
        let mut error = Element::new("error");
        if let Some(at) = &entry.location {
            error = error
                .attribute("line", at.start.line)
                .attribute("column", at.start.column);
        }
        let error = error
            .attribute(
                "severity",
                match entry.severity {
                    Severity::Error => "error",
                    Severity::Warning => "warning",
                    Severity::Hint => "info",
                },
            )
            .attribute("message", entry.full_message())
            .attribute("source", format!("mdbook-aws.{}", entry.code));
        let file = entry.path().unwrap_or(".");
        files.entry(file).or_default().push(error);
    }
    let files = files.into_iter().map(|(name, errors)| {
        Element::new("file")
            .attribute("name", name)
            .children(errors)
    });
    Element::new("checkstyle")
        .attribute("version", "8.0")
        .children(files)
        .document()
}
