//! Replaces directives `{{#aws …}}` by tables and slots `{{aws:…}}` by values.

pub(crate) mod data;
pub(crate) mod directives;
pub(crate) mod drift;
mod hidden;
mod markdown;
mod slots;

use std::collections::BTreeSet;
use std::ops::Range;

use aws_doc_facts::Facts;
use aws_doc_lint::document::Chapter;
use aws_doc_lint::document::choice::Choices;
use aws_doc_lint::document::directive::{self, DirectiveError};

use directives::{Context, Rendered};
pub(crate) use markdown::escape_cell;

/// Checks the argument of a directive.
///
/// # Errors
/// When the name, an option or its value does not exist.
pub(crate) fn validate(argument: &str) -> Result<(), DirectiveError> {
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
    found.sort_by_key(|(range, _)| range.start);
    let mut replacements = Vec::new();
    // Offsets diverge after each include; `given` and `resolved` track both sides.
    let mut sites = chapter.sites.iter();
    let (mut given, mut resolved) = (0, 0);
    let mut own = found.iter().peekable();
    loop {
        let site = sites.next();
        let until = site.map_or(text.len(), |(_, range)| range.start);
        while let Some((range, rendered)) = own.next_if(|(range, _)| range.start < until) {
            let start = given + (range.start - resolved);
            replacements.push((start..start + range.len(), rendered.clone()));
        }
        let Some((at, range)) = site else {
            return replacements;
        };
        let mut spliced = String::new();
        let mut done = range.start;
        while let Some((inside, rendered)) = own.next_if(|(inside, _)| inside.start < range.end) {
            spliced.push_str(text.get(done..inside.start).unwrap_or_default());
            spliced.push_str(rendered);
            done = inside.end;
        }
        if done > range.start {
            spliced.push_str(text.get(done..range.end).unwrap_or_default());
            replacements.push((at.clone(), spliced));
        }
        (given, resolved) = (at.end, range.end);
    }
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
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (range, new) in replacements {
        out.push_str(text.get(done..range.start).unwrap_or_default());
        out.push_str(new);
        done = range.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

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
