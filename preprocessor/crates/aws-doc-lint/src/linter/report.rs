//! Results with places in the terms of editors, and without secrets.

use std::ops::Range;

use crate::check;
use crate::diagnostic::{Applicability, Diagnostic, Fix, Severity};
use crate::document::{Kind, UnreadableChapter};
use crate::redact::Redactor;
use crate::run::Findings;
use spanned_text::Position;
use spanned_text::{Files, Span};

/// The result of a check.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Report {
    /// What was found, ordered by file, offset and code.
    pub diagnostics: Vec<LocatedDiagnostic>,
    /// The chapters that could not be read, and so were not checked.
    pub unreadable: Vec<UnreadableChapter>,
}

/// What a check found. No text in it holds a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LocatedDiagnostic {
    /// `family/what-is-wrong`.
    pub code: &'static str,
    /// How severe it is.
    pub severity: Severity,
    /// One sentence that says what is wrong, without a full stop.
    pub message: String,
    /// Where, if it has a place.
    pub location: Option<Location>,
    /// Other places that explain it.
    pub labels: Vec<LocatedLabel>,
    /// More to know, each one sentence.
    pub notes: Vec<String>,
    /// What to do about it.
    pub help: Option<String>,
    /// The kind of the snippet that it is about.
    pub snippet: Option<Kind>,
    /// The id that AWS's own policy validation has for the same finding.
    pub aws_finding: Option<&'static str>,
    /// Ways to fix it.
    pub fixes: Vec<LocatedFix>,
    /// The page of the rule, if the rule is a built-in one.
    pub url: Option<String>,
}

/// A second place that explains a diagnostic.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LocatedLabel {
    /// Where.
    pub location: Location,
    /// What is there.
    pub message: String,
}

/// A way to fix what a diagnostic reports.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LocatedFix {
    /// What it does, in the imperative.
    pub title: String,
    /// Whether it may be applied without review.
    pub applicability: Applicability,
    /// The replacements, disjoint and in order.
    pub edits: Vec<LocatedEdit>,
}

/// One replacement of text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LocatedEdit {
    /// What is replaced; empty to insert.
    pub location: Location,
    /// The new text. It never holds a secret: fixes that would repeat one are left out.
    pub text: String,
}

/// A stretch of a file, in three notations.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Location {
    /// The path of the file, as reports show it.
    pub path: String,
    /// The bytes; a byte-order mark counts.
    pub bytes: Range<usize>,
    /// Line and column of the first character, counted from 1; columns count Unicode scalar values.
    pub start: Position,
    /// Line and column after the last character.
    pub end: Position,
    /// The same as the Language Server Protocol counts.
    pub utf16: Range<Utf16Position>,
}

/// A position of the Language Server Protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Utf16Position {
    /// The line, counted from 0.
    pub line: usize,
    /// UTF-16 code units from the start of the line; a byte-order mark does not count.
    pub character: usize,
}

impl Report {
    pub(super) fn new(files: &Files<'_>, findings: Findings) -> Self {
        let redactor = match findings.diagnostics.is_empty() {
            true => Redactor::default(),
            false => Redactor::new(files, &findings.secrets),
        };
        let locator = Locator { files, redactor };
        let diagnostics = findings.diagnostics.iter();
        Self {
            diagnostics: diagnostics.map(|one| locator.diagnostic(one)).collect(),
            unreadable: findings.unreadable,
        }
    }

    /// The most severe of the diagnostics' severities.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.diagnostics.iter().map(|one| one.severity).max()
    }
}

struct Locator<'f> {
    files: &'f Files<'f>,
    redactor: Redactor,
}

impl Locator<'_> {
    fn diagnostic(&self, found: &Diagnostic) -> LocatedDiagnostic {
        let labels = found.labels.iter().filter_map(|label| {
            Some(LocatedLabel {
                location: self.location(label.span)?,
                message: self.clean(&label.message),
            })
        });
        LocatedDiagnostic {
            code: found.code,
            severity: found.severity,
            message: self.clean(&found.message),
            location: found.span.and_then(|span| self.location(span)),
            labels: labels.collect(),
            notes: found.notes.iter().map(|note| self.clean(note)).collect(),
            help: found.help.as_deref().map(|help| self.clean(help)),
            snippet: found.snippet.map(|snippet| snippet.kind),
            aws_finding: found.aws_finding,
            fixes: found.fixes.iter().filter_map(|it| self.fix(it)).collect(),
            url: check::find(found.code).and_then(|rule| rule.url()),
        }
    }

    /// A fix; `None` if it would repeat a secret, or has a place in no file.
    fn fix(&self, fix: &Fix) -> Option<LocatedFix> {
        let edits = fix.edits.iter().map(|edit| {
            let is_clean = self.clean(&edit.text) == edit.text;
            let location = self.location(edit.span).filter(|_| is_clean)?;
            let text = edit.text.clone();
            Some(LocatedEdit { location, text })
        });
        Some(LocatedFix {
            title: self.clean(&fix.title),
            applicability: fix.applicability,
            edits: edits.collect::<Option<_>>()?,
        })
    }

    /// `text` without secrets. Those of a chapter that differs from its file have no place there.
    fn clean(&self, text: &str) -> String {
        self.redactor.text(text)
    }

    fn location(&self, span: Span) -> Option<Location> {
        let file = self.files.get(span.file)?;
        let utf16 = |offset: usize| {
            let position = file.position_utf16(offset);
            Utf16Position {
                line: position.line,
                character: position.character,
            }
        };
        Some(Location {
            path: file.display().to_owned(),
            bytes: span.start..span.end,
            start: file.position(span.start),
            end: file.position(span.end),
            utf16: utf16(span.start)..utf16(span.end),
        })
    }
}
