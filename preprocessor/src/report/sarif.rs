//! SARIF 2.1.0, as code scanning services read it:
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::entry::{EditEntry, Entry, FixEntry, Location, Place};
use super::{Report, entry};
use crate::render::directives::checks;
use aws_doc_lint::diagnostic::{Applicability, Severity};
use aws_doc_lint::redact;

/// The log: one run.
pub(super) fn print(report: &Report<'_>) -> String {
    let entries = entry::entries(report);
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in &entries {
        let next = rules.len();
        rules.entry(entry.code).or_insert(next);
    }
    let mut descriptors = vec![Value::Null; rules.len()];
    for (code, index) in &rules {
        if let Some(place) = descriptors.get_mut(*index) {
            *place = descriptor(code);
        }
    }
    let results: Vec<Value> = entries
        .iter()
        .map(|entry| result(entry, rules.get(entry.code).copied()))
        .collect();
    let failures: Vec<String> = report
        .outcome
        .unreadable
        .iter()
        .map(|chapter| redact::unknown(&chapter.to_string()))
        .collect();
    let omitted: Vec<String> = report
        .omitted()
        .map(|omitted| format!("{}: {}", omitted.file, omitted.message()))
        .collect();
    log(descriptors, results, &failures, &omitted)
}

/// The log of a program that could not do its work.
pub(super) fn print_errors(messages: &[String]) -> String {
    log(Vec::new(), Vec::new(), messages, &[])
}

/// `failures` say why not all of the work could be done, and `omitted` which results there are besides.
fn log(rules: Vec<Value>, results: Vec<Value>, failures: &[String], omitted: &[String]) -> String {
    let failures_then_notes = [("error", failures), ("note", omitted)];
    let notifications: Vec<Value> = failures_then_notes
        .into_iter()
        .flat_map(|(level, messages)| {
            messages
                .iter()
                .map(move |message| json!({ "level": level, "message": { "text": message } }))
        })
        .collect();
    let version = env!("CARGO_PKG_VERSION");
    let log = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "mdbook-aws",
                "version": version,
                "semanticVersion": version,
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": failures.is_empty(),
                "toolExecutionNotifications": notifications,
            }],
            "results": results,
        }],
    });
    format!("{log}\n")
}

/// The description of a rule.
fn descriptor(code: &str) -> Value {
    let mut descriptor = json!({ "id": code });
    let Some(rule) = aws_doc_lint::check::find(code) else {
        return descriptor;
    };
    let Some(object) = descriptor.as_object_mut() else {
        return descriptor;
    };
    let mut add = |name: &str, value: Value| object.insert(name.to_owned(), value);
    let summary = rule.summary();
    add("shortDescription", json!({ "text": summary }));
    let page = checks::markdown(rule);
    add("help", json!({ "text": page, "markdown": page }));
    add(
        "defaultConfiguration",
        json!({ "level": level(rule.severity) }),
    );
    add("properties", json!({ "tags": ["aws", rule.family()] }));
    if let Some(url) = rule.url() {
        add("helpUri", Value::from(url));
    }
    descriptor
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "note",
    }
}

fn result(entry: &Entry, rule: Option<usize>) -> Value {
    let mut result = Map::new();
    let mut add = |name: &str, value: Value| result.insert(name.to_owned(), value);
    add("ruleId", Value::from(entry.code));
    if let Some(rule) = rule {
        add("ruleIndex", Value::from(rule));
    }
    add("level", Value::from(level(entry.severity)));
    add("message", json!({ "text": entry.full_message() }));
    let place = match (&entry.location, &entry.path) {
        (Some(at), _) => Some(location(at, None)),
        (None, Some(path)) => {
            Some(json!({ "physicalLocation": { "artifactLocation": artifact(path) } }))
        }
        (None, None) => None,
    };
    add("locations", Value::from_iter(place));
    let related: Vec<Value> = entry
        .labels
        .iter()
        .filter_map(|label| Some(location(label.location.as_ref()?, Some(&label.message))))
        .collect();
    if !related.is_empty() {
        add("relatedLocations", Value::from(related));
    }
    add(
        "partialFingerprints",
        json!({ "mdbookAws/v1": entry.fingerprint }),
    );
    let fixes: Vec<Value> = entry.fixes.iter().map(fix).collect();
    if !fixes.is_empty() {
        add("fixes", Value::from(fixes));
    }
    if let Some(id) = entry.aws_finding {
        add("properties", json!({ "awsFinding": id }));
    }
    Value::Object(result)
}

fn location(at: &Location, message: Option<&str>) -> Value {
    let physical = json!({
        "artifactLocation": artifact(&at.path),
        "region": region(&at.start, &at.end),
    });
    match message {
        Some(message) => json!({ "physicalLocation": physical, "message": { "text": message } }),
        None => json!({ "physicalLocation": physical }),
    }
}

fn artifact(path: &str) -> Value {
    json!({ "uri": uri(path), "uriBaseId": "%SRCROOT%" })
}

fn region(start: &Place, end: &Place) -> Value {
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}

fn fix(fix: &FixEntry) -> Value {
    let mut files: BTreeMap<&str, Vec<&EditEntry>> = BTreeMap::new();
    for edit in &fix.edits {
        files.entry(&edit.path).or_default().push(edit);
    }
    let changes: Vec<Value> = files
        .into_iter()
        .map(|(path, edits)| {
            let replacements: Vec<Value> = edits
                .into_iter()
                .map(|edit| {
                    json!({
                        "deletedRegion": region(&edit.start, &edit.end),
                        "insertedContent": { "text": edit.text },
                    })
                })
                .collect();
            json!({ "artifactLocation": artifact(path), "replacements": replacements })
        })
        .collect();
    let mut title = fix.title.clone();
    if fix.applicability == Applicability::Unsafe {
        title.push_str(" (review this change)");
    }
    json!({ "description": { "text": title }, "artifactChanges": changes })
}

/// A relative path as a URI reference.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn a_path_becomes_a_uri_reference() {
        assert_eq!(uri("docs/a b/é:1.md"), "docs/a%20b/%C3%A9%3A1.md");
    }
}
