//! What in a line makes its readers disagree.

use std::ops::Range;

use spanned_text::Part as _;

use crate::document::env::{Assignment, Content, Line};

/// What in a line makes its readers disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cause {
    /// No `=`.
    NoAssignment,
    /// A quote that nothing closes.
    UnclosedQuote,
    /// A comment after the value.
    InlineComment,
    /// White space next to `=`.
    SpaceAroundEquals,
    /// `export` before the name.
    Export,
    /// `$` in the value.
    Dollar,
    /// A backslash in the value.
    Backslash,
    /// `#` in the value without white space before it.
    Hash,
    /// White space within an unquoted value.
    UnquotedSpace,
    /// Quotes around the value.
    Quotes,
    /// Something else.
    Other,
}

/// The cause of a disagreement about a line, and its place. Where a line has several, the
/// first in the order of [`Cause`] is reported.
pub(crate) fn of(text: &str, line: &Line) -> (Cause, Range<usize>) {
    let Content::Assignment(assignment) = &line.content else {
        return (Cause::NoAssignment, content(text, line));
    };
    let value = text.part(assignment.value.clone());
    let bare = value.trim();
    let start = assignment.value.start + (value.len() - value.trim_start().len());
    let bare_range = start..start + bare.len();
    let at = |offset: usize| {
        let from = start + offset;
        let len = text.get(from..).and_then(|rest| rest.chars().next());
        from..from + len.map_or(0, char::len_utf8)
    };
    let quote = bare.chars().next().filter(|c| matches!(c, '"' | '\''));
    let closed = quote.is_some_and(|quote| bare.get(1..).is_some_and(|rest| rest.contains(quote)));
    if quote.is_some() && !closed {
        return (Cause::UnclosedQuote, bare_range);
    }
    if let Some(offset) = comment(value) {
        let from = assignment.value.start + offset;
        return (Cause::InlineComment, from..bare_range.end);
    }
    if let Some(range) = beside_equals(text, assignment) {
        return (Cause::SpaceAroundEquals, range);
    }
    if let Some(export) = &assignment.export {
        return (Cause::Export, export.clone());
    }
    if let Some(offset) = bare.find('$') {
        return (Cause::Dollar, at(offset));
    }
    if let Some(offset) = bare.find('\\') {
        return (Cause::Backslash, at(offset));
    }
    if quote.is_some() {
        return (Cause::Quotes, bare_range);
    }
    if let Some(offset) = bare.find('#') {
        return (Cause::Hash, at(offset));
    }
    if bare.contains([' ', '\t']) {
        return (Cause::UnquotedSpace, bare_range);
    }
    (Cause::Other, content(text, line))
}

fn content(text: &str, line: &Line) -> Range<usize> {
    let whole = text.part(line.range.clone());
    let start = line.range.start + (whole.len() - whole.trim_start().len());
    start..start + whole.trim().len()
}

/// The white space around `=`, with the `=`.
fn beside_equals(text: &str, assignment: &Assignment) -> Option<Range<usize>> {
    let value = text.get(assignment.value.clone())?;
    let bare = value.trim_start();
    // White space alone is an empty value.
    let after = if bare.is_empty() {
        0
    } else {
        value.len() - bare.len()
    };
    let spaced = after > 0 || assignment.name.end + 1 < assignment.value.start;
    spaced.then(|| assignment.name.end..assignment.value.start + after)
}

/// Where a comment begins in the text after `=`: at a `#` after white space, outside of
/// quotes.
pub(crate) fn comment(value: &str) -> Option<usize> {
    let trimmed = value.trim_start();
    let offset = value.len() - trimmed.len();
    let from = match trimmed.chars().next()? {
        quote @ ('"' | '\'' | '`') => {
            let close = trimmed.get(1..)?.find(quote)?;
            offset + 1 + close + 1
        }
        _ => 0,
    };
    let bytes = value.as_bytes();
    (from.max(1)..value.len()).find(|at| {
        bytes.get(*at) == Some(&b'#')
            && bytes
                .get(at - 1)
                .is_some_and(|before| matches!(before, b' ' | b'\t'))
    })
}
