//! Docker Compose: `env_file:` and the project's own `.env`.

use super::{OnFault, Reading, go::is_blank, line_end, shell_name_len, skip_while};
use std::borrow::Cow;

use spanned_text::Part as _;

/// Reads as compose-go does: a comment begins at a space and `#`; `$NAME`, `${NAME}` and their
/// defaults are expanded outside of single quotes; `NAME: value` counts as an assignment.
pub(super) fn read(text: &str) -> Reading<'_> {
    let mut reading = Reading::new(text);
    let mut at = if text.starts_with('\u{feff}') { 3 } else { 0 };
    loop {
        at = skip_while(text, at, char::is_whitespace);
        match text.as_bytes().get(at) {
            None => return reading,
            Some(b'#') => at = line_end(text, at),
            Some(_) => at = statement(&mut reading, text, at),
        }
    }
}

fn statement<'t>(reading: &mut Reading<'t>, text: &'t str, start: usize) -> usize {
    let refuse = |reading: &mut Reading<'t>, reason| {
        let end = line_end(text, start);
        reading.fault(start..end, OnFault::RefusesFile, reason);
        end
    };
    let name_start = export_prefix(text, start);
    let rest = text.part(name_start..);
    let mut separator = None;
    for (offset, c) in rest.char_indices() {
        match c {
            '=' | ':' | '\n' => {
                separator = Some((offset, c));
                break;
            }
            '_' | '.' | '-' | '[' | ']' => {}
            c if is_blank(c) || c.is_alphabetic() || c.is_numeric() => {}
            _ => return refuse(reading, "does not take this name of a variable"),
        }
    }
    // A last line without `=` and without a line end is a nameless value.
    let (name, from, inherited) = match separator {
        Some((offset, c)) => (
            rest.part(..offset).trim_end(),
            skip_while(text, name_start + offset + 1, is_blank),
            c == '\n',
        ),
        None => ("", name_start, false),
    };
    if name.contains(' ') {
        return refuse(reading, "does not allow a space in a name");
    }
    let name_range = name_start..name_start + name.len();
    if inherited {
        reading.inherit(start..name_range.end, Cow::Borrowed(name));
        return from;
    }
    let first = text.part(from..).chars().next();
    let (value, end) = match first {
        Some(quote @ ('"' | '\'')) => {
            let Some((inner, end)) = quoted(text, from, quote) else {
                return refuse(reading, "finds no closing quote");
            };
            if quote == '\'' {
                (Ok(inner), end)
            } else {
                (expand(Cow::Owned(escapes(&inner)), reading), end)
            }
        }
        _ => {
            let line = text.part(from..line_end(text, from));
            let value = line.split_once(" #").map_or(line, |(value, _)| value);
            let value = value.trim_end();
            (expand(Cow::Borrowed(value), reading), from + value.len())
        }
    };
    match value {
        Ok(value) => {
            reading.set(
                start..end,
                name_range,
                from..end,
                Cow::Borrowed(name),
                value,
            );
        }
        Err(reason) => {
            reading.fault(start..end, OnFault::RefusesFile, reason);
        }
    }
    match first {
        Some('"' | '\'') => end,
        _ => line_end(text, end),
    }
}

fn export_prefix(text: &str, start: usize) -> usize {
    let ascii_space = |c: char| matches!(c, '\t' | '\n' | '\u{c}' | '\r' | ' ');
    if !text.part(start..).starts_with("export") {
        return start;
    }
    if skip_while(text, start + 6, ascii_space) == start + 6 {
        return start;
    }
    skip_while(text, start + 6, is_blank)
}

/// The text within quotes, escaped quotes resolved, and the offset after the closing one.
fn quoted(text: &str, from: usize, quote: char) -> Option<(Cow<'_, str>, usize)> {
    let body = text.part(from + 1..);
    let mut inner = String::new();
    let mut escaped = false;
    for (offset, c) in body.char_indices() {
        if c == quote && !escaped {
            let end = from + 1 + offset;
            let raw = body.part(..offset);
            let value = if raw.contains('\\') {
                Cow::Owned(inner)
            } else {
                Cow::Borrowed(raw)
            };
            return Some((value, end + 1));
        }
        if c == '\\' && !escaped {
            escaped = true;
            continue;
        }
        if escaped && c != quote {
            inner.push('\\');
        }
        escaped = false;
        inner.push(c);
    }
    None
}

