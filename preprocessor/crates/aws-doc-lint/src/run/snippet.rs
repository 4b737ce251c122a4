//! The checks of one snippet.

use super::policy_files::PolicyFiles;
use super::{Inspection, Options, commands, policies, span_set::SpanSet};
use crate::check;
use crate::config::ConfigSample;
use crate::diagnostic::{Diagnostic, InSnippet};
use crate::document::{Fence, Kind, Page, Snippet};
use crate::env::EnvSample;
use crate::inference_id;
use crate::model_id;
use crate::policy::{Notation, Origin};
use crate::rule::{Fences, Place, run_all};
use aws_doc_facts::Facts;
use iam_policy_model::model::PolicyType;
use spanned_text::{Files, Span};

/// What the checks of a snippet may know besides the snippet.
#[derive(Clone, Copy)]
pub(super) struct SnippetContext<'a> {
    pub(super) facts: &'a Facts,
    pub(super) options: &'a Options,
    pub(super) files: &'a Files<'a>,
    /// The page that the snippet is on.
    pub(super) page: &'a Page<'a>,
    /// The fences of all chapters.
    pub(super) fences: &'a Fences,
    /// The snippets whose ARNs are checked as parts of policies, or for each value of a slot.
    pub(super) covered: &'a SpanSet,
    /// The files from which commands of the page read policies.
    pub(super) policy_files: &'a PolicyFiles,
}

/// Where the checks of a snippet leave what they find.
pub(super) struct Output<'a> {
    pub(super) diagnostics: &'a mut Vec<Diagnostic>,
    /// The places of policies that commands hold.
    pub(super) policies: &'a mut Vec<Span>,
    /// The places of what policies do not allow: statements that deny, and `NotResource`.
    pub(super) denied: &'a mut Vec<Span>,
    pub(super) inspection: &'a mut Inspection,
}

/// Checks a snippet without slots, or one version of a snippet with slots.
pub(super) fn check(snippet: &Snippet, cx: &SnippetContext<'_>, out: &mut Output<'_>) {
    let facts = cx.facts;
    let in_snippet = InSnippet::of(snippet);
    check_attributes(snippet, facts, out.diagnostics);
    if !snippet.info.attributes.is_empty() {
        let place = Place::in_snippet(&snippet.info_text, in_snippet);
        let of_attributes = check::env::OF_ATTRIBUTES;
        run_all(of_attributes, snippet, cx.facts, place, out.diagnostics);
    }
    let text = &snippet.text;
    let place = Place::in_snippet(text, in_snippet);
    if let Some(fence) = Fence::of(snippet, cx.page.text()) {
        let checks = check::fence::CHECKS;
        run_all(checks, &fence, facts, place, out.diagnostics);
    }
    if snippet.kind != Kind::Output {
        for name in inference_id::in_sample(text.as_str(), facts.regions()) {
            run_all(
                check::inference::CHECKS,
                &name,
                facts,
                place,
                out.diagnostics,
            );
        }
    }
    match snippet.kind {
        Kind::Policy | Kind::Yaml => {
            let notation = if snippet.kind == Kind::Yaml {
                Notation::Yaml
            } else {
                Notation::Json
            };
            let origin = Origin {
                declared: declared(snippet, cx),
                comments: &snippet.comments,
                snippet: in_snippet,
                ..Origin::default()
            };
            policies::check(text, notation, origin, cx, out);
        }
        Kind::Command | Kind::Console => commands::check(snippet, in_snippet, cx, out),
        _ if commands::other_shell(snippet).is_some() => {
            policies::unfounded(&snippet.comments, in_snippet, out.diagnostics);
            commands::check(snippet, in_snippet, cx, out);
        }
        _ => policies::unfounded(&snippet.comments, in_snippet, out.diagnostics),
    }
    if snippet.kind == Kind::Config {
        let sample = ConfigSample::of(snippet);
        check_config(&sample, place, cx, out);
    }
    if let Some(sample) = EnvSample::of(snippet, &cx.options.readers) {
        check_env(&sample, place, cx, out);
    }
    check_models(snippet, place, cx, out);
}

/// The type of the policy in a snippet: as its author names it, or as the command takes it that reads its
/// file on the same page.
fn declared(snippet: &Snippet, cx: &SnippetContext<'_>) -> Option<PolicyType> {
    let named = snippet.info.value("policy").and_then(PolicyType::from_name);
    named.or_else(|| cx.policy_files.type_of(snippet))
}

/// Checks the IDs of models, except those that a policy keeps from being used.
fn check_models(
    snippet: &Snippet,
    place: Place<'_>,
    cx: &SnippetContext<'_>,
    out: &mut Output<'_>,
) {
    let denied = SpanSet::new(&std::mem::take(out.denied));
    for id in model_id::in_snippet(snippet, cx.facts.models()) {
        let span = snippet.text.span(id.range.clone());
        if !span.is_some_and(|span| denied.contains(&span)) {
            run_all(check::model::CHECKS, &id, cx.facts, place, out.diagnostics);
        }
    }
}

/// Checks the attributes of a fence, which say how the snippet is read.
pub(super) fn check_attributes(
    snippet: &Snippet,
    facts: &Facts,
    diagnostics: &mut Vec<Diagnostic>,
) {
    if !snippet.info.attributes.is_empty() {
        let place = Place::in_snippet(&snippet.info_text, InSnippet::of(snippet));
        run_all(check::attribute::CHECKS, snippet, facts, place, diagnostics);
    }
}

/// Checks a file with AWS profiles.
pub(super) fn check_config(
    sample: &ConfigSample<'_>,
    place: Place<'_>,
    cx: &SnippetContext<'_>,
    out: &mut Output<'_>,
) {
    out.inspection.config_samples += 1;
    let checks = check::config::CHECKS;
    run_all(checks, sample, cx.facts, place, out.diagnostics);
}

/// Checks an env sample.
pub(super) fn check_env(
    sample: &EnvSample<'_>,
    place: Place<'_>,
    cx: &SnippetContext<'_>,
    out: &mut Output<'_>,
) {
    let names = cx.facts.env_names();
    let settings = sample.settings();
    let known = settings.filter(|setting| names.variable(setting.name).is_some());
    out.inspection.env_samples += 1;
    out.inspection.aws_variables += known.count();
    let diagnostics = &mut *out.diagnostics;
    run_all(check::env::CHECKS, sample, cx.facts, place, diagnostics);
    let own = &cx.options.own_checks.env;
    run_all(own, sample, cx.facts, place, diagnostics);
}
