//! Node.js's own reader: `node --env-file`, `process.loadEnvFile`, `util.parseEnv`.

use super::{OnFault, Reading, Return, find_byte, skip_while, trimmed, without_returns};
use std::borrow::Cow;

use spanned_text::Part as _;

/// Reads as Node.js 20 does: `#` begins a comment anywhere in an unquoted value, nothing is
/// expanded, a line without `=` becomes part of the next name, and so does a byte order mark.
/// (Node.js 22 passes over a line without `=`, and also trims tabs.)
pub(super) fn read(text: &str) -> Reading<'_> {
    without_returns(text, |_| Return::Dropped, read_lines)
}

fn is_space(c: char) -> bool {
    c == ' '
}

fn read_lines(text: &str) -> Reading<'_> {
    let mut reading = Reading::new(text);
    let whole = trimmed(text, 0, text.len(), is_space);
    let text = text.part(..whole.end);
    let mut at = whole.start;
    // Lines without `=` must not each be searched to the end of the file.
    let last_equals = memchr::memrchr(b'=', text.as_bytes());
    while at < text.len() {
        let line_end = find_byte(text, b'\n', at);
        let line = text.part(at..line_end);
        // A comment that ends the file without a line end is not seen as one.
        if line.is_empty() || (line.starts_with('#') && line_end < text.len()) {
            at = line_end + 1;
            continue;
        }
        let equals = match last_equals {
            Some(last) if last >= at => find_byte(text, b'=', at),
            _ => text.len(),
        };
        if equals == text.len() {
            if !line.trim().is_empty() && !line.starts_with('#') {
                reading.fault(at..line_end, OnFault::SkipsLine, "finds no `=`");
            }
            at = line_end + 1;
            continue;
        }
        match pair(&mut reading, text, at, equals) {
            Some(next) => at = next,
            None => break,
        }
    }
    reading
}

/// Reads an assignment and returns where to go on; none at the end of the file.
fn pair<'t>(
    reading: &mut Reading<'t>,
    text: &'t str,
    start: usize,
    equals: usize,
) -> Option<usize> {
    let mut name = trimmed(text, start, equals, is_space);
    let begin = name.start;
    if name.is_empty() {
        let end = find_byte(text, b'\n', equals);
        reading.fault(
            start..end,
            OnFault::SkipsLine,
            "finds no variable name and stops reading",
        );
        return None;
    }
    if text.part(name.start..name.end).starts_with("export ") {
        name.start += 7;
    }
    let name_text = Cow::Borrowed(text.part(name.start..name.end));
    let from = skip_while(text, equals + 1, is_space);
    let Some(first) = text.part(from..).chars().next() else {
        reading.set(begin..from, name, from..from, name_text, Cow::Borrowed(""));
        return None;
    };
    let line_end = find_byte(text, b'\n', from);
    if let quote @ ('"' | '\'' | '`') = first {
        let close = find_byte(text, quote as u8, from + 1);
        if close < text.len() {
            let inner = text.part(from + 1..close);
            let value = if quote == '"' && inner.contains("\\n") {
                Cow::Owned(inner.replace("\\n", "\n"))
            } else {
                Cow::Borrowed(inner)
            };
            reading.set(begin..close + 1, name, from..close + 1, name_text, value);
            // The quoted value may have spanned lines; what follows it on its last is dropped.
            return Some(find_byte(text, b'\n', close + 1) + 1);
        }
        if line_end == text.len() {
            // Without a line end the rest is read once more, as if a line began there.
            return Some(from);
        }
        // No closing quote: the line as it is, the quote and any comment included.
        let value = Cow::Borrowed(text.part(from..line_end));
        reading.set(begin..line_end, name, from..line_end, name_text, value);
        return Some(line_end + 1);
    }
    let line = text.part(from..line_end);
    let cut = from + line.find('#').unwrap_or(line.len());
    let raw = trimmed(text, from, cut, is_space);
    let value = Cow::Borrowed(text.part(raw.start..raw.end));
    reading.set(begin..raw.end, name, raw, name_text, value);
    Some(line_end + 1)
}
