//! What can stand text_scan, in prose as in code: Regions, secrets and ARNs.

use std::ops::Range;

use super::SnippetContext;
use crate::check;
use crate::diagnostic::Diagnostic;
use crate::document::suppression::Ignore;
use crate::document::{Chapter, Kind, Snippet};
use crate::rule::{Place, run_all};
use crate::{arn, region, secret};
use aws_doc_facts::Facts;
use spanned_text::{FileId, Files, MappedText, Span};

/// What can stand text_scan in a file, prose or code, is looked for once in each file.
pub(super) fn check_file(
    file: FileId,
    is_chapter: bool,
    files: &Files<'_>,
    facts: &Facts,
    diagnostics: &mut Vec<Diagnostic>,
    secrets: &mut Vec<Span>,
) {
    let content = files.text(file);
    let mut text = MappedText::of_file(file, content, 0..content.len());
    if let Some(via) = files.first_site(file).filter(|_| !is_chapter) {
        text.set_via(via);
    }
    find_regions(&text, facts, diagnostics);
    secrets.extend(find_secrets(&text, facts, diagnostics));
}

/// What can stand text_scan, in a chapter that is not what its file holds. What an author has
/// foreseen is left out here: without a place on disk nothing else can tell.
pub(super) fn check_given(chapter: &Chapter, facts: &Facts, diagnostics: &mut Vec<Diagnostic>) {
    let text = &chapter.expanded.text;
    let foreseen = foreseen(chapter);
    let mut add = |range: &Range<usize>, found: &mut Vec<Diagnostic>| {
        found.retain(|diagnostic| {
            diagnostic.span.is_some()
                || !foreseen.iter().any(|(covers, codes)| {
                    covers.start <= range.start
                        && range.end <= covers.end
                        && codes.iter().any(|code| code == diagnostic.code)
                })
        });
        diagnostics.append(found);
    };
    for name in region::find(text.as_str(), facts.regions()) {
        let mut found = Vec::new();
        check_region(&name, text, facts, &mut found);
        add(&name.range, &mut found);
    }
    for secret in secret::scan(text.as_str()) {
        let mut found = Vec::new();
        check_secret(&secret, text, facts, &mut found);
        add(&secret.range, &mut found);
    }
}

/// Which codes the author of a chapter has foreseen in which stretches of it.
fn foreseen(chapter: &Chapter) -> Vec<(Range<usize>, Vec<String>)> {
    let comments = chapter.document.comments.iter();
    let ignored = comments
        .filter(|comment| comment.name == "aws-ignore")
        .map(|comment| {
            let said = Ignore::parse(comment.body.as_str());
            let codes = said.codes.iter().map(|(code, _)| code.to_string());
            (comment.covers.clone(), codes.collect())
        });
    let snippets = chapter.document.snippets.iter();
    let failing = snippets.filter_map(|snippet| {
        let codes = snippet.info.value("fails")?.split('+').map(str::to_owned);
        Some((snippet.range.clone(), codes.collect()))
    });
    ignored.chain(failing).collect()
}

/// What can stand text_scan, in the text of a snippet whose slots are filled.
pub(super) fn check_snippet(
    snippet: &Snippet,
    cx: &SnippetContext<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let (text, facts) = (&snippet.text, cx.facts);
    find_regions(text, facts, diagnostics);
    find_secrets(text, facts, diagnostics);
    if snippet.kind != Kind::Policy {
        let policies = cx.policies.borrow();
        let in_policy = |arn: &arn::ArnInText<'_>| {
            text.span(arn.partition().0)
                .is_some_and(|arn| policies.iter().any(|policy| policy.contains(&arn)))
        };
        for arn in arn::find(text.as_str())
            .into_iter()
            .filter(|it| !in_policy(it))
        {
            check_arn(&arn, text, facts, diagnostics);
        }
    }
}

fn find_regions(text: &MappedText, facts: &Facts, diagnostics: &mut Vec<Diagnostic>) {
    for name in region::find(text.as_str(), facts.regions()) {
        check_region(&name, text, facts, diagnostics);
    }
}

fn check_region(
    name: &region::RegionName<'_>,
    text: &MappedText,
    facts: &Facts,
    diagnostics: &mut Vec<Diagnostic>,
) {
    run_all(check::region::CHECKS, name, facts, place(text), diagnostics);
}

/// Tells of secrets; returns where they stand.
fn find_secrets(text: &MappedText, facts: &Facts, diagnostics: &mut Vec<Diagnostic>) -> Vec<Span> {
    let mut spans = Vec::new();
    for secret in secret::scan(text.as_str()) {
        spans.extend(text.span(secret.range.clone()));
        check_secret(&secret, text, facts, diagnostics);
    }
    spans
}

fn check_secret(
    secret: &secret::Secret,
    text: &MappedText,
    facts: &Facts,
    diagnostics: &mut Vec<Diagnostic>,
) {
    run_all(
        check::secret::CHECKS,
        secret,
        facts,
        place(text),
        diagnostics,
    );
}

fn check_arn(
    arn: &arn::ArnInText<'_>,
    text: &MappedText,
    facts: &Facts,
    diagnostics: &mut Vec<Diagnostic>,
) {
    run_all(check::arn::CHECKS, arn, facts, place(text), diagnostics);
}

/// Where the ARNs have been looked at already: as parts of policies, or for each value of a slot.
pub(super) fn covered_spans(chapters: &[Chapter]) -> Vec<Span> {
    chapters
        .iter()
        .flat_map(|chapter| &chapter.document.snippets)
        .filter(|snippet| snippet.kind == Kind::Policy || snippet.template.is_some())
        .flat_map(|snippet| snippet.text.spans(0..snippet.text.len()))
        .collect()
}

pub(super) fn check_arns(
    file: FileId,
    files: &Files<'_>,
    facts: &Facts,
    policies: &[Span],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let content = files.text(file);
    let found = arn::find(content);
    if found.is_empty() {
        return;
    }
    let text = MappedText::of_file(file, content, 0..content.len());
    let inside = |start: usize| {
        policies
            .iter()
            .any(|span| span.file == file && (span.start..span.end).contains(&start))
    };
    for arn in found.iter().filter(|arn| !inside(arn.partition().0.start)) {
        check_arn(arn, &text, facts, diagnostics);
    }
}

/// Gives what was found of Regions in policies the id that AWS's validation has for it: by where
/// the name stands, in an ARN or as a value of its own.
pub(super) fn assign_aws_ids(policies: &[Span], files: &Files<'_>, diagnostics: &mut [Diagnostic]) {
    for diagnostic in diagnostics
        .iter_mut()
        .filter(|one| one.code.starts_with("region/"))
    {
        let in_policy = |span: &Span| policies.iter().any(|policy| policy.contains(span));
        let Some(span) = diagnostic.span.filter(in_policy) else {
            continue;
        };
        let text = files.text(span.file).as_bytes();
        let before = span.start.checked_sub(1).and_then(|at| text.get(at));
        diagnostic.aws_finding = match (before, text.get(span.end)) {
            (Some(b':'), Some(b':')) => Some("INVALID_ARN_REGION"),
            (Some(b'"'), Some(b'"')) => Some("INVALID_REGION"),
            _ => None,
        };
    }
}

fn place(text: &MappedText) -> Place<'_> {
    Place {
        text,
        snippet: None,
    }
}
