//! dotenv, the library for Node.js.

use super::{OnFault, Reading, Return, line_end, skip_while, trimmed, without_returns};
use std::borrow::Cow;
use std::ops::Range;

use spanned_text::Part as _;

/// Reads as dotenv does: `#` begins a comment anywhere in an unquoted value, nothing is expanded,
/// and what does not look like an assignment is passed over in silence.
pub(super) fn read(text: &str) -> Reading<'_> {
    let treat = |next| match next {
        Some(b'\n') => Return::Dropped,
        _ => Return::LineFeed,
    };
    without_returns(text, treat, read_lines)
}

fn read_lines(text: &str) -> Reading<'_> {
    let mut reading = Reading::new(text);
    let mut at = 0;
    while at < text.len() {
        let start = skip_while(text, at, is_space);
        if start == text.len() {
            break;
        }
        at = match assignment(text, start) {
            Some(found) => {
                let name = text.part(found.name.start..found.name.end);
                reading.set(
                    start..found.raw.end.max(found.name.end),
                    found.name,
                    found.raw,
                    Cow::Borrowed(name),
                    found.value,
                );
                found.end
            }
            None => {
                let end = line_end(text, start);
                if !text.part(start..end).starts_with('#') {
                    reading.fault(start..end, OnFault::SkipsLine, "finds no assignment");
                }
                end
            }
        };
        // Whatever is left of the line belongs to no assignment.
        at = line_end(text, at);
    }
    reading
}

struct Found<'t> {
    name: Range<usize>,
    value: Cow<'t, str>,
    raw: Range<usize>,
    end: usize,
}

/// JavaScript's `\s`.
fn is_space(c: char) -> bool {
    (c.is_whitespace() && c != '\u{85}') || c == '\u{feff}'
}

fn assignment(text: &str, start: usize) -> Option<Found<'_>> {
    if text.part(start..).starts_with("export") {
        let after = skip_while(text, start + 6, is_space);
        if after > start + 6
            && let Some(found) = pair(text, after)
        {
            return Some(found);
        }
    }
    pair(text, start)
}

fn pair(text: &str, start: usize) -> Option<Found<'_>> {
    let name_end = skip_while(text, start, |c| {
        c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')
    });
    if name_end == start {
        return None;
    }
    let separator = skip_while(text, name_end, is_space);
    let from = if text.part(separator..).starts_with('=') {
        separator + 1
    } else {
        // `NAME: value`, as in YAML.
        let after = text.part(name_end..).strip_prefix(':')?;
        let space = after.chars().next().filter(|&c| is_space(c))?;
        name_end + 1 + space.len_utf8()
    };
    let (raw, end) = quoted(text, from).unwrap_or_else(|| {
        let end = line_end(text, from);
        let line = text.part(from..end);
        let cut = from + line.find('#').unwrap_or(line.len());
        (trimmed(text, from, cut, is_space), cut)
    });
    Some(Found {
        name: start..name_end,
        value: unquote(text.part(raw.start..raw.end)),
        raw,
        end,
    })
}

/// The range of a quoted value that only a comment follows on its line, and its end.
fn quoted(text: &str, from: usize) -> Option<(Range<usize>, usize)> {
    let open = skip_while(text, from, is_space);
    let quote = text
        .part(open..)
        .chars()
        .next()
        .filter(|c| matches!(c, '\'' | '"' | '`'))?;
    let body = text.part(open + 1..);
    let mut last = None;
    for (offset, _) in body.match_indices(quote) {
        let close = open + 1 + offset;
        let after = skip_while(text, close + 1, |c| is_space(c) && c != '\n');
        let rest = text.part(after..);
        if rest.is_empty() || rest.starts_with(['\n', '#']) {
            last = Some(close + 1);
        }
        // A backslash before the quote makes it part of the value, if there is a later one.
        if !body.part(..offset).ends_with('\\') {
            break;
        }
    }
    last.map(|end| (open..end, end))
}

fn unquote(raw: &str) -> Cow<'_, str> {
    let first = raw.chars().next();
    let mut value = raw;
    if let Some(quote @ ('\'' | '"' | '`')) = first
        && let Some(inner) = raw
            .strip_prefix(quote)
            .and_then(|rest| rest.strip_suffix(quote))
    {
        value = inner;
    }
    if first == Some('"') && value.contains('\\') {
        return Cow::Owned(value.replace("\\n", "\n").replace("\\r", "\r"));
    }
    Cow::Borrowed(value)
}
