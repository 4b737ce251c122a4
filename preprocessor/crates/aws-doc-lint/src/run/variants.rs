//! A snippet with slots is checked for every value that its readers may choose.

use std::collections::HashMap;

use super::{SnippetContext, check_snippet, text_scan};
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

/// Checks `snippet` for every assignment that changes its text. What is found for several is
/// told once, at its place in the template.
pub(super) fn check(
    snippet: &Snippet,
    choices: &Choices,
    cx: &SnippetContext<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(template) = &snippet.template else {
        return check_snippet(snippet, cx, diagnostics);
    };
    let assignments = template.assignments(choices);
    let mut names = template.names();
    names.retain(|name| choices.get(name).is_some());
    let mut order: Vec<Found> = Vec::new();
    let mut known: HashMap<(&'static str, Option<Span>, usize), usize> = HashMap::new();
    for (index, assignment) in assignments.iter().enumerate() {
        let variant = snippet.with(assignment);
        let mut found = Vec::new();
        check_snippet(&variant, cx, &mut found);
        text_scan::check_snippet(&variant, cx, &mut found);
        super::dedupe(&mut found);
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
    let slots = slot_spans(snippet);
    diagnostics.extend(order.into_iter().map(|found| {
        let mut diagnostic = found.diagnostic;
        let everywhere = found.assignments.len() == assignments.len();
        // What is right for one value may be wrong for another, and a slot is no value.
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

/// Where the slots of a snippet stand on disk.
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

/// For which values something was found.
fn note(failing: &[&Assignment], names: &[&str], choices: &Choices, everywhere: bool) -> String {
    /// So many are named.
    const SHOWN: usize = 3;
    if everywhere {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        return format!("so for every value of {}", names.join(" and "));
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
