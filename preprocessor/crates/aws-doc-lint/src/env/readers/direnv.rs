//! direnv's `dotenv` and `dotenv_if_exists`.

use super::{OnFault, Reading, go, line_or_return_end, skip_while};
use std::borrow::Cow;
use std::ops::Range;

use spanned_text::Part as _;

/// Reads as direnv does: a value with a space must be quoted, `#` begins a comment anywhere
/// after an unquoted value, `$NAME` and `${NAME}` are expanded outside of single quotes, and a
/// line that is not an assignment makes it refuse the file. (Values over several lines came with
/// direnv 2.37.)
pub(super) fn read(text: &str) -> Reading<'_> {
    let mut reading = Reading::new(text);
    let mut at = 0;
    while at < text.len() {
        let end = line_or_return_end(text, at);
        let start = skip_while(text, at, is_space).min(end);
        let line = text.part(start..end);
        if !line.is_empty() && !line.starts_with('#') {
            match assignment(text, start, end) {
                Some((name, raw)) => {
                    let value = value(text.part(raw.start..raw.end), &reading);
                    let name_text = Cow::Borrowed(text.part(name.start..name.end));
                    let range = start..raw.end.max(name.end);
                    reading.set(range, name, raw, name_text, value);
                }
                None => reading.fault(
                    start..end,
                    OnFault::RefusesFile,
                    "does not take the line as an assignment",
                ),
            }
        }
        at = end + 1;
    }
    reading
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{c}')
}

/// The ranges of the name and of the value of the line.
fn assignment(text: &str, start: usize, end: usize) -> Option<(Range<usize>, Range<usize>)> {
    if text.part(start..end).starts_with("export") {
        let after = skip_while(text, start + 6, is_space);
        if after > start + 6
            && let Some(found) = pair(text, after, end)
        {
            return Some(found);
        }
    }
    pair(text, start, end)
}

fn pair(text: &str, start: usize, end: usize) -> Option<(Range<usize>, Range<usize>)> {
    let name_end = skip_while(text, start, |c| {
        c.is_ascii_alphanumeric() || c == '_' || c == '.'
    });
    if name_end == start {
        return None;
    }
    let separator = skip_while(text, name_end, is_space);
    let from = if text.part(separator..end).starts_with('=') {
        skip_while(text, separator + 1, is_space)
    } else {
        let after = text.part(name_end..end).strip_prefix(':')?;
        after
            .starts_with(is_space)
            .then(|| skip_while(text, name_end + 1, is_space))?
    };
    let raw = text.part(from..end);
    if let Some(quote @ ('"' | '\'')) = raw.chars().next() {
        // Any quote may be the closing one, if a comment or nothing follows; the last wins.
        let close = raw
            .match_indices(quote)
            .map(|(offset, _)| from + offset + 1)
            .rfind(|&close| close > from + 1 && only_comment(text, close, end));
        if let Some(close) = close {
            return Some((start..name_end, from..close));
        }
    }
    let value_end = skip_while(text, from, |c| {
        !is_space(c) && c != '#' && c != '\n' && c != '\r'
    });
    only_comment(text, value_end, end).then_some((start..name_end, from..value_end))
}

fn only_comment(text: &str, from: usize, end: usize) -> bool {
    let rest = text.part(skip_while(text, from, is_space).min(end)..end);
    rest.is_empty() || rest.starts_with('#')
}

fn value<'t>(raw: &'t str, reading: &Reading<'_>) -> Cow<'t, str> {
    if raw.len() <= 1 {
        return Cow::Borrowed(raw);
    }
    let within = |quote: char| {
        raw.strip_prefix(quote)
            .and_then(|rest| rest.strip_suffix(quote))
    };
    if let Some(inner) = within('\'') {
        return Cow::Borrowed(inner);
    }
    match within('"') {
        Some(inner) if inner.contains('\\') => expand(Cow::Owned(escapes(inner)), reading),
        Some(inner) => expand(Cow::Borrowed(inner), reading),
        None => expand(Cow::Borrowed(raw), reading),
    }
}

/// `\n` and `\r`, then every other backslash but the one before `$` goes.
fn escapes(inner: &str) -> String {
    let lines = inner.replace("\\n", "\n").replace("\\r", "\r");
    go::without_backslashes(&lines)
}

/// Go's `os.Expand`, with defaults as in `${NAME:-default}`.
fn expand<'t>(value: Cow<'t, str>, reading: &Reading<'_>) -> Cow<'t, str> {
    if !value.contains('$') {
        return value;
    }
    let mut out = String::with_capacity(value.len());
    let mut rest: &str = &value;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        rest = after;
        if after.is_empty() {
            out.push('$');
        } else if let Some(inner) = after.strip_prefix('{') {
            match inner.split_once('}') {
                // What is not a reference is dropped: `${}`, and a `${` that nothing closes.
                Some((name, tail)) => {
                    lookup(name, &mut out, reading);
                    rest = tail;
                }
                None => rest = inner,
            }
        } else {
            let named = match after.chars().next() {
                Some(c) if "*#$@!?-0123456789".contains(c) => 1,
                _ => skip_while(after, 0, |c| c.is_ascii_alphanumeric() || c == '_'),
            };
            if named == 0 {
                out.push('$');
            } else {
                lookup(after.part(..named), &mut out, reading);
                rest = after.part(named..);
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn lookup(reference: &str, out: &mut String, reading: &Reading<'_>) {
    let (name, default) = reference.split_once(":-").unwrap_or((reference, ""));
    out.push_str(reading.earlier(name).unwrap_or(default));
}
