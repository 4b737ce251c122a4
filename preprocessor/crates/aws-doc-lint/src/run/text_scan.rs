//! What can be anywhere, in prose as in code: Regions, secrets and ARNs.

use std::collections::HashMap;
use std::ops::Range;

use super::snippet::{Output, SnippetContext};
use super::span_set::SpanSet;
use crate::check;
use crate::diagnostic::Diagnostic;
use crate::document::suppression::Ignore;
use crate::document::{Chapter, Kind, Snippet};
use crate::region::{self, PolicyField};
use crate::rule::{Fences, Place, run_all};
use crate::{arn, inference_id, secret};
use aws_doc_facts::Facts;
use spanned_text::{FileId, Files, MappedText, Span};

/// A scan of whole texts.
pub(super) struct Scan<'a> {
    pub(super) facts: &'a Facts,
    pub(super) files: &'a Files<'a>,
    pub(super) fences: &'a Fences,
    /// Where the ARNs have been checked already: as parts of policies, or for each value of a slot.
    pub(super) covered: SpanSet,
}

impl Scan<'_> {
    /// Looks for Regions and secrets in a file; returns the places of the secrets.
    pub(super) fn check_file(
        &self,
        file: FileId,
        is_chapter: bool,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Vec<Span> {
        let content = self.files.text(file);
        let mut text = MappedText::of_file(file, content, 0..content.len());
        if let Some(via) = self.files.first_site(file).filter(|_| !is_chapter) {
            text.set_via(via);
        }
        let place = Place::among(&text, self.fences);
        check_regions(place, self.facts, self.files, &self.covered, diagnostics);
        for name in inference_id::in_arns(content, self.facts.regions()) {
            run_all(
                check::inference::CHECKS,
                &name,
                self.facts,
                place,
                diagnostics,
            );
        }
        check_secrets(place, self.facts, diagnostics)
    }

    /// Looks for ARNs in a file, outside of what is covered.
    pub(super) fn check_arns(&self, file: FileId, diagnostics: &mut Vec<Diagnostic>) {
        let content = self.files.text(file);
        let found = arn::find(content);
        if found.is_empty() {
            return;
        }
        let text = MappedText::of_file(file, content, 0..content.len());
        let place = Place::among(&text, self.fences);
        for arn in found {
            let start = arn.partition().0.start;
            if !self.covered.contains_byte(file, start) {
                run_all(check::arn::CHECKS, &arn, self.facts, place, diagnostics);
            }
        }
    }

    /// Looks for Regions and secrets in a chapter that differs from its file. Suppressed and expected
    /// findings are left out here, as nothing else can suppress findings without a place on disk.
    pub(super) fn check_given(&self, chapter: &Chapter, diagnostics: &mut Vec<Diagnostic>) {
        let text = &chapter.expanded.text;
        let place = Place::among(text, self.fences);
        let suppressed = suppressed(chapter);
        let mut add = |range: &Range<usize>, found: &mut Vec<Diagnostic>| {
            found.retain(|diagnostic| {
                diagnostic.span.is_some()
                    || !suppressed
                        .get(diagnostic.code)
                        .is_some_and(|places| is_within(places, range))
            });
            diagnostics.append(found);
        };
        for mut name in region::find(text.as_str(), self.facts.regions()) {
            let span = text.span(name.range.clone());
            name.policy_field = policy_field(span, self.files, &self.covered);
            let mut found = Vec::new();
            run_all(check::region::CHECKS, &name, self.facts, place, &mut found);
            add(&name.range, &mut found);
        }
        for secret in secret::scan(text.as_str()) {
            let mut found = Vec::new();
            let checks = check::secret::CHECKS;
            run_all(checks, &secret, self.facts, place, &mut found);
            add(&secret.range, &mut found);
        }
    }
}

