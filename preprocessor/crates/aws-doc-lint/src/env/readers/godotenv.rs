//! godotenv, the Go library.

use super::go::{self, is_blank};
use super::{OnFault, Reading, Return, find_byte, line_or_return_end, skip_while, without_returns};
use std::borrow::Cow;

use spanned_text::Part as _;

/// Reads as `godotenv.Load` does: a comment begins at white space and the last such `#`;
/// `$NAME` and `${NAME}` are expanded outside of single quotes if the name is in capitals.
pub(super) fn read(text: &str) -> Reading<'_> {
    let treat = |next| match next {
        Some(b'\n') => Return::Dropped,
        _ => Return::Kept,
    };
    without_returns(text, treat, read_lines)
}

fn read_lines(text: &str) -> Reading<'_> {
    let mut reading = Reading::new(text);
    let mut at = 0;
    loop {
        at = skip_while(text, at, char::is_whitespace);
        match text.as_bytes().get(at) {
            None => return reading,
            Some(b'#') => at = find_byte(text, b'\n', at),
            Some(_) => at = statement(&mut reading, text, at),
        }
    }
}

fn statement<'t>(reading: &mut Reading<'t>, text: &'t str, start: usize) -> usize {
    let mut name_start = start;
    if text.part(start..).starts_with("export") {
        let after = skip_while(text, start + 6, is_blank);
        if after > start + 6 {
            name_start = after;
        }
    }
    let rest = text.part(name_start..);
    let mut separator = None;
    for (offset, byte) in rest.bytes().enumerate() {
        // The library looks at bytes, each as if it were a Latin-1 character.
        let c = char::from(byte);
        match c {
            '=' | ':' => {
                separator = Some(offset);
                break;
            }
            '_' | '.' => {}
            c if is_blank(c) || c.is_alphabetic() || c.is_numeric() => {}
            _ => {
                let end = line_or_return_end(text, start);
                let reason = if c == '\n' {
                    "finds no `=`"
                } else {
                    "does not take this name of a variable"
                };
                reading.fault(start..end, OnFault::RefusesFile, reason);
                return end;
            }
        }
    }
    // A last line without `=` and without a line end is a nameless value.
    let (name, from) = match separator {
        Some(offset) => (rest.part(..offset).trim_end(), name_start + offset + 1),
        None => ("", name_start),
    };
    let name_range = name_start..name_start + name.len();
    let from = skip_while(text, from, is_blank);
    let name = Cow::Borrowed(name);
    match text.part(from..).chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let Some((value, end)) = quoted(text, from, quote, reading) else {
                let end = line_or_return_end(text, start);
                reading.fault(start..end, OnFault::RefusesFile, "finds no closing quote");
                return end;
            };
            reading.set(start..end, name_range, from..end, name, value);
            end
        }
        _ => {
            let end = line_or_return_end(text, from);
            let line = text.part(from..end);
            let value = line.part(..comment_start(line)).trim_matches(is_blank);
            let raw_end = from + value.len();
            let value = expand(Cow::Borrowed(value), reading);
            reading.set(start..raw_end, name_range, from..raw_end, name, value);
            end
        }
    }
}

/// Where the comment begins: at the last `#` after white space.
fn comment_start(line: &str) -> usize {
    let mut found = line.len();
    let mut blank = false;
    for (offset, c) in line.char_indices() {
        if c == '#' && blank {
            found = offset;
        }
        blank = is_blank(c);
    }
    found
}

fn quoted<'t>(
    text: &'t str,
    from: usize,
    quote: char,
    reading: &Reading<'_>,
) -> Option<(Cow<'t, str>, usize)> {
    let body = text.part(from + 1..);
    let close = body
        .match_indices(quote)
        .map(|(offset, _)| offset)
        .find(|&offset| !body.part(..offset).ends_with('\\'))?;
    // All quotes at both ends are taken off, not only one.
    let inner = body.part(..close).trim_matches(quote);
    let value = if quote == '"' {
        expand(escapes(inner), reading)
    } else {
        Cow::Borrowed(inner)
    };
    Some((value, from + close + 2))
}

/// `\n` and `\r`, then every other backslash but the one before `$` goes.
fn escapes(inner: &str) -> Cow<'_, str> {
    if !inner.contains('\\') {
        return Cow::Borrowed(inner);
    }
    let mut lines = String::with_capacity(inner.len());
    let mut chars = inner.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\\' {
            lines.push(c);
            continue;
        }
        match chars.peek() {
            Some('n') => lines.push('\n'),
            Some('r') => lines.push('\r'),
            Some('\n') | None => {
                lines.push('\\');
                continue;
            }
            Some(&other) => {
                lines.push('\\');
                lines.push(other);
            }
        }
        chars.next();
    }
    Cow::Owned(go::without_backslashes(&lines))
}

fn expand<'t>(value: Cow<'t, str>, reading: &Reading<'_>) -> Cow<'t, str> {
    if !value.contains('$') {
        return value;
    }
    let mut out = String::with_capacity(value.len());
    let mut rest: &str = &value;
    while let Some((before, after)) = rest.split_once('$') {
        let (before, escaped) = match before.strip_suffix('\\') {
            Some(before) => (before, true),
            None => (before, false),
        };
        out.push_str(before);
        let (after, parenthesis) = match after.strip_prefix('(') {
            Some(after) => (after, true),
            None => (after, false),
        };
        let (after, open) = match after.strip_prefix('{') {
            Some(after) => (after, true),
            None => (after, false),
        };
        let named = skip_while(after, 0, |c| {
            c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'
        });
        let name = after.part(..named);
        let after = after.part(named..);
        let (after, close) = match after.strip_prefix('}') {
            Some(after) => (after, true),
            None => (after, false),
        };
        // An escaped reference loses its backslash; `$(` loses its `$`.
        let literal = escaped || parenthesis || name.is_empty();
        if literal {
            if escaped || !parenthesis {
                out.push('$');
            }
            if parenthesis {
                out.push('(');
            }
            if open {
                out.push('{');
            }
            out.push_str(name);
            if close {
                out.push('}');
            }
        } else {
            out.push_str(reading.value_of(name));
        }
        rest = after;
    }
    out.push_str(rest);
    Cow::Owned(out)
}
