//! `<your-bucket>`: what documentation writes where the reader's own value goes, and what every
//! shell takes for a redirection.

use std::borrow::Cow;
use std::ops::Range;

use spanned_text::Part as _;

/// A longer text between `<` and `>` is not a placeholder.
const LONGEST: usize = 80;

/// The places of placeholders in angle brackets, brackets included.
#[must_use]
pub fn placeholders(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = text
        .get(at..)
        .and_then(|rest| memchr::memchr(b'<', rest.as_bytes()))
        .map(|offset| at + offset)
    {
        at = open + 1;
        if let Some(end) = placeholder_at(text, open) {
            found.push(open..end);
            at = end;
        }
    }
    found
}

/// The end of the placeholder that begins with the `<` at `open`.
fn placeholder_at(text: &str, open: usize) -> Option<usize> {
    let before = text.get(..open)?.chars().next_back();
    // `<<EOF` is a heredoc.
    if before == Some('<') {
        return None;
    }
    let rest = text.get(open + 1..)?;
    let close = rest
        .char_indices()
        .take(LONGEST)
        .find(|(_, c)| matches!(c, '>' | '<' | '\n' | '$' | '`' | ';' | '|' | '&'))
        .filter(|(_, c)| *c == '>')
        .map(|(offset, _)| offset)?;
    let name = rest.get(..close)?;
    let begins = name.chars().next()?;
    // `sort <input >output` has a space before its `>`.
    if !(begins.is_alphabetic() || begins == '_') || name.ends_with(char::is_whitespace) {
        return None;
    }
    Some(open + 1 + close + 1)
}

/// The text with its placeholders replaced by plain letters of the same length in bytes.
pub(super) fn mask<'t>(text: &'t str, placeholders: &[Range<usize>]) -> Cow<'t, str> {
    if placeholders.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut masked = String::with_capacity(text.len());
    let mut at = 0;
    for placeholder in placeholders {
        masked.push_str(text.part(at..placeholder.start));
        masked.extend(std::iter::repeat_n('x', placeholder.len()));
        at = placeholder.end;
    }
    masked.push_str(text.part(at..));
    Cow::Owned(masked)
}

/// The text with the marks by which other shells continue a line, `^` of Windows and the
/// backtick of PowerShell, replaced by the backslash.
pub(super) fn with_backslashes(text: &str) -> Cow<'_, str> {
    if memchr::memchr2(b'^', b'`', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let end = line.trim_end_matches(['\n', '\r']).len();
        let (content, rest) = line.split_at_checked(end).unwrap_or((line, ""));
        match content.strip_suffix(['^', '`']) {
            Some(before) if before.ends_with([' ', '\t']) && !rest.is_empty() => {
                out.push_str(before);
                out.push('\\');
            }
            _ => out.push_str(content),
        }
        out.push_str(rest);
    }
    Cow::Owned(out)
}
