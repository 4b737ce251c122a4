//! Applies the author's suppressions and expected failures to the findings.

use crate::diagnostic::{Diagnostic, InSnippet};
use crate::document::suppression::Ignore;
use crate::document::{Document, Snippet};
use spanned_text::{MappedText, Span};

use crate::check::{attribute, find, suppression};
use crate::rule::{ReportedBy, Rule, Sink};

/// How many findings an author suppressed or expected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SuppressionCounts {
    /// By an `aws-ignore` comment.
    pub suppressed: usize,
    /// By a `fails=` attribute.
    pub expected: usize,
}

/// Removes the suppressed and expected findings of a chapter from `diagnostics`, and reports suppressions
/// without effect. `command` produced the findings; each command reports the unused suppressions of its
/// own codes, and `check` those of the others.
pub fn apply(
    text: &MappedText,
    document: &Document,
    command: ReportedBy,
    diagnostics: &mut Vec<Diagnostic>,
) -> SuppressionCounts {
    apply_with(&find, text, document, command, diagnostics)
}

/// Finds the rule with a code.
type Find<'f> = &'f dyn Fn(&str) -> Option<&'static Rule>;

/// The same, with the rules that `find` knows.
pub(super) fn apply_with(
    find: Find<'_>,
    text: &MappedText,
    document: &Document,
    command: ReportedBy,
    diagnostics: &mut Vec<Diagnostic>,
) -> SuppressionCounts {
    let expected = expect(find, document, command, diagnostics);
    let suppressed = ignore(find, text, document, command, diagnostics);
    SuppressionCounts {
        suppressed,
        expected,
    }
}

/// Whether `command` reports unused suppressions of `rule`.
fn owns(command: ReportedBy, rule: &Rule) -> bool {
    rule.reported_by.owns_suppressions() == command
}

fn take(diagnostics: &mut Vec<Diagnostic>, code: &str, spans: &[Span]) -> usize {
    let before = diagnostics.len();
    diagnostics.retain(|diagnostic| {
        diagnostic.code != code
            || !diagnostic
                .span
                .is_some_and(|found| spans.iter().any(|span| span.contains(&found)))
    });
    before - diagnostics.len()
}

fn expect(
    find: Find<'_>,
    document: &Document,
    command: ReportedBy,
    diagnostics: &mut Vec<Diagnostic>,
) -> usize {
    let mut expected = 0;
    for snippet in &document.snippets {
        let Some(fails) = snippet.info.get("fails") else {
            continue;
        };
        let spans = spans(snippet);
        for code in fails.text().split('+') {
            // `attribute/unknown` reports unknown codes.
            let Some(rule) = find(code).filter(|rule| owns(command, rule)) else {
                continue;
            };
            let count = take(diagnostics, rule.code, &spans);
            expected += count;
            if count == 0 {
                Sink::new(
                    &attribute::unfulfilled::RULE,
                    &snippet.info_text,
                    InSnippet::of(snippet),
                    diagnostics,
                )
                .push(attribute::unfulfilled::finding(fails.range.clone(), code));
            }
        }
    }
    expected
}

fn ignore(
    find: Find<'_>,
    text: &MappedText,
    document: &Document,
    command: ReportedBy,
    diagnostics: &mut Vec<Diagnostic>,
) -> usize {
    let mut suppressed = 0;
    let comments = document
        .comments
        .iter()
        .filter(|comment| comment.name == "aws-ignore");
    for comment in comments {
        let ignore = Ignore::parse(comment.body.as_str());
        let mut spans = text.spans(comment.covers.clone());
        for snippet in &document.snippets {
            if comment.covers.start <= snippet.range.start
                && snippet.range.end <= comment.covers.end
            {
                spans.extend(self::spans(snippet));
            }
        }
        // The lines between the parts of a block, as the marks of a quotation, belong to it.
        spans.extend(text.span(comment.covers.clone()));
        let checks = command == ReportedBy::Check;
        if checks && ignore.codes.is_empty() {
            Sink::new(&suppression::unknown_code::RULE, text, None, diagnostics).push(
                suppression::unknown_code::finding(comment.range.clone(), ""),
            );
        }
        for (code, range) in &ignore.codes {
            let Some(rule) = find(code) else {
                if checks {
                    Sink::new(
                        &suppression::unknown_code::RULE,
                        &comment.body,
                        None,
                        diagnostics,
                    )
                    .push(suppression::unknown_code::finding(range.clone(), code));
                }
                continue;
            };
            if !owns(command, rule) {
                continue;
            }
            let count = take(diagnostics, rule.code, &spans);
            suppressed += count;
            if count == 0 {
                Sink::new(&suppression::unused::RULE, &comment.body, None, diagnostics)
                    .push(suppression::unused::finding(range.clone(), rule));
            }
        }
        if checks && ignore.reason.is_empty() {
            Sink::new(&suppression::no_reason::RULE, text, None, diagnostics)
                .push(suppression::no_reason::finding(comment.range.clone()));
        }
    }
    suppressed
}

/// The places of a snippet's text: the block, and what it includes from elsewhere.
fn spans(snippet: &Snippet) -> Vec<Span> {
    let mut spans = snippet.text.spans(0..snippet.text.len());
    spans.extend(snippet.span);
    spans
}
