//! Policies, wherever a snippet holds them.

use crate::check;
use crate::diagnostic::{Diagnostic, InSnippet};
use crate::document::suppression::Comment;
use crate::policy::{Notation, Origin, is_expectation, read};
use crate::rule::{Finding, Place, Sink, run_all};

use super::PolicyCheck;
use super::snippet::{Output, SnippetContext};
use aws_doc_facts::Facts;
use spanned_text::MappedText;

/// All checks of policies.
#[must_use]
pub fn checks() -> &'static [PolicyCheck] {
    check::policy::CHECKS
}

/// Runs every built-in policy check over a text.
pub fn check_all(
    text: &MappedText,
    notation: Notation,
    origin: Origin<'_>,
    facts: &Facts,
    diagnostics: &mut Vec<Diagnostic>,
) {
    read(text, notation, origin, facts, &mut |policy, text| {
        let place = Place::in_snippet(text, origin.snippet);
        run_all(check::policy::CHECKS, policy, facts, place, diagnostics);
    });
}

/// Runs every policy check over a text, those of the caller included.
pub(super) fn check(
    text: &MappedText,
    notation: Notation,
    origin: Origin<'_>,
    cx: &SnippetContext<'_>,
    out: &mut Output<'_>,
) {
    let facts = cx.facts;
    let own = &cx.options.own_checks.policies;
    read(text, notation, origin, facts, &mut |policy, text| {
        out.inspection.policies += 1;
        for statement in policy.statements() {
            let denies = statement.allows() == Some(false);
            let excepted = statement.not_resource.map(|member| member.value.range());
            let kept_out = denies.then(|| statement.node.range()).or(excepted);
            out.denied
                .extend(kept_out.and_then(|range| text.span(range)));
        }
        let place = Place::in_snippet(text, origin.snippet);
        let diagnostics = &mut *out.diagnostics;
        run_all(check::policy::CHECKS, policy, facts, place, diagnostics);
        run_all(own, policy, facts, place, diagnostics);
    });
}

/// Reports the assertions before a block that is not read as a policy.
pub(super) fn unfounded(
    comments: &[Comment],
    snippet: Option<InSnippet>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let rule = &check::policy::expectation::RULE;
    for comment in comments.iter().filter(|comment| is_expectation(comment)) {
        let mut sink = Sink::new(rule, &comment.body, snippet, diagnostics);
        let message = "the block that follows is not read as a policy, so this holds of nothing";
        sink.push(Finding::new(0..comment.body.len(), message));
    }
}
