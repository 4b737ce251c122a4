//! Reports of findings, for people and for programs. One file for each format.

mod checkstyle;
mod concise;
mod entry;
pub mod format;
pub mod github;
mod gitlab;
pub mod human;
pub mod json;
mod junit;
mod markdown;
mod rdjson;
mod repository;
mod sarif;
mod shown;
mod xml;

use self::repository::Repository;
use crate::words::counted;
use aws_doc_facts::Facts;
use aws_doc_lint::diagnostic::{Diagnostic, Severity};
use aws_doc_lint::redact::Redactor;
use aws_doc_lint::run::Findings;
use spanned_text::Files;

pub use shown::Omitted;
use shown::{Shown, Texts};

/// What a report is made from.
pub struct Report<'a> {
    /// The files that spans point into.
    pub files: &'a Files<'a>,
    /// What was found.
    pub outcome: &'a Findings,
    /// The facts that the checks used.
    pub facts: &'a Facts,
    redactor: Redactor,
    repository: Repository,
    shown: Shown,
}

/// What identifies a finding from run to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    /// The code of the check.
    pub code: &'static str,
    /// The file, from the root of the repository.
    pub path: String,
    /// The same for the same fault when other lines change, and whatever path the file was reached by.
    pub fingerprint: String,
}

impl<'a> Report<'a> {
    /// A report of `outcome`.
    #[must_use]
    pub fn new(files: &'a Files<'a>, outcome: &'a Findings, facts: &'a Facts) -> Self {
        let redactor = match outcome.diagnostics.is_empty() {
            true => Redactor::default(),
            false => Redactor::new(files, &outcome.secrets),
        };
        Self {
            files,
            outcome,
            facts,
            redactor,
            repository: Repository::default(),
            shown: Shown::of(&outcome.diagnostics),
        }
    }

    /// What identifies each finding from run to run, in the order of the findings.
    #[must_use]
    pub fn fingerprints(&self) -> Vec<Fingerprint> {
        entry::fingerprints(self)
    }

    /// The findings that are shown. A block or a file with very many has more.
    pub fn shown(&self) -> impl Iterator<Item = &'a Diagnostic> {
        self.shown.diagnostics(&self.outcome.diagnostics)
    }

    /// How many findings are not shown, and where they are.
    pub fn omitted(&self) -> impl Iterator<Item = Omitted> {
        let omitted = self.shown.omitted(self.files);
        omitted.map(|it| Omitted {
            file: self.clean(&it.file),
            ..it
        })
    }

    /// `text` without secrets, those that the files hold and those that can be seen in it.
    fn clean(&self, text: &str) -> String {
        self.redactor.text(text)
    }

    /// The texts of a finding, as they are shown.
    fn texts(&self, diagnostic: &Diagnostic) -> Texts {
        Texts::of(diagnostic, &|text| self.clean(text))
    }

    /// The last line for people: how much was checked, and how many findings there are.
    #[must_use]
    pub fn summary(&self) -> String {
        let outcome = self.outcome;
        let kinds: Vec<String> = outcome
            .snippets
            .iter()
            .map(|(kind, count)| format!("{count} {}", kind.as_str()))
            .collect();
        let total: usize = outcome.snippets.values().sum();
        let mut line = format!(
            "checked {} in {}",
            counted(total, "snippet"),
            counted(outcome.files, "file")
        );
        if !kinds.is_empty() {
            line.push_str(&format!(" ({})", kinds.join(", ")));
        }
        line.push_str(&format!(
            ": {}, {}, {}",
            counted(outcome.count(Severity::Error), "error"),
            counted(outcome.count(Severity::Warning), "warning"),
            counted(outcome.count(Severity::Hint), "hint"),
        ));
        let counts = outcome.suppressions;
        let set_aside: Vec<String> = [
            (counts.suppressed, "suppressed"),
            (counts.expected, "expected"),
        ]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
        if !set_aside.is_empty() {
            line.push_str(&format!(" ({})", set_aside.join(", ")));
        }
        line
    }
}