/// The places where the author of a chapter suppresses or expects each code, in order, overlapping ones
/// merged.
fn suppressed(chapter: &Chapter) -> HashMap<String, Vec<Range<usize>>> {
    let mut places: HashMap<String, Vec<Range<usize>>> = HashMap::new();
    let comments = chapter.document.comments.iter();
    for comment in comments.filter(|comment| comment.name == "aws-ignore") {
        let ignore = Ignore::parse(comment.body.as_str());
        for (code, _) in ignore.codes {
            places.entry(code).or_default().push(comment.covers.clone());
        }
    }
    for snippet in &chapter.document.snippets {
        for code in snippet.info.value("fails").unwrap_or_default().split('+') {
            let of_code = places.entry(code.to_owned()).or_default();
            of_code.push(snippet.range.clone());
        }
    }
    for of_code in places.values_mut() {
        of_code.sort_by_key(|range| range.start);
        let mut merged: Vec<Range<usize>> = Vec::with_capacity(of_code.len());
        for range in of_code.drain(..) {
            match merged.last_mut() {
                Some(last) if range.start < last.end => last.end = last.end.max(range.end),
                _ => merged.push(range),
            }
        }
        *of_code = merged;
    }
    places
}

/// Whether one of the places, which are in order and apart, contains `range`.
fn is_within(places: &[Range<usize>], range: &Range<usize>) -> bool {
    let after = places.partition_point(|place| place.start <= range.start);
    let last = after.checked_sub(1).and_then(|last| places.get(last));
    last.is_some_and(|place| range.end <= place.end)
}

/// Looks for Regions, secrets and ARNs in the text of a snippet whose slots are filled. `policies` are
/// the places of the policies that its commands hold.
pub(super) fn check_snippet(
    snippet: &Snippet,
    policies: &[Span],
    cx: &SnippetContext<'_>,
    out: &mut Output<'_>,
) {
    let (text, facts) = (&snippet.text, cx.facts);
    let diagnostics = &mut *out.diagnostics;
    let place = Place::among(text, cx.fences);
    check_regions(place, facts, cx.files, cx.covered, diagnostics);
    check_secrets(place, facts, diagnostics);
    if snippet.kind == Kind::Policy {
        return;
    }
    let policies = SpanSet::new(policies);
    for arn in arn::find(text.as_str()) {
        let span = text.span(arn.partition().0);
        if !span.is_some_and(|span| policies.contains(&span)) {
            run_all(check::arn::CHECKS, &arn, facts, place, diagnostics);
        }
    }
}

fn check_regions(
    place: Place<'_>,
    facts: &Facts,
    files: &Files<'_>,
    covered: &SpanSet,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for mut name in region::find(place.text.as_str(), facts.regions()) {
        let span = place.text.span(name.range.clone());
        name.policy_field = policy_field(span, files, covered);
        run_all(check::region::CHECKS, &name, facts, place, diagnostics);
    }
}

/// Reports secrets; returns their places.
fn check_secrets(place: Place<'_>, facts: &Facts, diagnostics: &mut Vec<Diagnostic>) -> Vec<Span> {
    let mut spans = Vec::new();
    for secret in secret::scan(place.text.as_str()) {
        spans.extend(place.text.span(secret.range.clone()));
        run_all(check::secret::CHECKS, &secret, facts, place, diagnostics);
    }
    spans
}

/// The part of a policy that the Region at `span` is: by the characters around it.
fn policy_field(span: Option<Span>, files: &Files<'_>, covered: &SpanSet) -> Option<PolicyField> {
    let span = span.filter(|span| covered.contains(span))?;
    let text = files.text(span.file).as_bytes();
    let before = span.start.checked_sub(1).and_then(|at| text.get(at));
    match (before, text.get(span.end)) {
        (Some(b':'), Some(b':')) => Some(PolicyField::Arn),
        (Some(b'"'), Some(b'"')) => Some(PolicyField::Value),
        _ => None,
    }
}

/// The snippets whose ARNs are checked as parts of policies, or for each value of a slot.
pub(super) fn covered_spans(chapters: &[Chapter]) -> Vec<Span> {
    chapters
        .iter()
        .flat_map(|chapter| &chapter.document.snippets)
        .filter(|snippet| snippet.kind == Kind::Policy || snippet.template.is_some())
        .flat_map(|snippet| snippet.text.spans(0..snippet.text.len()))
        .collect()
}
