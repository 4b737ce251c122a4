//! A snippet with slots is checked for every value that its readers may choose.

use std::collections::HashMap;

use super::settle::dedupe;
use super::snippet::{self, Output, SnippetContext};
use super::{Inspection, text_scan};
use crate::diagnostic::Diagnostic;
use crate::document::Snippet;
use crate::document::choice::{Assignment, Choices};
use spanned_text::Span;

/// A finding, and for which assignments it was made.
struct Found {
    diagnostic: Diagnostic,
    assignments: Vec<usize>,
    /// Whether its words were always the same.
    same: bool,
}

/// Checks `snippet` for every assignment that changes its text. A finding for several of them is
/// reported once, at its place in the template.
pub(super) fn check(
    snippet: &Snippet,
    choices: &Choices,
    cx: &SnippetContext<'_>,
    out: &mut Output<'_>,
) {
    out.inspection.versions = 1;
    let Some(template) = &snippet.template else {
        return snippet::check(snippet, cx, out);
    };
    let assignments = template.assignments(choices);
    let mut names = template.names();
    names.retain(|name| choices.get(name).is_some());
    let mut order: Vec<Found> = Vec::new();
    let mut known: HashMap<(&'static str, Option<Span>, usize), usize> = HashMap::new();
    for (index, assignment) in assignments.iter().enumerate() {
        let variant = snippet.with(assignment);
        let (mut found, mut policies) = (Vec::new(), Vec::new());
        let mut inspection = Inspection::default();
        let mut version = Output {
            diagnostics: &mut found,
            policies: &mut policies,
            denied: &mut Vec::new(),
            inspection: &mut inspection,
        };
        snippet::check(&variant, cx, &mut version);
        let held = std::mem::take(version.policies);
        text_scan::check_snippet(&variant, &held, cx, &mut version);
        out.policies.extend(held);
        if index == 0 {
            *out.inspection = inspection;
        }
        dedupe(&mut found);
        let mut seen: HashMap<(&'static str, Option<Span>), usize> = HashMap::new();
        for diagnostic in found {
            let place = (diagnostic.code, diagnostic.span);
            let ordinal = seen.entry(place).or_default();
            let key = (place.0, place.1, *ordinal);
            *ordinal += 1;
            match known.get(&key).and_then(|at| order.get_mut(*at)) {
                Some(found) => {
                    found.assignments.push(index);
                    found.same &= found.diagnostic.message == diagnostic.message;
                    if found.diagnostic.fixes != diagnostic.fixes {
                        found.diagnostic.fixes.clear();
                    }
                }
                None => {
                    known.insert(key, order.len());
                    order.push(Found {
                        diagnostic,
                        assignments: vec![index],
                        same: true,
                    });
                }
            }
        }
    }
    out.inspection.versions = assignments.len();
    let slots = slot_spans(snippet);
    out.diagnostics.extend(order.into_iter().map(|found| {
        let mut diagnostic = found.diagnostic;
        let everywhere = found.assignments.len() == assignments.len();
        // What is right for one value may be wrong for another, and a slot is not a value.
        diagnostic.fixes.retain(|fix| {
            everywhere
                && fix
                    .edits
                    .iter()
                    .all(|edit| slots.iter().all(|slot| apart(slot, &edit.span)))
        });
        if !everywhere || !found.same {
            let failing = found
                .assignments
                .iter()
                .filter_map(|at| assignments.get(*at));
            let failing: Vec<&Assignment> = failing.collect();
            diagnostic
                .notes
                .push(note(&failing, &names, choices, everywhere));
        }
        diagnostic
    }));
}

/// The places of a snippet's slots on disk.
fn slot_spans(snippet: &Snippet) -> Vec<Span> {
    let Some(template) = &snippet.template else {
        return Vec::new();
    };
    crate::document::slot::scan(template.content.as_str())
        .filter_map(|slot| template.content.span(slot.range))
        .collect()
}

fn apart(a: &Span, b: &Span) -> bool {
    a.file != b.file || a.end <= b.start || b.end <= a.start
}

/// The note that names the values for which something was found.
fn note(failing: &[&Assignment], names: &[&str], choices: &Choices, everywhere: bool) -> String {
    /// How many are named.
    const SHOWN: usize = 3;
    if everywhere {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        return format!("for every value of {}", names.join(" and "));
    }
    let defaults = choices.defaults();
    let described: Vec<String> = failing
        .iter()
        .take(SHOWN)
        .map(|assignment| {
            let parts: Vec<String> = names
                .iter()
                .filter(|name| names.len() == 1 || assignment.get(**name) != defaults.get(**name))
                .filter_map(|name| Some(format!("`{name}` is `{}`", assignment.get(*name)?)))
                .collect();
            match parts.is_empty() {
                true => "all choices have their defaults".to_owned(),
                false => parts.join(" and "),
            }
        })
        .collect();
    let more = match failing.len().saturating_sub(SHOWN) {
        0 => String::new(),
        1 => ", and in 1 more case".to_owned(),
        more => format!(", and in {more} more cases"),
    };
    format!("when {}{more}", described.join(", when "))
}
