//! What the checks found.

use std::collections::{BTreeMap, HashSet};

use super::Chapter;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Kind;
use crate::document::choice::Choices;
use crate::run::suppression::SuppressionCounts;
use spanned_text::{Files, Span};

/// What the checks found, with the numbers of the summary.
#[derive(Debug, Default)]
pub struct Findings {
    /// The chapters in the order given.
    pub chapters: Vec<Chapter>,
    /// What was found, ordered by file, offset and code.
    pub diagnostics: Vec<Diagnostic>,
    /// How many snippets of each kind there are; a snippet that is included twice counts once.
    pub snippets: BTreeMap<Kind, usize>,
    /// How many files were looked at.
    pub files: usize,
    /// How many findings authors suppressed or expected.
    pub suppressions: SuppressionCounts,
    /// The reader's choices, with the values that the facts list.
    pub choices: Choices,
    /// Where secrets stand, so that no report prints one.
    pub secrets: Vec<Span>,
}

impl Findings {
    /// How many diagnostics have this weight.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == severity)
            .count()
    }

    /// Adds what was found elsewhere among the same `files`.
    pub fn merge(&mut self, other: Self, files: &Files<'_>) {
        self.chapters.extend(other.chapters);
        self.diagnostics.extend(other.diagnostics);
        self.count_snippets();
        self.files += other.files;
        self.suppressions.suppressed += other.suppressions.suppressed;
        self.suppressions.expected += other.suppressions.expected;
        self.secrets.extend(other.secrets);
        dedupe(&mut self.diagnostics);
        self.sort(files);
    }

    pub(super) fn count_snippets(&mut self) {
        let mut seen = HashSet::new();
        self.snippets.clear();
        for snippet in self
            .chapters
            .iter()
            .flat_map(|chapter| &chapter.document.snippets)
        {
            let new = snippet
                .span
                .is_none_or(|span| seen.insert((span.file, span.start, span.end)));
            if new {
                *self.snippets.entry(snippet.kind).or_default() += 1;
            }
        }
    }

    /// Puts the diagnostics in the order of reports.
    pub fn sort(&mut self, files: &Files<'_>) {
        self.diagnostics.sort_by_cached_key(|diagnostic| {
            let file = diagnostic.span.and_then(|span| files.get(span.file));
            (
                file.map(|file| file.display().to_owned())
                    .or_else(|| diagnostic.file.clone())
                    .unwrap_or_default(),
                diagnostic.span.map_or(0, |span| span.start),
                diagnostic.code,
            )
        });
    }
}

/// A file that is included twice is reported once.
pub(super) fn dedupe(diagnostics: &mut Vec<Diagnostic>) {
    let mut seen = HashSet::new();
    diagnostics.retain(|diagnostic| {
        diagnostic.span.is_none_or(|span| {
            seen.insert((
                diagnostic.code,
                span.file,
                span.start,
                span.end,
                diagnostic.message.clone(),
            ))
        })
    });
}
