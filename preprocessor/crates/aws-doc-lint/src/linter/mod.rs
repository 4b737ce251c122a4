//! The facade: checks texts in memory, with results that need no further work.

mod report;

use std::fmt::{self, Debug};

use crate::document::Input;
use crate::run::{self, CommandCheck, EnvCheck, Options, PolicyCheck};
use crate::shell::Grammar;
use crate::sources::Memory;
use aws_doc_facts::Facts;
use spanned_text::{Files, Sources};

pub use report::{
    LocatedDiagnostic, LocatedEdit, LocatedFix, LocatedLabel, Location, Report, Utf16Position,
};

/// Checks Markdown and policies.
///
/// A linter holds no state, and any thread may use it: every call reads its texts afresh. Diagnostics
/// contain no secrets, and name places as bytes, as lines and columns, and in the UTF-16 units of the
/// Language Server Protocol.
#[derive(Clone)]
pub struct Linter<'f> {
    facts: &'f Facts,
    options: Options,
}

impl<'f> Linter<'f> {
    /// A linter with default settings.
    #[must_use]
    pub fn new(facts: &'f Facts) -> Self {
        Self {
            facts,
            options: Options::default(),
        }
    }

    /// The same with other settings. They replace grammar and checks that were set before.
    #[must_use]
    pub fn settings(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// The same with a grammar of the shell language. Without one, only plain commands are checked;
    /// those in loops, substitutions and the like are not.
    #[must_use]
    pub fn grammar(mut self, grammar: &'static dyn Grammar) -> Self {
        self.options.grammar = Some(grammar);
        self
    }

    /// The same with a check of your own over policies.
    #[must_use]
    pub fn policy_check(mut self, check: PolicyCheck) -> Self {
        self.options.own_checks.policies.push(check);
        self
    }

    /// The same with a check of your own over env samples.
    #[must_use]
    pub fn env_check(mut self, check: EnvCheck) -> Self {
        self.options.own_checks.env.push(check);
        self
    }

    /// The same with a check of your own over calls of the AWS CLI.
    #[must_use]
    pub fn command_check(mut self, check: CommandCheck) -> Self {
        self.options.own_checks.commands.push(check);
        self
    }

    /// Checks Markdown texts, given as pairs of path and text. They may include each other.
    #[must_use]
    pub fn check(&self, texts: &[(&str, &str)]) -> Report {
        let inputs: Vec<Input> = texts.iter().map(|(path, _)| Input::file(*path)).collect();
        self.check_sources(&Memory::new(texts.iter().copied()), &inputs)
    }

    /// Checks the chapters `inputs`, which are read from `sources`, with the files that they include.
    /// For unsaved buffers, see [`crate::sources::Overlay`].
    #[must_use]
    pub fn check_sources(&self, sources: &dyn Sources, inputs: &[Input]) -> Report {
        let mut files = Files::new(sources);
        let findings = run::check(&mut files, inputs, self.facts, &self.options);
        Report::new(&files, findings)
    }

    /// Checks one policy in JSON, which belongs to no file: the paths in the result are empty.
    #[must_use]
    pub fn check_policy(&self, text: &str) -> Vec<LocatedDiagnostic> {
        let sources = Memory::new([("", text)]);
        let mut files = Files::new(&sources);
        let findings = run::check_policy(&mut files, self.facts, &self.options);
        Report::new(&files, findings).diagnostics
    }
}

impl Debug for Linter<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Linter")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