/// Resolves the escapes of a double-quoted value. `\$` becomes `$$`, which expansion turns
/// into `$`.
fn escapes(inner: &str) -> String {
    let mut out = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let mut chars = after.chars();
        let resolved = match chars.next() {
            Some('$') => Some("$$"),
            Some('a') => Some("\u{7}"),
            Some('b') => Some("\u{8}"),
            Some('f') => Some("\u{c}"),
            Some('n') => Some("\n"),
            Some('r') => Some("\r"),
            Some('t') => Some("\t"),
            Some('v') => Some("\u{b}"),
            Some('"') => Some("\""),
            Some('\\') => Some("\\"),
            _ => None,
        };
        if let Some(resolved) = resolved {
            out.push_str(resolved);
            rest = chars.as_str();
        } else if let Some((c, tail)) = octal(after) {
            out.push(c);
            rest = tail;
        } else {
            out.push('\\');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

/// `\0` and exactly three octal digits; with fewer, the text stays as it is.
fn octal(after: &str) -> Option<(char, &str)> {
    let digits = after.strip_prefix('0')?;
    let (number, tail) = digits.split_at_checked(3)?;
    let code = u32::from_str_radix(number, 8).ok()?;
    (code <= 255).then_some((char::from_u32(code)?, tail))
}

fn expand<'t>(value: Cow<'t, str>, reading: &Reading<'_>) -> Result<Cow<'t, str>, &'static str> {
    if !value.contains('$') {
        return Ok(value);
    }
    substitute(&value, reading, 0).map(Cow::Owned)
}

/// Deeper nesting of defaults than anyone writes.
const DEEPEST: usize = 64;

fn substitute(value: &str, reading: &Reading<'_>, depth: usize) -> Result<String, &'static str> {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        let named = shell_name_len(after);
        if let Some(tail) = after.strip_prefix('$') {
            out.push('$');
            rest = tail;
        } else if named > 0 {
            out.push_str(reading.value_of(after.part(..named)));
            rest = after.part(named..);
        } else if let Some(inner) = after.strip_prefix('{') {
            rest = braced(inner, &mut out, reading, depth)?;
        } else {
            out.push('$');
            rest = after;
        }
    }
    out.push_str(rest);
    Ok(out)
}

/// Expands a reference whose `${` has been read, and returns what follows it.
fn braced<'v>(
    inner: &'v str,
    out: &mut String,
    reading: &Reading<'_>,
    depth: usize,
) -> Result<&'v str, &'static str> {
    const INVALID: &str = "does not take this `${…}`";
    let named = shell_name_len(inner);
    let name = inner.part(..named);
    let after = inner.part(named..);
    if named == 0 || depth > DEEPEST {
        return Err(INVALID);
    }
    let known = reading.earlier(name);
    if let Some(tail) = after.strip_prefix('}') {
        out.push_str(known.unwrap_or(""));
        return Ok(tail);
    }
    let (unset, operation) = match after.strip_prefix(':') {
        Some(operation) => (known.is_none_or(str::is_empty), operation),
        None => (known.is_none(), after),
    };
    let close = closing_brace(operation).ok_or(INVALID)?;
    let argument = operation.part(1..close);
    match operation.chars().next() {
        Some('-') if unset => out.push_str(&substitute(argument, reading, depth + 1)?),
        Some('+') if !unset => out.push_str(&substitute(argument, reading, depth + 1)?),
        Some('?') if unset => return Err("finds a required variable that is not set"),
        Some('-' | '?') => out.push_str(known.unwrap_or("")),
        Some('+') => {}
        _ => return Err(INVALID),
    }
    Ok(operation.part(close + 1..))
}

/// The offset of the brace that closes an already opened one, on the same line.
fn closing_brace(text: &str) -> Option<usize> {
    let mut open = 1usize;
    for (offset, c) in text.char_indices() {
        match c {
            '{' => open += 1,
            '}' => open -= 1,
            '\n' => return None,
            _ => {}
        }
        if open == 0 {
            return Some(offset);
        }
    }
    None
}
