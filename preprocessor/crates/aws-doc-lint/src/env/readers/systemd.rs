//! systemd's `EnvironmentFile=`.

use super::{OnFault, Reading, line_or_return_end, shell_name_len, trimmed};
use std::borrow::Cow;

use spanned_text::Part as _;

/// Reads as systemd does: quotes are taken off, a comment is only a line of its own,
/// a backslash escapes or continues the line, and `$` means nothing.
pub(super) fn read(text: &str) -> Reading<'_> {
    let mut reading = Reading::new(text);
    let mut at = 0;
    while at < text.len() {
        at += leading(text.part(at..), is_space);
        match text.as_bytes().get(at) {
            None => break,
            Some(b'#' | b';') => at = line_or_return_end(text, at),
            Some(_) => at = statement(&mut reading, text, at),
        }
    }
    reading
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

fn leading(text: &str, space: impl Fn(char) -> bool) -> usize {
    text.len() - text.trim_start_matches(space).len()
}

fn statement<'t>(reading: &mut Reading<'t>, text: &'t str, start: usize) -> usize {
    let end = line_or_return_end(text, start);
    let Some(equals) = text.part(start..end).find('=').map(|at| start + at) else {
        reading.fault(start..end, OnFault::SkipsLine, "finds no `=`");
        return end;
    };
    let name = trimmed(text, start, equals, is_space);
    let (value, end) = value(text, equals + 1);
    let name_text = text.part(name.start..name.end);
    let range = start..end;
    let value_range = trimmed(text, equals + 1, end, is_space);
    if name_text.is_empty() || shell_name_len(name_text) != name_text.len() {
        reading.fault(
            range,
            OnFault::SkipsLine,
            "does not take this name of a variable",
        );
    } else {
        reading.set(range, name, value_range, Cow::Borrowed(name_text), value);
    }
    end
}

/// The value that begins at `from`, and where its statement ends.
fn value(text: &str, from: usize) -> (Cow<'_, str>, usize) {
    let end = line_or_return_end(text, from);
    let plain = trimmed(text, from, end, is_space);
    let line = text.part(plain.start..plain.end);
    if !line.starts_with(['"', '\'']) && !line.contains('\\') {
        return (Cow::Borrowed(line), end);
    }
    let mut value = String::new();
    // The length of the value when the last run of trailing spaces began.
    let mut kept = None;
    let mut state = State::Before;
    let chars = text.part(from..).char_indices();
    for (offset, c) in chars {
        let newline = c == '\n' || c == '\r';
        match state {
            State::Before | State::Plain if newline => {
                if state == State::Plain {
                    value.truncate(kept.unwrap_or(value.len()));
                }
                return (Cow::Owned(value), from + offset);
            }
            State::Before => match c {
                '\'' => state = State::Single,
                '"' => state = State::Double,
                '\\' => state = State::Escape,
                c if is_space(c) => {}
                c => {
                    state = State::Plain;
                    value.push(c);
                }
            },
            State::Plain => {
                if c == '\\' {
                    state = State::Escape;
                    kept = None;
                } else {
                    if !is_space(c) {
                        kept = None;
                    } else if kept.is_none() {
                        kept = Some(value.len());
                    }
                    value.push(c);
                }
            }
            State::Escape => {
                state = State::Plain;
                if !newline {
                    value.push(c);
                }
            }
            State::Single if c == '\'' => state = State::Before,
            State::Double if c == '"' => state = State::Before,
            State::Double if c == '\\' => state = State::DoubleEscape,
            State::Single | State::Double => value.push(c),
            State::DoubleEscape => {
                state = State::Double;
                match c {
                    '"' | '\\' | '`' | '$' => value.push(c),
                    '\n' => {}
                    c => {
                        value.push('\\');
                        value.push(c);
                    }
                }
            }
        }
    }
    if state == State::Plain {
        value.truncate(kept.unwrap_or(value.len()));
    }
    (Cow::Owned(value), text.len())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Before,
    Plain,
    Escape,
    Single,
    Double,
    DoubleEscape,
}
