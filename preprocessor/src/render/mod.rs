//! Replaces directives `{{#aws …}}` by tables and slots `{{aws:…}}` by values.

pub(crate) mod data;
pub(crate) mod directives;
#[cfg(feature = "live")]
pub(crate) mod drift;
pub(crate) mod forms;
mod hidden;
mod markdown;
mod slots;

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::Range;

use aws_doc_facts::Facts;
use aws_doc_lint::document::Chapter;
use aws_doc_lint::document::choice::Choices;
use aws_doc_lint::document::directive::{self, DirectiveError};
use aws_doc_lint::document::forms::Forms;

use crate::splice::splice;
use directives::{Context, Rendered};
#[cfg(feature = "live")]
pub(crate) use markdown::escape_cell;
use spanned_text::Part as _;

/// Checks the argument of a directive.
///
/// # Errors
/// When the name, an option or its value does not exist.
pub fn validate(argument: &str) -> Result<(), DirectiveError> {
    directives::parse(argument).map(|_| ())
}

/// Whether a page for each check follows the chapter with this text.
pub(crate) fn brings_check_pages(text: &str) -> bool {
    directive::scan(text)
        .filter(|directive| directive.name == "aws")
        .filter_map(|directive| directives::parse(directive.argument).ok())
        .any(|table| table.brings_check_pages())
}

/// A replacement in a chapter: the bytes of its text as it was given, and the new text.
pub type Replacement = (Range<usize>, String);

/// What must change in the chapter at `path`: its own directives and slots, its blocks without a
/// visible line, and the includes that bring in any of these, which mdBook's `links` would resolve
/// too late.
#[must_use]
pub fn replacements(
    chapter: &Chapter,
    path: &str,
    facts: &Facts,
    choices: &Choices,
    forms: &[Forms],
) -> Vec<Replacement> {
    let document = &chapter.document;
    let chapter = &chapter.expanded;
    let text = chapter.text.as_str();
    let context = Context {
        facts,
        chapter: path,
    };
    let mut named = BTreeSet::new();
    let mut found: Vec<Replacement> = directive::scan(text)
        .filter(|directive| directive.name == "aws")
        .filter_map(|directive| {
            let table = directives::parse(directive.argument).ok()?;
            let rendered = Rendered::of(&*table, &context);
            Some((directive.range, with_provenance_once(rendered, &mut named)))
        })
        .collect();
    found.extend(slots::replacements(text, document, &choices.defaults()));
    found.extend(hidden::replacements(document));
    found.extend(forms::replacements(
        text,
        document,
        forms,
        &choices.defaults(),
    ));
    found.sort_by_key(|(range, _)| (range.start, Reverse(range.end)));
    // What is inside a hidden block is removed with it.
    let mut done = 0;
    found.retain(|(range, _)| {
        let is_outside = range.start >= done;
        done = done.max(range.end);
        is_outside
    });
    in_given(text, &chapter.sites, &found)
}

/// Edits of `text`, in which includes are resolved, as replacements in the chapter as it was given.
/// An include that an edit touches is replaced by what it brings in. `sites` are the includes: the
/// bytes of each in the chapter as it was given, and those that it brought into `text`.
fn in_given(
    text: &str,
    sites: &[(Range<usize>, Range<usize>)],
    edits: &[Replacement],
) -> Vec<Replacement> {
    // The parts of `text` that change, each with its edits.
    let mut parts: Vec<(Range<usize>, Vec<&Replacement>)> = Vec::new();
    for edit in edits {
        let mut part = edit.0.clone();
        let first = sites.partition_point(|(_, site)| site.end <= edit.0.start);
        let touched = sites.iter().skip(first).map(|(_, site)| site);
        for site in touched.take_while(|site| site.start < edit.0.end) {
            part = part.start.min(site.start)..part.end.max(site.end);
        }
        match parts.last_mut() {
            Some((last, edits)) if part.start < last.end => {
                *last = last.start.min(part.start)..last.end.max(part.end);
                edits.push(edit);
            }
            _ => parts.push((part, vec![edit])),
        }
    }
    // An offset of `text` after this many includes, in the chapter as it was given.
    let given = |at: usize, includes: usize| {
        let last = includes.checked_sub(1).and_then(|last| sites.get(last));
        last.map_or(at, |(given, site)| given.end + at.saturating_sub(site.end))
    };
    let replacements = parts.into_iter().map(|(part, edits)| {
        let start = given(
            part.start,
            sites.partition_point(|(_, site)| site.end <= part.start),
        );
        let end = given(
            part.end,
            sites.partition_point(|(_, site)| site.start < part.end),
        );
        let edits = edits.into_iter().map(|(range, new)| {
            let inside = range.start - part.start..range.end - part.start;
            (inside, new.as_str())
        });
        let new = splice(text.part(part.clone()), edits);
        (start..end, new)
    });
    replacements.collect()
}

/// A table with its provenance, unless a table above has the same: many small tables of one set
/// would drown in it. `named` holds what is on the page already.
fn with_provenance_once(rendered: Rendered, named: &mut BTreeSet<String>) -> String {
    let Rendered {
        mut body,
        provenance,
    } = rendered;
    if let Some(provenance) = provenance.filter(|it| !named.contains(it)) {
        body.push_str(&provenance);
        named.insert(provenance);
    }
    body
}

/// `text` with the replacements made; everything else stays byte for byte.
#[must_use]
pub fn apply(text: &str, replacements: &[Replacement]) -> String {
    let edits = replacements.iter();
    splice(
        text,
        edits.map(|(range, new)| (range.clone(), new.as_str())),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_found_in_the_chapter_as_it_was_given() {
        // `{1}` brings `one`, `{2}` nothing and `{3}` `three`.
        let given = "a {1} b {2}c {3} d";
        let text = "a one b c three d";
        let sites = [(2..5, 2..5), (8..11, 8..8), (13..16, 10..15)];
        let edit = |range: Range<usize>| {
            let edits = [(range, "X".to_owned())];
            apply(given, &in_given(text, &sites, &edits))
        };
        assert_eq!(edit(0..1), "X {1} b {2}c {3} d");
        assert_eq!(edit(3..4), "a oXe b {2}c {3} d");
        assert_eq!(edit(4..7), "a onX {2}c {3} d");
        assert_eq!(edit(8..9), "a {1} b {2}X {3} d");
        assert_eq!(edit(6..9), "a {1} X {3} d");
        assert_eq!(edit(8..12), "a {1} b {2}Xree d");
        assert_eq!(edit(15..17), "a {1} b {2}c {3}X");
        assert_eq!(edit(0..17), "X");
        let edits = [
            (2..3, "X".to_owned()),
            (4..5, "Y".to_owned()),
            (16..17, String::new()),
        ];
        assert_eq!(
            apply(given, &in_given(text, &sites, &edits)),
            "a XnY b {2}c {3} "
        );
    }

    #[test]
    fn provenance_is_named_once_for_each_set() {
        let facts = Facts::bundled();
        let context = Context {
            facts: &facts,
            chapter: "a.md",
        };
        let mut named = BTreeSet::new();
        let mut has_provenance = |argument| {
            let table = directives::parse(argument).unwrap();
            let text = with_provenance_once(Rendered::of(&*table, &context), &mut named);
            assert!(text.contains("| --- |"), "{text}");
            text.contains("*Retrieved ")
        };
        assert!(has_provenance("env AWS_REGION"));
        assert!(!has_provenance("env AWS_PROFILE"));
        assert!(has_provenance("regions"));
    }
}
