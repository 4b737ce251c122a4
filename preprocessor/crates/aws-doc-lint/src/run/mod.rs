//! The pipeline: chapters in, diagnostics out.
//!
//! [`check`] has three stages. [`read`] reads the chapters and what they include. The checks run over
//! each subject: snippets, then whole files. The last stage, in `settle.rs`, applies suppressions, removes
//! duplicates and orders the diagnostics.

mod changed;
mod chapters;
pub(crate) mod choices;
mod commands;
mod findings;
mod inspection;
mod own;
pub mod policies;
mod policy_files;
mod read;
mod settle;
mod snippet;
mod span_set;
pub mod suppression;
mod text_scan;
mod variants;

use std::collections::BTreeMap;

use crate::claim::MaxAge;
use crate::diagnostic::Severity;
use crate::document::Input;
use crate::document::directive::Validator;
use crate::document::markdown::MarkdownOptions;
use crate::env::Readers;
use crate::shell::Grammar;
use aws_doc_facts::Facts;
use spanned_text::Files;

pub use findings::Findings;
pub use inspection::Inspection;
pub use own::{CommandCheck, EnvCheck, OwnChecks, PolicyCheck};
pub use read::{Chapters, read};
pub use settle::apply_severity_overrides;

/// Settings of the checks.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// How chapters are read.
    pub markdown: MarkdownOptions,
    /// The severity of a rule's findings, by its code, in place of the rule's own; `None` switches the
    /// rule off.
    pub severities: BTreeMap<String, Option<Severity>>,
    /// The readers of env files that matter, where a sample names none.
    pub readers: Readers,
    /// The file that declares the reader's choices.
    pub book: Option<BookFile>,
    /// Checks directives `{{#aws …}}`; without it they are left alone.
    pub directives: Option<Validator>,
    /// Reads what is not a plain command; without it only plain commands are checked.
    pub grammar: Option<&'static dyn Grammar>,
    /// How old the evidence for claims may be; without it any age will do.
    pub claims_max_age: Option<MaxAge>,
    /// Checks besides the built-in ones.
    pub own_checks: OwnChecks,
}

/// The `book.toml` of a book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookFile {
    /// Its path, as [`spanned_text::Sources`] takes it.
    pub path: String,
    /// Whether all chapters of the book are checked together.
    pub whole: bool,
}

/// Checks chapters and what they include.
///
/// Files that `files` holds already are not scanned again, unless they are among `inputs`. A chapter that
/// cannot be read is listed in [`Findings::unreadable`] and does not keep the others from being checked.
/// A missing include is a diagnostic.
#[must_use]
pub fn check(
    files: &mut Files<'_>,
    inputs: &[Input],
    facts: &Facts,
    options: &Options,
) -> Findings {
    let read = read(files, inputs, facts, options);
    let mut findings = chapters::check(read, files, facts, options);
    settle::settle(&mut findings, files, options);
    findings
}

/// Reads chapters and checks only how they are read: their includes, and the attributes of their fences.
///
/// For a caller that needs the snippets rather than what is wrong with them, such as one that runs them.
#[must_use]
pub fn check_reading(
    files: &mut Files<'_>,
    inputs: &[Input],
    facts: &Facts,
    options: &Options,
) -> Findings {
    let read = read(files, inputs, facts, options);
    let mut findings = chapters::check_reading(read, files, facts);
    settle::settle(&mut findings, files, options);
    // Whether a comment suppresses anything is known only when all checks have run.
    let of_reading = |code| chapters::READING_RULES.iter().any(|rule| rule.code == code);
    findings.diagnostics.retain(|found| of_reading(found.code));
    findings
}

/// Checks the file with the empty path, which holds one policy and nothing else.
pub(crate) fn check_policy(files: &mut Files<'_>, facts: &Facts, options: &Options) -> Findings {
    let mut findings = chapters::check_policy(files, facts, options);
    settle::settle(&mut findings, files, options);
    findings
}

#[cfg(test)]
mod tests;
