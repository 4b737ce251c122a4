//! One JSON object. Its format is `json.schema.json` next to this file; other tools rely on it.
//! Fields may be added; readers skip those that they do not know.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Report;
use aws_doc_lint::diagnostic::{Applicability, Diagnostic, Severity};
use aws_doc_lint::document::Kind;
use aws_doc_lint::redact;
use spanned_text::{Part as _, Span};

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
struct Entry {
    code: &'static str,
    severity: Severity,
    message: String,
    location: Option<Location>,
    labels: Vec<LabelEntry>,
    notes: Vec<String>,
    help: Option<String>,
    docs: String,
    snippet: Option<SnippetEntry>,
    aws_finding: Option<&'static str>,
    fixes: Vec<FixEntry>,
    fingerprint: String,
}

#[derive(Debug, Serialize)]
struct Location {
    file: String,
    start: Place,
    end: Place,
    included_from: Vec<Site>,
}

#[derive(Debug, Serialize)]
struct Place {
    line: usize,
    column: usize,
    offset: usize,
}

#[derive(Debug, Serialize)]
struct Site {
    file: String,
    line: usize,
}

#[derive(Debug, Serialize)]
struct LabelEntry {
    location: Option<Location>,
    message: String,
}

#[derive(Debug, Serialize)]
struct SnippetEntry {
    kind: &'static str,
    line: usize,
}

#[derive(Debug, Serialize)]
struct FixEntry {
    title: String,
    applicability: Applicability,
    edits: Vec<EditEntry>,
}

#[derive(Debug, Serialize)]
struct EditEntry {
    file: String,
    start: Place,
    end: Place,
    text: String,
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
    let mut seen = HashMap::new();
    let diagnostics = outcome
        .diagnostics
        .iter()
        .map(|diagnostic| entry(report, diagnostic, &mut seen))
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

fn entry(report: &Report<'_>, diagnostic: &Diagnostic, seen: &mut HashMap<String, usize>) -> Entry {
    let clean = |text: &String| report.redactor.text(text);
    let rule = aws_doc_lint::check::find(diagnostic.code);
    Entry {
        code: diagnostic.code,
        severity: diagnostic.severity,
        message: clean(&diagnostic.message),
        location: diagnostic.span.and_then(|span| location(report, span)),
        labels: diagnostic
            .labels
            .iter()
            .map(|label| LabelEntry {
                location: location(report, label.span),
                message: clean(&label.message),
            })
            .collect(),
        notes: diagnostic.notes.iter().map(clean).collect(),
        help: diagnostic.help.as_ref().map(clean),
        // A rule of the caller has no page.
        docs: rule.map_or_else(String::new, |rule| rule.url()),
        snippet: diagnostic.snippet.and_then(|snippet| {
            let file = report.files.get(snippet.fence.file)?;
            Some(SnippetEntry {
                kind: snippet.kind.as_str(),
                line: file.position(snippet.fence.start).line,
            })
        }),
        aws_finding: diagnostic.aws_finding,
        fixes: diagnostic
            .fixes
            .iter()
            // With its secret masked, a fix would destroy the text that it fixes.
            .filter(|fix| fix.edits.iter().all(|edit| clean(&edit.text) == edit.text))
            .map(|fix| FixEntry {
                title: clean(&fix.title),
                applicability: fix.applicability,
                edits: fix
                    .edits
                    .iter()
                    .filter_map(|edit| {
                        let at = location(report, edit.span)?;
                        let text = edit.text.clone();
                        Some(EditEntry {
                            file: at.file,
                            start: at.start,
                            end: at.end,
                            text,
                        })
                    })
                    .collect(),
            })
            .collect(),
        fingerprint: fingerprint(report, diagnostic, seen),
    }
}

fn location(report: &Report<'_>, span: Span) -> Option<Location> {
    let file = report.files.get(span.file)?;
    let place = |offset: usize| {
        let position = file.position(offset);
        Place {
            line: position.line,
            column: position.column,
            offset,
        }
    };
    let included_from = report
        .files
        .included_from(span.via)
        .into_iter()
        .filter_map(|site| {
            let file = report.files.get(site.file)?;
            Some(Site {
                file: file.display().to_owned(),
                line: file.position(site.start).line,
            })
        })
        .collect();
    Some(Location {
        file: file.display().to_owned(),
        start: place(span.start),
        end: place(span.end),
        included_from,
    })
}

/// A digest that stays the same for a fault when lines are added before it: made from the code, the file,
/// the text that it is about, and how many of the same came before.
fn fingerprint(
    report: &Report<'_>,
    diagnostic: &Diagnostic,
    seen: &mut HashMap<String, usize>,
) -> String {
    let mut key = format!("{}\0", diagnostic.code);
    if let Some(span) = diagnostic.span {
        key.push_str(report.files.get(span.file).map_or("", |file| file.path()));
        key.push('\0');
        let text = report.files.text(span.file);
        key.push_str(text.part(span.start..span.end));
    } else {
        key.push_str(&diagnostic.message);
    }
    let count = seen.entry(key.clone()).or_default();
    key.push_str(&format!("\0{count}"));
    *count += 1;
    Sha256::digest(key.as_bytes())
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
