//! The reader's choices: what `book.toml` declares, against what the chapters use.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::diagnostic::{Diagnostic, InSnippet};
use crate::document::choice::{Choice, Choices};
use crate::document::variant::Variant;
use crate::document::{Document, forms, slot};
use spanned_text::{FileId, Files, MappedText, Span};

use crate::check::choice::{no_such_value, undeclared, untranslated, unused};
use crate::rule::{Finding, Rule, Sink};

/// Reports the slots and variants of a chapter for which no choice is declared, and adds the names of the
/// choices that it uses to `used`.
pub(crate) fn check_chapter(
    document: &Document,
    text: &str,
    choices: &Choices,
    used: &mut BTreeSet<String>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for snippet in &document.snippets {
        let Some(template) = &snippet.template else {
            continue;
        };
        let in_snippet = InSnippet::of(snippet);
        for slot in slot::scan(template.content.as_str()).filter(|slot| !slot.escaped) {
            if choices.get(slot.name).is_some() {
                used.insert(slot.name.to_owned());
                continue;
            }
            Sink::new(
                &undeclared::RULE,
                &template.content,
                in_snippet,
                diagnostics,
            )
            .push(undeclared::slot(slot.range, slot.name, choices));
        }
    }
    for forms in forms::of(document, text, choices) {
        used.insert(forms.choice.clone());
        let Some(snippet) = document.snippets.get(forms.snippet) else {
            continue;
        };
        let in_snippet = InSnippet::of(snippet);
        let mut sink = Sink::new(&untranslated::RULE, &forms.source, in_snippet, diagnostics);
        for finding in untranslated::findings(&forms) {
            sink.push(finding);
        }
    }
    for comment in Variant::comments(document) {
        let mut sink = Sink::new(&undeclared::RULE, &comment.body, None, diagnostics);
        match Variant::parse(comment.body.as_str()) {
            None => sink.push(undeclared::unreadable(0..comment.body.len())),
            Some(variant) => match choices.get(&variant.choice) {
                None => sink.push(undeclared::variant(
                    variant.choice_range,
                    &variant.choice,
                    choices,
                )),
                Some(choice) => {
                    used.insert(choice.name.clone());
                    for (value, range) in variant.values {
                        if !choice.allows(&value) {
                            sink.push(undeclared::value(range, &value, choice));
                        }
                    }
                }
            },
        }
    }
}

/// Reports what is wrong with the declared choices, at their places in `file`, the `book.toml`. Unused ones
/// are reported only if the `whole` book was checked.
pub(crate) fn check_declared(
    choices: &Choices,
    used: &BTreeSet<String>,
    file: Option<FileId>,
    files: &Files<'_>,
    whole: bool,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut report = |rule: &'static Rule, range: Option<&Range<usize>>, finding: Finding| {
        let span = file.zip(range).map(|(file, range)| Span {
            file,
            via: None,
            start: range.start,
            end: range.end,
        });
        let before = diagnostics.len();
        Sink::new(rule, &MappedText::new(), None, diagnostics).push_at(span, finding);
        let shown = file
            .and_then(|file| files.get(file))
            .map(|file| file.display());
        for diagnostic in diagnostics.iter_mut().skip(before) {
            diagnostic.file = shown.map(str::to_owned);
        }
    };
    for choice in choices.iter() {
        for finding in no_such_value::findings(choice, choices) {
            let range = choice.default_range.as_ref().or(choice.name_range.as_ref());
            report(&no_such_value::RULE, range, finding);
        }
        let tied = |other: &Choice| {
            other.depends_on() == Some(choice.name.as_str()) && used.contains(&other.name)
        };
        if whole && !used.contains(&choice.name) && !choices.iter().any(tied) {
            let range = choice.name_range.as_ref();
            report(&unused::RULE, range, unused::finding(&choice.name));
        }
    }
}
