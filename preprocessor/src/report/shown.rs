//! What of the findings a report shows: so much of each block and each file that nobody's file makes it
//! print megabytes.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use crate::words::counted;
use aws_doc_lint::diagnostic::Diagnostic;
use spanned_text::{FileId, Files, Span};

/// So many findings of one block are shown, …
const OF_BLOCK: usize = 100;
/// … and so many of one file.
const OF_FILE: usize = 500;

/// So many places that explain a finding are shown, and so many notes.
const PLACES: usize = 8;

/// Longer texts are cut: so many bytes of a message, a note or a help are shown.
const TEXT: usize = 1_500;

/// So much of a fix is shown, in edits and in bytes. `check --fix` applies all of it.
const EDITS: usize = 64;
const EDITED: usize = 16 << 10;

/// The findings that are shown, and how many are not.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// By their number, in order.
    numbers: Vec<usize>,
    /// By what they are in, in order.
    omitted: BTreeMap<Place, usize>,
}

/// Findings that a report does not show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Omitted {
    /// The file as reports name it.
    pub file: String,
    /// The line of the block, where a block has too many; none where the file has.
    pub line: Option<usize>,
    /// How many there are.
    pub count: usize,
}

/// What has a limit: a file, or the block that begins at an offset of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Place {
    file: Option<FileId>,
    /// The name of a file that has no number.
    name: Option<String>,
    block: Option<usize>,
}

impl Shown {
    /// Of a block or file with too many findings, the most severe are shown, of those the first.
    pub(super) fn of(diagnostics: &[Diagnostic]) -> Self {
        let mut shown = Self::default();
        let mut counts: HashMap<Place, usize> = HashMap::new();
        let mut order: Vec<(usize, &Diagnostic)> = diagnostics.iter().enumerate().collect();
        order.sort_by_key(|(_, diagnostic)| Reverse(diagnostic.severity));
        for (number, diagnostic) in order {
            let file = Place {
                file: diagnostic.span.map(|span| span.file),
                name: diagnostic
                    .file
                    .clone()
                    .filter(|_| diagnostic.span.is_none()),
                block: None,
            };
            let block = diagnostic.snippet.map(|snippet| Place {
                file: Some(snippet.fence.file),
                name: None,
                block: Some(snippet.fence.start),
            });
            let mut places = vec![(file, OF_FILE)];
            places.extend(block.map(|block| (block, OF_BLOCK)));
            let is_full = |(place, most): &&(Place, usize)| {
                counts.get(place).is_some_and(|count| count >= most)
            };
            let full = places
                .iter()
                .rev()
                .find(is_full)
                .map(|(place, _)| place.clone());
            if full.is_none() {
                for (place, _) in places {
                    *counts.entry(place).or_default() += 1;
                }
            }
            match full {
                None => shown.numbers.push(number),
                Some(place) => *shown.omitted.entry(place).or_default() += 1,
            }
        }
        shown.numbers.sort_unstable();
        shown
    }

    /// The findings that are shown, in the order of all.
    pub(super) fn diagnostics<'d>(
        &self,
        all: &'d [Diagnostic],
    ) -> impl Iterator<Item = &'d Diagnostic> {
        self.numbers.iter().filter_map(|number| all.get(*number))
    }

    /// Those that are not.
    pub(super) fn omitted(&self, files: &Files<'_>) -> impl Iterator<Item = Omitted> {
        self.omitted.iter().map(|(place, count)| {
            let file = place.file.and_then(|id| files.get(id));
            let named = place.name.clone().unwrap_or_default();
            Omitted {
                file: file.map_or(named, |file| file.display().to_owned()),
                line: file
                    .zip(place.block)
                    .map(|(file, at)| file.position(at).line),
                count: *count,
            }
        })
    }
}

impl Omitted {
    /// What a report for people says of them, without the place.
    pub(super) fn message(&self) -> String {
        let what = match self.line {
            Some(_) => "block",
            None => "file",
        };
        format!("and {} more in this {what}", self.count)
    }
}

/// The texts of a finding as they are shown: without secrets, and cut.
#[derive(Debug)]
pub(super) struct Texts {
    pub(super) message: String,
    pub(super) labels: Vec<(Span, String)>,
    pub(super) notes: Vec<String>,
    pub(super) help: Option<String>,
}

impl Texts {
    /// The texts of `diagnostic`; `clean` takes the secrets out of a text.
    pub(super) fn of(diagnostic: &Diagnostic, clean: &dyn Fn(&str) -> String) -> Self {
        // Secrets are masked before a text is cut, as a part of one is not recognized.
        let clean = |text: &str| cut(clean(text));
        let labels = diagnostic.labels.iter().take(PLACES);
        let notes = diagnostic.notes.iter().take(PLACES);
        let mut texts = Self {
            message: clean(&diagnostic.message),
            labels: labels.map(|it| (it.span, clean(&it.message))).collect(),
            notes: notes.map(|note| clean(note)).collect(),
            help: diagnostic.help.as_deref().map(clean),
        };
        let places = diagnostic.labels.len().saturating_sub(PLACES);
        let notes = diagnostic.notes.len().saturating_sub(PLACES);
        for (count, what) in [(places, "place"), (notes, "note")] {
            if count > 0 {
                let more = counted(count, &format!("more {what}"));
                texts.notes.push(format!("and {more}"));
            }
        }
        texts
    }
}

/// The beginning of a text that is too long.
fn cut(mut text: String) -> String {
    if text.len() > TEXT {
        text.truncate(text.floor_char_boundary(TEXT));
        text.push('…');
    }
    text
}

/// Whether a fix is short enough to be shown.
pub(super) fn is_shown(fix: &aws_doc_lint::diagnostic::Fix) -> bool {
    let bytes: usize = fix.edits.iter().map(|edit| edit.text.len()).sum();
    fix.edits.len() <= EDITS && bytes <= EDITED
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(cut("é".to_owned()), "é");
        let cut = cut(format!("a{}", "é".repeat(TEXT)));
        assert_eq!(cut.len(), TEXT - 1 + "…".len());
        assert!(cut.ends_with("é…"));
    }
}
