//! python-dotenv.

use super::{OnFault, Reading, skip_while};
use std::borrow::Cow;
use std::ops::Range;

use spanned_text::Part as _;

/// Reads as `dotenv_values` and `load_dotenv` do: `${NAME}` is expanded, even in single quotes;
/// a quoted value may span lines; a line that cannot be parsed is passed over with a warning.
pub(super) fn read(text: &str) -> Reading<'_> {
    let mut reading = Reading::new(text);
    let mut at = if text.starts_with('\u{feff}') { 3 } else { 0 };
    while at < text.len() {
        at = skip_while(text, at, is_space);
        if at == text.len() {
            break;
        }
        match binding(text, at) {
            Ok(Binding::Comment { end }) => at = end,
            Ok(Binding::Name { name, end }) => {
                reading.inherit(name.clone(), Cow::Borrowed(text.part(name.start..name.end)));
                at = end;
            }
            Ok(Binding::Pair {
                name,
                value,
                raw,
                end,
            }) => {
                let value = interpolate(value, &reading);
                let name_text = Cow::Borrowed(text.part(name.start..name.end));
                let range = at..raw.end.max(name.end);
                reading.set(range, name, raw, name_text, value);
                at = end;
            }
            Err(failed) => {
                let end = skip_while(text, failed, |c| c != '\r' && c != '\n');
                reading.fault(at..end, OnFault::SkipsLine, "cannot parse the line");
                at = (end + 1).min(text.len());
            }
        }
    }
    reading
}

enum Binding<'t> {
    Comment {
        end: usize,
    },
    Name {
        name: Range<usize>,
        end: usize,
    },
    Pair {
        name: Range<usize>,
        value: Cow<'t, str>,
        raw: Range<usize>,
        end: usize,
    },
}

/// Python's `\s`, which knows four control characters more than Unicode's white space.
fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}')
}

fn is_blank(c: char) -> bool {
    is_space(c) && c != '\r' && c != '\n'
}

fn starts(text: &str, at: usize, with: char) -> bool {
    text.part(at..).starts_with(with)
}

/// The binding that starts at `start`, or where parsing failed.
fn binding(text: &str, start: usize) -> Result<Binding<'_>, usize> {
    let mut at = start;
    if text.part(at..).starts_with("export") {
        let after = skip_while(text, at + 6, is_blank);
        if after > at + 6 {
            at = after;
        }
    }
    if starts(text, at, '#') {
        return Ok(Binding::Comment {
            end: end_of_line(text, at)?,
        });
    }
    let (name, after) = name(text, at)?;
    at = skip_while(text, after, is_blank);
    if !starts(text, at, '=') {
        let end = end_of_line(text, at)?;
        return Ok(Binding::Name { name, end });
    }
    let begin = skip_while(text, at + 1, is_blank);
    if begin > at + 1 && starts(text, begin, '#') {
        return Ok(Binding::Pair {
            name,
            value: Cow::Borrowed(""),
            raw: at + 1..at + 1,
            end: end_of_line(text, begin)?,
        });
    }
    let (value, raw) = value(text, begin)?;
    let end = end_of_line(text, raw.end)?;
    Ok(Binding::Pair {
        name,
        value,
        raw,
        end,
    })
}

fn name(text: &str, at: usize) -> Result<(Range<usize>, usize), usize> {
    if starts(text, at, '\'') {
        let end = skip_while(text, at + 1, |c| c != '\'');
        if end == at + 1 || end == text.len() {
            return Err(at);
        }
        return Ok((at + 1..end, end + 1));
    }
    let end = skip_while(text, at, |c| c != '=' && c != '#' && !is_space(c));
    if end == at {
        return Err(at);
    }
    Ok((at..end, end))
}

/// The offset after the comment and the end of the line, or `at` if something else is there.
fn end_of_line(text: &str, at: usize) -> Result<usize, usize> {
    let mut end = skip_while(text, at, is_blank);
    if starts(text, end, '#') {
        end = skip_while(text, end, |c| c != '\r' && c != '\n');
    }
    let rest = text.part(end..);
    if rest.is_empty() {
        Ok(end)
    } else if rest.starts_with("\r\n") {
        Ok(end + 2)
    } else if rest.starts_with(['\r', '\n']) {
        Ok(end + 1)
    } else {
        Err(end)
    }
}

fn value(text: &str, at: usize) -> Result<(Cow<'_, str>, Range<usize>), usize> {
    let quote = match text.as_bytes().get(at) {
        Some(b'"') => '"',
        Some(b'\'') => '\'',
        _ => {
            let end = skip_while(text, at, |c| c != '\r' && c != '\n');
            let line = text.part(at..end);
            let value = text
                .part(at..at + comment_start(line))
                .trim_end_matches(is_space);
            return Ok((Cow::Borrowed(value), at..at + value.len()));
        }
    };
    let body = text.part(at + 1..);
    let mut escaped = false;
    for (offset, c) in body.char_indices() {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == quote {
            let inner = body.part(..offset);
            return Ok((unescape(inner, quote), at..at + offset + 2));
        }
    }
    Err(at)
}

/// Where the comment after an unquoted value begins: at the spaces before the first `#` that
/// has some.
fn comment_start(line: &str) -> usize {
    let mut space = None;
    for (offset, c) in line.char_indices() {
        if is_space(c) {
            space.get_or_insert(offset);
        } else if c == '#' && space.is_some() {
            return space.unwrap_or(offset);
        } else {
            space = None;
        }
    }
    line.len()
}

fn unescape(inner: &str, quote: char) -> Cow<'_, str> {
    if !inner.contains('\\') {
        return Cow::Borrowed(inner);
    }
    let mut value = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            value.push(c);
            continue;
        }
        match chars.next() {
            Some(c @ ('\\' | '\'')) => value.push(c),
            Some('"') if quote == '"' => value.push('"'),
            Some('a') if quote == '"' => value.push('\u{7}'),
            Some('b') if quote == '"' => value.push('\u{8}'),
            Some('f') if quote == '"' => value.push('\u{c}'),
            Some('n') if quote == '"' => value.push('\n'),
            Some('r') if quote == '"' => value.push('\r'),
            Some('t') if quote == '"' => value.push('\t'),
            Some('v') if quote == '"' => value.push('\u{b}'),
            Some(c) => {
                value.push('\\');
                value.push(c);
            }
            None => value.push('\\'),
        }
    }
    Cow::Owned(value)
}

/// Expands `${NAME}` and `${NAME:-default}`.
fn interpolate<'t>(value: Cow<'t, str>, reading: &Reading<'_>) -> Cow<'t, str> {
    if !value.contains("${") {
        return value;
    }
    let mut out = String::with_capacity(value.len());
    let mut rest: &str = &value;
    while let Some((before, after)) = rest.split_once("${") {
        out.push_str(before);
        match reference(after) {
            Some((name, default, tail)) => {
                out.push_str(reading.earlier(name).unwrap_or(default));
                rest = tail;
            }
            None => {
                out.push_str("${");
                rest = after;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The name, the default and what follows of a reference whose `${` has been read.
fn reference(after: &str) -> Option<(&str, &str, &str)> {
    let end = after.find(['}', ':'])?;
    let (name, rest) = after.split_at_checked(end)?;
    if let Some(tail) = rest.strip_prefix('}') {
        return Some((name, "", tail));
    }
    let (default, tail) = rest.strip_prefix(":-")?.split_once('}')?;
    Some((name, default, tail))
}
