//! One JSON object. Its format is `json.schema.json` next to this file; other tools rely on it.
//! Fields may be added; readers skip those that they do not know.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Report;
use super::entry::{self, Entry};
use aws_doc_lint::diagnostic::Severity;
use aws_doc_lint::document::Kind;
use aws_doc_lint::redact;

/// The JSON Schema of the output.
pub const SCHEMA: &str = include_str!("json.schema.json");

/// Changes when a reader of the output must change.
const SCHEMA_VERSION: u32 = 1;

#[derive(Debug, Serialize)]
struct Output {
    schema_version: u32,
    tool: Tool,
    facts: Vec<FactSet>,
    diagnostics: Vec<Entry>,
    omitted: Vec<OmittedEntry>,
    summary: Summary,
    errors: Vec<ProgramError>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tests: Option<serde_json::Value>,
}

#[derive(Debug, Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Debug, Serialize)]
struct FactSet {
    set: String,
    source: String,
    version: String,
    retrieved: String,
    sha256: String,
}

#[derive(Debug, Serialize)]
struct OmittedEntry {
    file: String,
    line: Option<usize>,
    count: usize,
}

#[derive(Debug, Default, Serialize)]
struct Summary {
    files: usize,
    snippets: BTreeMap<&'static str, usize>,
    errors: usize,
    warnings: usize,
    hints: usize,
    suppressed: usize,
    expected: usize,
}

#[derive(Debug, Serialize)]
struct ProgramError {
    message: String,
}

const TOOL: Tool = Tool {
    name: "mdbook-aws",
    version: env!("CARGO_PKG_VERSION"),
};

/// The report as one line of JSON.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn print(report: &Report<'_>) -> serde_json::Result<String> {
    print_with(report, None)
}

/// The same, with the results of the chapters that were run.
///
/// # Errors
/// As [`print()`].
pub fn print_with(
    report: &Report<'_>,
    tests: Option<serde_json::Value>,
) -> serde_json::Result<String> {
    let outcome = report.outcome;
    let diagnostics = entry::entries(report);
    let omitted = report
        .omitted()
        .map(|it| OmittedEntry {
            file: it.file,
            line: it.line,
            count: it.count,
        })
        .collect();
    let mut summary = Summary {
        files: outcome.files,
        errors: outcome.count(Severity::Error),
        warnings: outcome.count(Severity::Warning),
        hints: outcome.count(Severity::Hint),
        suppressed: outcome.suppressions.suppressed,
        expected: outcome.suppressions.expected,
        ..Summary::default()
    };
    for kind in Kind::ALL {
        let count = outcome.snippets.get(&kind).copied().unwrap_or(0);
        summary.snippets.insert(kind.as_str(), count);
    }
    let facts = report
        .facts
        .provenance()
        .into_iter()
        .map(|provenance| FactSet {
            set: provenance.set.clone(),
            source: provenance.source(),
            version: provenance.version(),
            retrieved: provenance.retrieved().to_owned(),
            sha256: provenance.sha256.clone(),
        })
        .collect();
    line(&Output {
        schema_version: SCHEMA_VERSION,
        tool: TOOL,
        facts,
        diagnostics,
        omitted,
        summary,
        errors: outcome
            .unreadable
            .iter()
            .map(|chapter| ProgramError {
                message: redact::unknown(&chapter.to_string()),
            })
            .collect(),
        tests,
    })
}

/// The object for a program that could not do its work.
///
/// # Errors
/// As [`print()`].
pub fn print_errors(messages: impl IntoIterator<Item = String>) -> serde_json::Result<String> {
    let mut summary = Summary::default();
    for kind in Kind::ALL {
        summary.snippets.insert(kind.as_str(), 0);
    }
    line(&Output {
        schema_version: SCHEMA_VERSION,
        tool: TOOL,
        facts: Vec::new(),
        diagnostics: Vec::new(),
        omitted: Vec::new(),
        summary,
        errors: messages
            .into_iter()
            .map(|message| ProgramError { message })
            .collect(),
        tests: None,
    })
}

fn line(output: &Output) -> serde_json::Result<String> {
    Ok(serde_json::to_string(output)? + "\n")
}
