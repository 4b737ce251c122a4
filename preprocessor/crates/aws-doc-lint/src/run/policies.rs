//! Policies, wherever a snippet holds them.

use crate::check;
use crate::diagnostic::{Diagnostic, InSnippet};
use crate::document::suppression::Comment;
use crate::policy::{Notation, Origin, PolicySnippet, is_expectation, read};
use crate::rule::{Check, Finding, Place, Sink, run_all};
use aws_doc_facts::Facts;
use spanned_text::MappedText;

/// A check of policies.
pub type PolicyCheck = Check<fn(&PolicySnippet<'_>, &Facts, &mut Sink<'_>)>;

/// All checks of policies.
#[must_use]
pub fn checks() -> &'static [PolicyCheck] {
    check::policy::CHECKS
}

/// Runs every policy check over a text.
pub fn check_all(
    text: &MappedText,
    notation: Notation,
    origin: Origin<'_>,
    facts: &Facts,
    diagnostics: &mut Vec<Diagnostic>,
) {
    read(text, notation, origin, facts, &mut |policy, text| {
        let place = Place {
            text,
            snippet: origin.snippet,
        };
        run_all(check::policy::CHECKS, policy, facts, place, diagnostics);
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
