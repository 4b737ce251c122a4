//! Finding the ends of lines, names and blanks.

use std::ops::Range;

use spanned_text::Part as _;

/// The offset of the first `byte` at or after `from`, or the end of `text`.
pub(super) fn find_byte(text: &str, byte: u8, from: usize) -> usize {
    let rest = text.as_bytes().part(from..);
    memchr::memchr(byte, rest).map_or(text.len(), |at| from + at)
}

/// The offset of the first line feed at or after `from`, or the end of `text`.
pub(super) fn line_end(text: &str, from: usize) -> usize {
    find_byte(text, b'\n', from)
}

/// The offset of the first line feed or carriage return at or after `from`, or the end of `text`.
pub(super) fn line_or_return_end(text: &str, from: usize) -> usize {
    let rest = text.as_bytes().part(from..);
    memchr::memchr2(b'\n', b'\r', rest).map_or(text.len(), |at| from + at)
}

/// The offset of the first character at or after `from` for which `accept` fails.
pub(super) fn skip_while(text: &str, from: usize, accept: impl Fn(char) -> bool) -> usize {
    let rest = text.part(from..);
    from + rest.find(|c| !accept(c)).unwrap_or(rest.len())
}

/// The range of `text` between two offsets without the whitespace around it.
pub(super) fn trimmed(
    text: &str,
    start: usize,
    end: usize,
    space: impl Fn(char) -> bool,
) -> Range<usize> {
    let whole = text.part(start..end);
    let left = whole.trim_start_matches(&space);
    let from = start + (whole.len() - left.len());
    from..from + left.trim_end_matches(&space).len()
}

/// The length of a shell name, `[A-Za-z_][A-Za-z0-9_]*`, at the beginning of `text`.
pub(super) fn shell_name_len(text: &str) -> usize {
    let mut bytes = text.bytes();
    if !bytes
        .next()
        .is_some_and(|b| b.is_ascii_alphabetic() || b == b'_')
    {
        return 0;
    }
    1 + bytes
        .take_while(|b| b.is_ascii_alphanumeric() || *b == b'_')
        .count()
}
