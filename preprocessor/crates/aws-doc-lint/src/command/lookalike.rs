//! Characters in commands that look like others: dashes, curly quotes, odd spaces.

use std::ops::Range;

use spanned_text::lookalike;

use crate::shell::Word;

/// What a character looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Dash,
    Quote,
    Space,
}

impl Kind {
    pub(crate) fn message(self) -> &'static str {
        match self {
            Kind::Dash => "there is a dash where an option begins",
            Kind::Quote => "a curly quotation mark quotes nothing in a shell",
            Kind::Space => "this looks like a space, but separates nothing in a shell",
        }
    }

    pub(crate) fn help(self) -> &'static str {
        match self {
            Kind::Dash => "an option begins with two hyphens: `--`",
            Kind::Quote => "write `\"` or `'`",
            Kind::Space => "write a space",
        }
    }
}

/// A character in a word of a command that is not what it looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookalike {
    pub(crate) range: Range<usize>,
    pub(crate) instead: &'static str,
    pub(crate) kind: Kind,
}

/// The lookalikes of a word without quotes.
pub(crate) fn lookalikes(word: &Word) -> Vec<Lookalike> {
    let text = word.value();
    if text.is_ascii() || text.len() != word.range.len() {
        return Vec::new();
    }
    let at = |part: Range<usize>, instead, kind| Lookalike {
        range: word.range_of(part),
        instead,
        kind,
    };
    let mut found = Vec::new();
    let name = text.trim_start_matches(|c| c == '-' || kind_of(c) == Some(lookalike::Kind::Dash));
    let dashes = 0..text.len() - name.len();
    let begins_option = name.starts_with(|c: char| c.is_ascii_lowercase());
    if begins_option
        && text
            .get(dashes.clone())
            .is_some_and(|dashes| !dashes.is_ascii())
    {
        found.push(at(dashes, "--", Kind::Dash));
    }
    for (offset, c) in text.char_indices().filter(|(_, c)| !c.is_ascii()) {
        let part = offset..offset + c.len_utf8();
        let is_edge = offset == 0
            || part.end == text.len()
            || text
                .get(..offset)
                .is_some_and(|before| before.ends_with('='));
        let Some(character) = lookalike::find(c) else {
            continue;
        };
        match character.kind {
            lookalike::Kind::Quote if is_edge => {
                found.push(at(part, character.plain, Kind::Quote));
            }
            lookalike::Kind::Space => found.push(at(part, character.plain, Kind::Space)),
            _ => {}
        }
    }
    found
}

fn kind_of(c: char) -> Option<lookalike::Kind> {
    lookalike::find(c).map(|one| one.kind)
}
