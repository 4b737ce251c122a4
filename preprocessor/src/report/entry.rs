//! Diagnostics with everything resolved that a report for programs shows: places as lines and columns,
//! secrets masked, fingerprints.

use std::collections::HashMap;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{Fingerprint, Report, shown};
use aws_doc_lint::diagnostic::{Applicability, Diagnostic, Severity};
use spanned_text::Span;

/// A diagnostic as reports for programs show it.
#[derive(Debug, Serialize)]
pub(super) struct Entry {
    pub(super) code: &'static str,
    pub(super) severity: Severity,
    pub(super) message: String,
    pub(super) location: Option<Location>,
    pub(super) labels: Vec<LabelEntry>,
    pub(super) notes: Vec<String>,
    pub(super) help: Option<String>,
    /// The page of the check, if it is published.
    pub(super) docs: Option<String>,
    pub(super) snippet: Option<SnippetEntry>,
    pub(super) aws_finding: Option<&'static str>,
    pub(super) fixes: Vec<FixEntry>,
    pub(super) fingerprint: String,
    /// The file from the root of the repository, when there is no more exact location.
    #[serde(skip)]
    pub(super) path: Option<String>,
}

impl Entry {
    /// The file from the root of the repository.
    pub(super) fn path(&self) -> Option<&str> {
        let exact = self
            .location
            .as_ref()
            .map(|location| location.path.as_str());
        exact.or(self.path.as_deref())
    }

    /// The message with its notes and its help, each on a line.
    pub(super) fn full_message(&self) -> String {
        let mut text = self.message.clone();
        for note in &self.notes {
            text.push_str("\nnote: ");
            text.push_str(note);
        }
        if let Some(help) = &self.help {
            text.push_str("\nhelp: ");
            text.push_str(help);
        }
        text
    }
}

#[derive(Debug, Serialize)]
pub(super) struct Location {
    /// As reached from the path given.
    pub(super) file: String,
    /// From the root of the repository.
    pub(super) path: String,
    pub(super) start: Place,
    pub(super) end: Place,
    pub(super) included_from: Vec<Site>,
}

#[derive(Debug, Serialize)]
pub(super) struct Place {
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) offset: usize,
    /// The column in bytes, from 1.
    #[serde(skip)]
    pub(super) byte_column: usize,
}

#[derive(Debug, Serialize)]
pub(super) struct Site {
    pub(super) file: String,
    pub(super) line: usize,
}

#[derive(Debug, Serialize)]
pub(super) struct LabelEntry {
    pub(super) location: Option<Location>,
    pub(super) message: String,
}

#[derive(Debug, Serialize)]
pub(super) struct SnippetEntry {
    pub(super) kind: &'static str,
    pub(super) line: usize,
}

#[derive(Debug, Serialize)]
pub(super) struct FixEntry {
    pub(super) title: String,
    pub(super) applicability: Applicability,
    pub(super) edits: Vec<EditEntry>,
}

#[derive(Debug, Serialize)]
pub(super) struct EditEntry {
    pub(super) file: String,
    #[serde(skip)]
    pub(super) path: String,
    pub(super) start: Place,
    pub(super) end: Place,
    pub(super) text: String,
}

/// The diagnostics that a report shows, in its order.
pub(super) fn entries(report: &Report<'_>) -> Vec<Entry> {
    let mut seen = HashMap::new();
    report
        .shown()
        .map(|diagnostic| entry(report, diagnostic, &mut seen))
        .collect()
}

/// What identifies each diagnostic, also those that the report does not show.
pub(super) fn fingerprints(report: &Report<'_>) -> Vec<Fingerprint> {
    let mut seen = HashMap::new();
    let all = report.outcome.diagnostics.iter();
    all.map(|diagnostic| {
        let file = diagnostic.span.and_then(|span| report.files.get(span.file));
        let shown = file.map(|file| file.display());
        let path = shown.or(diagnostic.file.as_deref());
        Fingerprint {
            code: diagnostic.code,
            path: path.map_or_else(String::new, |path| clean_path(report, path)),
            fingerprint: fingerprint(report, diagnostic, &mut seen),
        }
    })
    .collect()
}

