//! A text with some places written differently, so that a parser of YAML can read on after what is
//! wrong there. Every character knows where it comes from.

use std::borrow::Cow;
use std::ops::Range;

use crate::Part as _;

/// A place that is written differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    /// The place.
    pub range: Range<usize>,
    /// What is read there instead.
    pub with: Cow<'static, str>,
}

/// What replaces a value that cannot be read.
const OPAQUE: &str = "x";

impl Edit {
    /// Leaves the place out.
    pub(super) fn blank(range: Range<usize>) -> Self {
        Self::replace(range, "")
    }

    /// Takes the place as one value of unknown content.
    pub(super) fn opaque(range: Range<usize>) -> Self {
        Self::replace(range, OPAQUE)
    }

    pub(super) fn replace(range: Range<usize>, with: &'static str) -> Self {
        let with = Cow::Borrowed(with);
        Self { range, with }
    }

    /// Puts spaces in front of a place.
    pub(super) fn indent(at: usize, count: usize) -> Self {
        let (range, with) = (at..at, Cow::Owned(" ".repeat(count)));
        Self { range, with }
    }

    /// Lets a new document begin at a place.
    pub(super) fn split(at: usize) -> Self {
        Self::replace(at..at, "---\n")
    }

    pub(super) fn is_opaque(&self) -> bool {
        self.with == OPAQUE
    }
}

/// `old` with `new` added; what `new` covers of the old ones goes. `None` when two of them want
/// parts of the same place.
pub(super) fn merge(old: &[Edit], new: &[Edit]) -> Option<Vec<Edit>> {
    let mut all = Vec::with_capacity(old.len() + new.len());
    for edit in old {
        let within = |new: &Edit| {
            !new.range.is_empty()
                && new.range.start <= edit.range.start
                && edit.range.end <= new.range.end
        };
        let apart =
            |new: &Edit| new.range.end <= edit.range.start || edit.range.end <= new.range.start;
        if new.iter().any(within) {
            continue;
        }
        if !new.iter().all(apart) || new.contains(edit) {
            return None;
        }
        all.push(edit.clone());
    }
    all.extend_from_slice(new);
    all.sort_by_key(|edit| (edit.range.start, edit.range.end));
    Some(all)
}

/// A text as the parser is to read it.
#[derive(Debug)]
pub(super) struct Edited<'t> {
    /// The text with the edits made.
    pub text: Cow<'t, str>,
    /// Where each of its characters, and its end, come from; `None` where that is the same place.
    origins: Option<Vec<usize>>,
    original: &'t str,
}

impl<'t> Edited<'t> {
    /// The text as it is.
    pub(super) fn plain(original: &'t str) -> Self {
        let origins = (!original.is_ascii()).then(|| {
            let starts = original.char_indices().map(|(at, _)| at);
            starts.chain([original.len()]).collect()
        });
        let text = Cow::Borrowed(original);
        Self {
            text,
            origins,
            original,
        }
    }

    /// The text with `edits`, which are in order and do not overlap.
    pub(super) fn new(original: &'t str, edits: &[Edit]) -> Self {
        if edits.is_empty() {
            return Self::plain(original);
        }
        let mut text = String::with_capacity(original.len());
        let mut origins = Vec::with_capacity(original.len());
        let keep = |text: &mut String, origins: &mut Vec<usize>, range: Range<usize>| {
            let part = original.part(range.clone());
            text.push_str(part);
            origins.extend(part.char_indices().map(|(at, _)| range.start + at));
        };
        let mut at = 0;
        for edit in edits {
            keep(&mut text, &mut origins, at..edit.range.start);
            text.push_str(&edit.with);
            origins.extend(edit.with.chars().map(|_| edit.range.start));
            at = edit.range.end;
        }
        keep(&mut text, &mut origins, at..original.len());
        origins.push(original.len());
        Self {
            text: Cow::Owned(text),
            origins: Some(origins),
            original,
        }
    }

    /// The place in the original of the character with this number.
    pub(super) fn offset(&self, character: usize) -> usize {
        let offset = match &self.origins {
            None => character,
            Some(origins) => origins.get(character).copied().unwrap_or(usize::MAX),
        };
        offset.min(self.original.len())
    }
}
