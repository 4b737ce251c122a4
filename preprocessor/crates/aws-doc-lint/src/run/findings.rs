//! What the checks found.

use std::collections::{BTreeMap, HashSet};

use super::suppression::SuppressionCounts;
use super::{Chapters, Inspection, settle::dedupe};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Kind;
use crate::document::choice::Choices;
use crate::document::{Chapter, UnreadableChapter};
use crate::secret;
use spanned_text::{Files, Span};

/// What the checks found, with the numbers of the summary.
#[derive(Debug, Default)]
pub struct Findings {
    /// The chapters in the order given.
    pub chapters: Vec<Chapter>,
    /// The chapters that could not be read, and so were not checked.
    pub unreadable: Vec<UnreadableChapter>,
    /// What was found, ordered by file, offset and code.
    pub diagnostics: Vec<Diagnostic>,
    /// How many snippets of each kind there are; a snippet that is included twice counts once.
    pub snippets: BTreeMap<Kind, usize>,
    /// How many files were read.
    pub files: usize,
    /// How many findings authors suppressed or expected.
    pub suppressions: SuppressionCounts,
    /// The reader's choices, with the values that the facts list.
    pub choices: Choices,
    /// The places of secrets, so that no report prints one.
    pub secrets: Vec<Span>,
    /// For each of `chapters`, what the checks read of each snippet.
    pub(super) inspections: Vec<Vec<Inspection>>,
}

impl Findings {
    /// The result of reading alone: no diagnostics, but the places of secrets, so that reports about
    /// `chapters` can keep them out.
    #[must_use]
    pub fn unchecked(chapters: Chapters, files: &Files<'_>) -> Self {
        let mut secrets = Vec::new();
        for (file, content) in files.iter().skip(chapters.files_before) {
            let found = secret::scan(content.text()).into_iter();
            secrets.extend(found.map(|secret| Span {
                file,
                via: None,
                start: secret.range.start,
                end: secret.range.end,
            }));
        }
        Self::without_checks(chapters, files, secrets)
    }

    pub(super) fn without_checks(
        chapters: Chapters,
        files: &Files<'_>,
        secrets: Vec<Span>,
    ) -> Self {
        let mut findings = Self {
            files: files.iter().skip(chapters.files_before).count(),
            chapters: chapters.chapters,
            unreadable: chapters.unreadable,
            choices: chapters.choices,
            secrets,
            ..Self::default()
        };
        findings.count_snippets();
        findings
    }

    /// The findings, provided that every chapter could be read.
    ///
    /// # Errors
    /// The chapters that could not.
    pub fn complete(mut self) -> Result<Self, Vec<UnreadableChapter>> {
        match std::mem::take(&mut self.unreadable) {
            unreadable if unreadable.is_empty() => Ok(self),
            unreadable => Err(unreadable),
        }
    }

    /// What the checks read of a snippet, by the number of its chapter and its own number in there;
    /// `None` if there is no such snippet, or nothing was checked.
    #[must_use]
    pub fn inspection(&self, chapter: usize, snippet: usize) -> Option<&Inspection> {
        self.inspections.get(chapter)?.get(snippet)
    }

    /// How many diagnostics have this severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == severity)
            .count()
    }

    /// Adds what was found elsewhere among the same `files`.
    pub fn merge(&mut self, other: Self, files: &Files<'_>) {
        // Both have an entry for each chapter, or none at all.
        self.inspections.resize_with(self.chapters.len(), Vec::new);
        self.inspections.extend(other.inspections);
        self.chapters.extend(other.chapters);
        self.unreadable.extend(other.unreadable);
        self.diagnostics.extend(other.diagnostics);
        self.count_snippets();
        self.files += other.files;
        self.suppressions.suppressed += other.suppressions.suppressed;
        self.suppressions.expected += other.suppressions.expected;
        self.secrets.extend(other.secrets);
        dedupe(&mut self.diagnostics);
        self.sort(files);
    }

    fn count_snippets(&mut self) {
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
                // What is in no file comes first.
                file.map(|file| file.display().to_owned())
                    .or_else(|| diagnostic.file.clone()),
                diagnostic.span.map_or(0, |span| span.start),
                diagnostic.code,
            )
        });
    }
}