/// The path of a file from the root of the repository, without secrets.
fn clean_path(report: &Report<'_>, shown: &str) -> String {
    report.clean(&report.repository.path(shown))
}

fn entry(report: &Report<'_>, diagnostic: &Diagnostic, seen: &mut HashMap<String, usize>) -> Entry {
    let clean = |text: &str| report.clean(text);
    let texts = report.texts(diagnostic);
    let rule = aws_doc_lint::check::find(diagnostic.code);
    Entry {
        code: diagnostic.code,
        severity: diagnostic.severity,
        message: texts.message,
        location: diagnostic.span.and_then(|span| location(report, span)),
        labels: texts
            .labels
            .into_iter()
            .map(|(span, message)| LabelEntry {
                location: location(report, span),
                message,
            })
            .collect(),
        notes: texts.notes,
        help: texts.help,
        docs: rule.and_then(|rule| rule.url()),
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
            .filter(|fix| shown::is_shown(fix))
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
                            path: at.path,
                            start: at.start,
                            end: at.end,
                            text,
                        })
                    })
                    .collect(),
            })
            .collect(),
        fingerprint: fingerprint(report, diagnostic, seen),
        path: diagnostic
            .file
            .as_ref()
            .map(|file| clean_path(report, file)),
    }
}

fn location(report: &Report<'_>, span: Span) -> Option<Location> {
    let file = report.files.get(span.file)?;
    let place = |offset: usize| {
        let position = file.position(offset);
        let before = file.text().get(..offset).unwrap_or("");
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Place {
            line: position.line,
            column: position.column,
            offset,
            byte_column: 1 + before.len() - line_start.max(file.bom_len()).min(before.len()),
        }
    };
    let included_from = report
        .files
        .included_from(span.via)
        .into_iter()
        .filter_map(|site| {
            let file = report.files.get(site.file)?;
            Some(Site {
                file: report.clean(file.display()),
                line: file.position(site.start).line,
            })
        })
        .collect();
    Some(Location {
        file: report.clean(file.display()),
        path: clean_path(report, file.display()),
        start: place(span.start),
        end: place(span.end),
        included_from,
    })
}

/// The same for the same fault when other lines change, and whatever path the file was reached by. It
/// is made from the code, the file's path from the root of the repository, the text that the
/// diagnostic is about with the rest of its line, and how many of that kind came before.
fn fingerprint(
    report: &Report<'_>,
    diagnostic: &Diagnostic,
    seen: &mut HashMap<String, usize>,
) -> String {
    let mut key = format!("{}\0", diagnostic.code);
    let file = diagnostic
        .span
        .and_then(|span| Some((span, report.files.get(span.file)?)));
    if let Some((span, file)) = file {
        key.push_str(&report.repository.path(file.display()));
        key.push('\0');
        for word in whole_lines(file.text(), span).split_whitespace() {
            key.push_str(word);
            key.push(' ');
        }
        key.push('\0');
        key.extend(file.text().get(span.start..span.end));
    } else {
        if let Some(file) = &diagnostic.file {
            key.push_str(&report.repository.path(file));
            key.push('\0');
        }
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

/// How much of a line counts before and after a span.
const AROUND: usize = 200;

/// The lines that a span touches, cut where they are very long.
fn whole_lines(text: &str, span: Span) -> &str {
    let from = text.floor_char_boundary(span.start.saturating_sub(AROUND));
    let to = text.ceil_char_boundary(span.end.saturating_add(AROUND));
    let before = text.get(from..span.start).and_then(|it| it.rfind('\n'));
    let after = text.get(span.end..to).and_then(|it| it.find('\n'));
    let start = before.map_or(from, |at| from + at + 1);
    let end = after.map_or(to, |at| span.end + at);
    text.get(start..end).unwrap_or("")
}
