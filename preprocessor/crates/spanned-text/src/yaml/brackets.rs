//! Brackets and quotes that stay open, or whose inside is indented less than YAML has it.

use std::borrow::Cow;
use std::str::CharIndices;

use super::candidate::Candidate;
use super::edit::Edit;
use super::lines::Lines;
use super::mistake::MistakeKind;
use super::repair::Failure;

/// Lines inside quotes or brackets that are indented less than what they are in, which other
/// parsers allow.
pub(super) fn shallow(text: &str, lines: &Lines<'_>, failure: &Failure) -> Option<Candidate> {
    let start = match failure.bracket {
        Some(bracket) => bracket,
        None => {
            let line = lines.get(lines.at(failure.good));
            let behind = failure.good.max(line.value()?.start);
            let mut value = text.get(behind..)?.trim_start();
            // A tag or an anchor comes before the value.
            while value.starts_with(['!', '&']) {
                value = value.trim_start_matches(|c: char| !c.is_whitespace());
                value = value.trim_start();
            }
            text.len() - value.len()
        }
    };
    let end = construct_end(text.get(start..)?)? + start;
    let first = lines.at(start);
    let depth = lines.get(first).depth();
    let mut edits = Vec::new();
    for index in first + 1..=lines.at(end.saturating_sub(1)) {
        let line = lines.get(index);
        if line.indentation() <= depth && !line.is_blank() {
            edits.push(Edit::indent(line.start, depth + 1));
        }
    }
    (!edits.is_empty()).then_some(Candidate {
        edits,
        cost: 0,
        mistake: None,
    })
}

/// The characters of a text outside quotes, and the quotes that close.
struct Unquoted<'t> {
    chars: CharIndices<'t>,
    /// The quote that is open.
    quote: Option<char>,
}

impl<'t> Unquoted<'t> {
    fn of(text: &'t str) -> Self {
        Self {
            chars: text.char_indices(),
            quote: None,
        }
    }
}

impl Iterator for Unquoted<'_> {
    type Item = (usize, char);

    fn next(&mut self) -> Option<(usize, char)> {
        loop {
            let (at, c) = self.chars.next()?;
            match (self.quote, c) {
                (Some('"'), '\\') => {
                    self.chars.next();
                }
                (Some(open), c) if open == c => {
                    self.quote = None;
                    return Some((at, c));
                }
                (Some(_), _) => {}
                (None, '"' | '\'') => self.quote = Some(c),
                (None, c) => return Some((at, c)),
            }
        }
    }
}

/// The end of the quoted string, or of what brackets enclose, at the start of a text.
pub(super) fn construct_end(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in Unquoted::of(text) {
        match c {
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            // A quote that is doubled goes on.
            let next = text.get(at + c.len_utf8()..)?;
            if c == '\'' && next.starts_with('\'') {
                continue;
            }
            return matches!(c, '"' | '\'' | ']' | '}').then_some(at + 1);
        }
    }
    None
}

/// What is between brackets closed at the end of its block, or passed over.
pub(super) fn brackets(text: &str, lines: &Lines<'_>, failure: &Failure) -> Vec<Candidate> {
    let Some(bracket) = failure.bracket else {
        return Vec::new();
    };
    let first = lines.at(bracket);
    let block = lines.block_end(first, lines.get(first).indentation() + 1);
    let end = lines.get(block.saturating_sub(1)).content().end;
    let upto = lines.before(lines.at(failure.at));
    let upto = upto.map(|line| lines.get(line).content().end);
    let ends = upto.into_iter().chain([end]).filter(|end| *end > bracket);
    let passing = ends.map(|end| Candidate::passing(Edit::opaque(bracket..end), end - bracket));
    let mut found: Vec<_> = passing.collect();
    let open = text.get(bracket..end).and_then(open_brackets);
    if let Some(open) = open
        && let Some((last, _)) = open.last()
    {
        let closing: String = open.iter().rev().map(|(_, close)| *close).collect();
        let edit = Edit {
            range: end..end,
            with: Cow::Owned(closing),
        };
        // Where the text ends after an opening bracket or a comma, only its beginning is shown.
        let shown = text.trim_end();
        let kind = if end >= shown.len() && shown.ends_with(['{', '[', ',']) {
            MistakeKind::PassedOver
        } else {
            MistakeKind::UnclosedBracket
        };
        let last = bracket + last;
        found.push(Candidate::new(vec![edit], 0, last..last + 1, kind));
    }
    found
}

/// The brackets that stay open in a text, each with what closes it; `None` where they do not match.
fn open_brackets(text: &str) -> Option<Vec<(usize, char)>> {
    let mut open = Vec::new();
    let mut outside = Unquoted::of(text);
    for (at, c) in outside.by_ref() {
        match c {
            '[' => open.push((at, ']')),
            '{' => open.push((at, '}')),
            ']' | '}' if open.pop().is_none_or(|(_, close)| close != c) => return None,
            _ => {}
        }
    }
    outside.quote.is_none().then_some(open)
}
