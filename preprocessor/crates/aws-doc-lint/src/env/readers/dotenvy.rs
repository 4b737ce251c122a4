//! dotenvy, the Rust crate.

use super::{OnFault, Reading, line_end, skip_while};
use std::borrow::Cow;

use spanned_text::Part as _;

const UNPARSABLE: &str = "cannot parse the line";

/// Reads as `dotenvy::dotenv` and `dotenvy::from_path` do: unquoted values hold no spaces,
/// `$NAME` and `${NAME}` are expanded outside of single quotes, and the first assignment to a
/// name counts.
pub(super) fn read(text: &str) -> Reading<'_> {
    let mut reading = Reading::new(text);
    let mut at = if text.starts_with('\u{feff}') { 3 } else { 0 };
    while at < text.len() {
        let (line, next) = match logical_line(text, at) {
            Ok(found) => found,
            Err(()) => {
                let end = line_end(text, at);
                reading.fault(
                    content_start(text, at)..end,
                    OnFault::RefusesFile,
                    "finds no end of the value",
                );
                at = end + 1;
                continue;
            }
        };
        let start = content_start(text, at);
        let end = at + text.part(at..at + line).trim_end().len();
        if start < end && !text.part(start..end).starts_with('#') {
            parse_line(&mut reading, text, start, end);
        }
        at = next;
    }
    reading
}

fn content_start(text: &str, at: usize) -> usize {
    skip_while(text, at, char::is_whitespace)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Complete,
    Space,
    Escape,
    Single,
    SingleEscape,
    Double,
    DoubleEscape,
}

/// The length of the logical line at `at`, without line end and comment, and where the next
/// begins. An error when the file ends first.
fn logical_line(text: &str, at: usize) -> Result<(usize, usize), ()> {
    let mut state = State::Complete;
    let mut line = at;
    loop {
        let end = (line_end(text, line) + 1).min(text.len());
        if line == at && text.part(at..end).trim_start().starts_with('#') {
            return Ok((0, end));
        }
        for (offset, c) in text.part(line..end).char_indices() {
            state = match (state, c) {
                (State::Space, '#') => return Ok((line + offset - at, end)),
                (State::Complete | State::Space, '\\') => State::Escape,
                (State::Complete | State::Space, '"') => State::Double,
                (State::Complete | State::Space, '\'') => State::Single,
                (State::Complete, c) if c.is_whitespace() && c != '\n' && c != '\r' => State::Space,
                (State::Complete | State::Space | State::Escape, _) => State::Complete,
                (State::Double, '\\') => State::DoubleEscape,
                (State::Double, '"') | (State::Single, '\'') => State::Complete,
                (State::Double | State::DoubleEscape, _) => State::Double,
                (State::Single, '\\') => State::SingleEscape,
                (State::Single | State::SingleEscape, _) => State::Single,
            };
        }
        if state == State::Complete {
            return Ok((end - at, end));
        }
        if end == text.len() {
            return Err(());
        }
        line = end;
    }
}

fn name_len(text: &str) -> usize {
    if text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        skip_while(text, 0, |c| {
            c.is_ascii_alphanumeric() || c == '_' || c == '.'
        })
    } else {
        0
    }
}

fn parse_line<'t>(reading: &mut Reading<'t>, text: &'t str, start: usize, end: usize) {
    let Some((name_start, name_end, mut from)) = name(text, start, end) else {
        reading.fault(start..end, OnFault::RefusesFile, UNPARSABLE);
        return;
    };
    from = skip_while(text, from, char::is_whitespace).min(end);
    let name = Cow::Borrowed(text.part(name_start..name_end));
    let raw = text.part(from..end);
    if raw.is_empty() || raw.starts_with('#') {
        reading.set(
            start..end,
            name_start..name_end,
            from..from,
            name,
            Cow::Borrowed(""),
        );
        return;
    }
    match value(raw, reading) {
        Some((value, used)) => {
            let raw = from..from + used;
            reading.set(start..raw.end, name_start..name_end, raw, name, value);
        }
        None => reading.fault(start..end, OnFault::RefusesFile, UNPARSABLE),
    }
}

/// The range of the name and the offset after the `=`.
fn name(text: &str, start: usize, end: usize) -> Option<(usize, usize, usize)> {
    let after_name = |from: usize| {
        let len = name_len(text.part(from..end));
        (len > 0).then(|| {
            (
                from + len,
                skip_while(text, from + len, char::is_whitespace),
            )
        })
    };
    let equals = |at: usize| text.part(at..end).starts_with('=');
    let (name_end, at) = after_name(start)?;
    if equals(at) {
        return Some((start, name_end, at + 1));
    }
    if text.part(start..name_end) != "export" {
        return None;
    }
    let (exported_end, after) = after_name(at)?;
    equals(after).then_some((at, exported_end, after + 1))
}

/// A reference to a variable that is being read.
enum Reference {
    None,
    Bare(String),
    Braced(String),
}

/// The value, and how much of `raw` it was made of.
fn value<'t>(raw: &'t str, reading: &Reading<'_>) -> Option<(Cow<'t, str>, usize)> {
    if !raw.contains(['"', '\'', '\\', '$', ' ', '\t']) {
        return Some((Cow::Borrowed(raw), raw.len()));
    }
    let mut used = raw.len();
    let mut out = String::with_capacity(raw.len());
    let (mut single, mut double, mut escaped, mut ended) = (false, false, false, false);
    let mut reference = Reference::None;
    let expand = |name: &str, out: &mut String| {
        out.push_str(reading.value_of(name));
    };
    for (offset, c) in raw.char_indices() {
        if ended {
            match c {
                ' ' | '\t' => continue,
                '#' => break,
                _ => return None,
            }
        }
        if escaped {
            match c {
                '\\' | '\'' | '"' | '$' | ' ' => out.push(c),
                'n' => out.push('\n'),
                _ => return None,
            }
            escaped = false;
            continue;
        }
        if single {
            match c {
                '\'' => single = false,
                c => out.push(c),
            }
            continue;
        }
        match &mut reference {
            Reference::None => {}
            Reference::Bare(name) | Reference::Braced(name) if c.is_alphanumeric() => {
                name.push(c);
                continue;
            }
            Reference::Bare(name) if c == '{' && name.is_empty() => {
                reference = Reference::Braced(String::new());
                continue;
            }
            Reference::Bare(name) => {
                expand(name, &mut out);
                // The character after a name is taken as it is, even if it is a quote.
                reference = if c == '$' {
                    Reference::Bare(String::new())
                } else {
                    out.push(c);
                    Reference::None
                };
                continue;
            }
            Reference::Braced(name) => {
                if c == '}' {
                    expand(name, &mut out);
                    reference = Reference::None;
                } else {
                    name.push(c);
                }
                continue;
            }
        }
        match c {
            '$' => reference = Reference::Bare(String::new()),
            '\\' => escaped = true,
            '"' => double = !double,
            c if double => out.push(c),
            '\'' => single = true,
            ' ' | '\t' => {
                ended = true;
                used = offset;
            }
            c => out.push(c),
        }
    }
    if single || double || matches!(reference, Reference::Braced(_)) {
        return None;
    }
    if let Reference::Bare(name) = &reference {
        expand(name, &mut out);
    }
    Some((Cow::Owned(out), used))
}
