//! `<your-bucket>`, `{bucket name}`, `[bucket name]` and `{{ .Values.bucket }}`: what documentation writes where the reader's
//! own value goes, or what the tool that makes the page puts in. To a shell they are something else.

use std::borrow::Cow;
use std::ops::Range;

use spanned_text::Part as _;

/// A longer text between `<` and `>` is not a placeholder.
const LONGEST: usize = 80;

/// The marks of template languages: Jinja, Helm, Hugo, mustache and cookiecutter; Jinja's and Liquid's
/// statements; ERB and EJS.
const TEMPLATES: [(&str, &str); 3] = [("{{", "}}"), ("{%", "%}"), ("<%", "%>")];

/// A longer text between the marks of a template is not one.
const LONGEST_TEMPLATE: usize = 200;

/// The places of placeholders, brackets included.
#[must_use]
pub fn placeholders(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = text
        .get(at..)
        .and_then(|rest| memchr::memchr3(b'<', b'{', b'[', rest.as_bytes()))
        .map(|offset| at + offset)
    {
        at = open + 1;
        let end = template_at(text, open).or_else(|| match text.as_bytes().get(open) {
            Some(b'<') => placeholder_at(text, open),
            _ => phrase_at(text, open),
        });
        if let Some(end) = end {
            found.push(open..end);
            at = end;
        }
    }
    found
}

/// Whether a placeholder is a mark of a template language, which may stand for anything.
pub(super) fn is_template(placeholder: &str) -> bool {
    TEMPLATES
        .iter()
        .any(|(open, _)| placeholder.starts_with(open))
}

/// The end of the template's mark that begins at `open`.
fn template_at(text: &str, open: usize) -> Option<usize> {
    let rest = text.get(open..)?;
    let (start, close) = TEMPLATES
        .iter()
        .find(|(start, _)| rest.starts_with(start))?;
    let bytes = rest.as_bytes();
    let near = bytes.get(start.len()..bytes.len().min(LONGEST_TEMPLATE))?;
    let line = near.split(|byte| *byte == b'\n').next()?;
    let length = memchr::memmem::find(line, close.as_bytes())?;
    let mut end = open + start.len() + length + close.len();
    // Where the value itself ends in a brace, as `{{{x}}}`, the last two close.
    while close == &"}}" && text.as_bytes().get(end) == Some(&b'}') {
        end += 1;
    }
    Some(end)
}

/// The end of the placeholder that begins with the `<` at `open`.
fn placeholder_at(text: &str, open: usize) -> Option<usize> {
    let before = text.get(..open)?.chars().next_back();
    // `<<EOF` is a heredoc.
    if before == Some('<') {
        return None;
    }
    let rest = text.get(open + 1..)?;
    // `<$NAME>`
    if let Some(name) = rest.strip_prefix('$') {
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let length = name.find(|c| !is_name(c)).filter(|length| *length > 0)?;
        let after = name.get(length..)?.strip_prefix('>')?.chars().next();
        let is_end = after.is_none_or(|c| c.is_whitespace() || matches!(c, '"' | '\'' | '/'));
        return is_end.then_some(open + 1 + 1 + length + 1);
    }
    // `<GET|POST>`, without a space around the bar.
    let is_bar = |at: usize| {
        let near = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        near(rest.part(..at).chars().next_back()) && near(rest.part(at + 1..).chars().next())
    };
    let close = rest
        .char_indices()
        .take(LONGEST)
        .find(|(at, c)| match c {
            '>' | '<' | '\n' | '$' | '`' | ';' | '&' => true,
            '|' => !is_bar(*at),
            _ => false,
        })
        .filter(|(_, c)| *c == '>')
        .map(|(offset, _)| offset)?;
    let name = rest.get(..close)?;
    let begins = name.chars().next()?;
    // `sort <input >output` has a space before its `>`.
    let is_begin = begins.is_alphabetic() || matches!(begins, '_' | '…') || name.starts_with("...");
    if !is_begin || (name.ends_with(char::is_whitespace) && begins.is_alphabetic()) {
        return None;
    }
    Some(open + 1 + close + 1)
}

/// The end of the placeholder of several words that begins with the bracket at `open`: `{bucket name}`.
fn phrase_at(text: &str, open: usize) -> Option<usize> {
    let closing = match text.as_bytes().get(open) {
        Some(b'[') => ']',
        _ => '}',
    };
    let rest = text.get(open + 1..)?;
    let close = rest
        .char_indices()
        .take(LONGEST)
        .find(|(_, c)| !(c.is_alphanumeric() || matches!(c, ' ' | '_' | '-')))
        .filter(|(_, c)| *c == closing)
        .map(|(offset, _)| offset)?;
    let name = rest.get(..close)?;
    let is_phrase = name.contains(' ')
        && name.starts_with(char::is_alphabetic)
        && name.ends_with(char::is_alphanumeric);
    is_phrase.then_some(open + 1 + close + 1)
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
