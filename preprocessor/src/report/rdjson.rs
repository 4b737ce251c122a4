//! The diagnostic format of reviewdog: <https://github.com/reviewdog/reviewdog/tree/master/proto/rdf>.

use serde_json::{Value, json};

use super::entry::{Entry, Place};
use super::{Report, entry};
use aws_doc_lint::diagnostic::Severity;

/// The report: one JSON object.
pub(super) fn print(report: &Report<'_>) -> String {
    let diagnostics: Vec<Value> = entry::entries(report).iter().map(diagnostic).collect();
    let report = json!({
        "source": { "name": "mdbook-aws" },
        "diagnostics": diagnostics,
    });
    format!("{report}\n")
}

fn diagnostic(entry: &Entry) -> Value {
    let mut location = json!({ "path": entry.path().unwrap_or(".") });
    if let (Some(at), Some(object)) = (&entry.location, location.as_object_mut()) {
        object.insert("range".to_owned(), range(&at.start, &at.end));
    }
    let mut code = json!({ "value": entry.code });
    if let (Some(url), Some(object)) = (&entry.docs, code.as_object_mut()) {
        object.insert("url".to_owned(), Value::from(url.as_str()));
    }
    // A suggestion replaces one range; of a fix with several edits reviewdog could apply a part.
    let suggestions: Vec<Value> = entry
        .fixes
        .iter()
        .filter_map(|fix| match fix.edits.as_slice() {
            [edit] if Some(edit.path.as_str()) == entry.path() => Some(json!({
                "range": range(&edit.start, &edit.end),
                "text": edit.text,
            })),
            _ => None,
        })
        .collect();
    json!({
        "message": entry.full_message(),
        "location": location,
        "severity": match entry.severity {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
            Severity::Hint => "INFO",
        },
        "code": code,
        "suggestions": suggestions,
    })
}

/// Columns count bytes there.
fn range(start: &Place, end: &Place) -> Value {
    let place = |place: &Place| json!({ "line": place.line, "column": place.byte_column });
    json!({ "start": place(start), "end": place(end) })
}
