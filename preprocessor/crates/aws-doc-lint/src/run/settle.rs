//! The last stage: turns what the checks reported into the result.

use std::collections::{BTreeMap, HashSet};

use super::{Findings, Options, suppression};
use crate::check;
use crate::diagnostic::{Diagnostic, Severity};
use crate::fix;
use crate::rule::ReportedBy;
use spanned_text::Files;

/// A change of the whole result.
type Pass = fn(&mut Findings, &Files<'_>, &Options);

/// The passes, in the order in which they run.
const PASSES: &[Pass] = &[
    // A file that two chapters include is checked twice and reported once.
    |findings, _, _| dedupe(&mut findings.diagnostics),
    // Suppressed and expected findings are removed; comments that suppress nothing are reported.
    suppress,
    // Such a comment may itself be in a file that two chapters include.
    |findings, _, _| dedupe(&mut findings.diagnostics),
    // Lines that a fix adds begin as the lines around them do.
    |findings, files, _| fix::continue_lines(files, &mut findings.diagnostics),
    // The settings have the last word on severities.
    |findings, _, options| {
        apply_severity_overrides(&options.severities, &mut findings.diagnostics);
    },
    // Reports are ordered by file, offset and code.
    |findings, files, _| findings.sort(files),
];

/// Applies all passes.
pub(super) fn settle(findings: &mut Findings, files: &Files<'_>, options: &Options) {
    for pass in PASSES {
        pass(findings, files, options);
    }
}

fn suppress(findings: &mut Findings, _: &Files<'_>, options: &Options) {
    let find = |code: &str| check::find(code).or_else(|| options.own_checks.rule(code));
    let chapters = findings.chapters.iter();
    let counts = suppression::apply_with(
        &find,
        chapters.map(|chapter| (&chapter.expanded.text, &chapter.document)),
        ReportedBy::Check,
        &mut findings.diagnostics,
    );
    findings.suppressions.suppressed += counts.suppressed;
    findings.suppressions.expected += counts.expected;
}

/// Keeps the first of several diagnostics that say the same of the same place.
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

/// Gives the findings the severities that the settings name.
pub fn apply_severity_overrides(
    severities: &BTreeMap<String, Option<Severity>>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    if severities.is_empty() {
        return;
    }
    diagnostics.retain_mut(|diagnostic| match severities.get(diagnostic.code) {
        None => true,
        Some(None) => false,
        Some(Some(severity)) => {
            diagnostic.severity = *severity;
            true
        }
    });
}
