//! `docker run --env-file`: every line is `NAME=value`, taken literally.

use super::{OnFault, Reading, find_byte};
use std::borrow::Cow;

use spanned_text::Part as _;

/// Longer lines do not fit the buffer of Docker's line scanner.
const LONGEST_LINE: usize = 64 * 1024;

/// Reads as docker does: quotes, comments after a value and `$` are part of the value.
pub(super) fn read(text: &str) -> Reading<'_> {
    let mut reading = Reading::new(text);
    let mut at = if text.starts_with('\u{feff}') { 3 } else { 0 };
    while at < text.len() {
        let line_end = find_byte(text, b'\n', at);
        let line = text.part(at..line_end);
        let line = line.strip_suffix('\r').unwrap_or(line);
        let end = at + line.len();
        let start = end - line.trim_start().len();
        line_statement(&mut reading, text, start, end);
        at = line_end + 1;
    }
    reading
}

fn line_statement<'t>(reading: &mut Reading<'t>, text: &'t str, start: usize, end: usize) {
    let line = text.part(start..end);
    if line.is_empty() || line.starts_with('#') {
        return;
    }
    let range = start..end;
    if line.len() >= LONGEST_LINE {
        reading.fault(
            range,
            OnFault::RefusesFile,
            "does not take lines over 64 KiB",
        );
        return;
    }
    let (name, value) = match line.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (line, None),
    };
    if name.is_empty() {
        reading.fault(range, OnFault::RefusesFile, "finds no variable name");
    } else if name.contains([' ', '\t']) {
        reading.fault(
            range,
            OnFault::RefusesFile,
            "does not allow whitespace before `=`",
        );
    } else if let Some(value) = value {
        let name_end = start + name.len();
        reading.set(
            range,
            start..name_end,
            name_end + 1..end,
            Cow::Borrowed(name),
            Cow::Borrowed(value),
        );
    } else {
        reading.inherit(range, Cow::Borrowed(name));
    }
}
