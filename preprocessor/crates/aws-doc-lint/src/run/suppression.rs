//! What authors said to the checks, against what the checks found.

use crate::diagnostic::{Diagnostic, InSnippet};
use crate::document::suppression::Ignore;
use crate::document::{Document, Snippet};
use spanned_text::{MappedText, Span};

use crate::check::{attribute, find, suppression};
use crate::rule::{ReportedBy, Rule, Sink};

/// How many findings an author had foreseen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SuppressionCounts {
    /// By an `aws-ignore` comment.
    pub suppressed: usize,
    /// By a `fails=` attribute.
    pub expected: usize,
}

/// Takes what the author of a chapter had foreseen out of `diagnostics`, and adds what is wrong
/// with how it was said. It is `command` that found them, `check` if it is none; each command
/// judges what was said of its own findings, and `check` what is said of no command's.
pub fn apply(
    text: &MappedText,
    document: &Document,
    command: ReportedBy,
    diagnostics: &mut Vec<Diagnostic>,
) -> SuppressionCounts {
    let expected = expect(document, command, diagnostics);
    let suppressed = ignore(text, document, command, diagnostics);
    SuppressionCounts {
        suppressed,
        expected,
    }
}

/// Whether `command` is the one to judge what was said of `rule`.
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

fn expect(document: &Document, command: ReportedBy, diagnostics: &mut Vec<Diagnostic>) -> usize {
    let mut expected = 0;
    for snippet in &document.snippets {
        let Some(fails) = snippet.info.get("fails") else {
            continue;
        };
        let spans = spans(snippet);
        for code in fails.value.as_deref().unwrap_or_default().split('+') {
            // `attribute/unknown` tells of a code that there is not.
            let Some(rule) = find(code).filter(|rule| owns(command, rule)) else {
                continue;
            };
            let count = take(diagnostics, rule.code, &spans);
            expected += count;
            if count == 0 {
                let in_snippet = in_snippet(snippet);
                sink(
                    &attribute::unfulfilled::RULE,
                    &snippet.info_text,
                    in_snippet,
                    diagnostics,
                )
                .push(attribute::unfulfilled::finding(fails.range.clone(), code));
            }
        }
    }
    expected
}

fn ignore(
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
        let said = Ignore::parse(comment.body.as_str());
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
        if checks && said.codes.is_empty() {
            sink(&suppression::unknown_code::RULE, text, None, diagnostics).push(
                suppression::unknown_code::finding(comment.range.clone(), ""),
            );
        }
        for (code, range) in &said.codes {
            let Some(rule) = find(code) else {
                if checks {
                    sink(
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
                sink(&suppression::unused::RULE, &comment.body, None, diagnostics)
                    .push(suppression::unused::finding(range.clone(), rule));
            }
        }
        if checks && said.reason.is_empty() {
            sink(&suppression::no_reason::RULE, text, None, diagnostics)
                .push(suppression::no_reason::finding(comment.range.clone()));
        }
    }
    suppressed
}

/// Where the text of a snippet stands: the block, and what it includes from elsewhere.
fn spans(snippet: &Snippet) -> Vec<Span> {
    let mut spans = snippet.text.spans(0..snippet.text.len());
    spans.extend(snippet.span);
    spans
}

fn in_snippet(snippet: &Snippet) -> Option<InSnippet> {
    snippet.span.map(|fence| InSnippet {
        kind: snippet.kind,
        fence,
    })
}

fn sink<'a>(
    rule: &'static Rule,
    text: &'a MappedText,
    snippet: Option<InSnippet>,
    diagnostics: &'a mut Vec<Diagnostic>,
) -> Sink<'a> {
    Sink::new(rule, text, snippet, diagnostics)
}
