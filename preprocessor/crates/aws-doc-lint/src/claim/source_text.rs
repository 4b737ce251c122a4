//! The words of a page that somebody published, as HTML or as Markdown.

use pulldown_cmark::{Event, Options, Parser};

/// The text of a page, without its markup; `None` if the bytes are neither HTML nor text.
#[must_use]
pub fn of(bytes: &[u8]) -> Option<String> {
    // Files that are not text have control characters near their beginning.
    let head = bytes.get(..1024).unwrap_or(bytes);
    if head.iter().any(|byte| matches!(byte, 0..=8 | 14..=26)) || head.starts_with(b"%PDF") {
        return None;
    }
    let text = String::from_utf8_lossy(bytes);
    Some(if is_html(&text) {
        of_html(&text)
    } else {
        of_markdown(&text)
    })
}

/// Whether a page is HTML.
#[must_use]
pub fn is_html(text: &str) -> bool {
    let start = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let start: String = start
        .chars()
        .take(200)
        .collect::<String>()
        .to_ascii_lowercase();
    ["<!doctype", "<html", "<head", "<body", "<?xml", "<!--"]
        .into_iter()
        .any(|mark| start.starts_with(mark))
}

fn of_markdown(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Text(part) | Event::Code(part) => words.push_str(&part),
            Event::Html(part) | Event::InlineHtml(part) => words.push_str(&of_html(&part)),
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            Event::End(end) if !matches!(end, pulldown_cmark::TagEnd::Link) && !is_inline(end) => {
                words.push('\n');
            }
            _ => {}
        }
    }
    words
}

fn is_inline(end: pulldown_cmark::TagEnd) -> bool {
    use pulldown_cmark::TagEnd::{Emphasis, Strikethrough, Strong};
    matches!(end, Emphasis | Strong | Strikethrough)
}

/// Elements within a word or a sentence; all others separate words.
const INLINE: &[&str] = &[
    "a",
    "abbr",
    "b",
    "cite",
    "code",
    "em",
    "font",
    "i",
    "kbd",
    "mark",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "tt",
    "u",
    "var",
    "wbr",
    "awsui-icon",
];

/// Elements whose content is not text.
const NO_TEXT: &[&str] = &["script", "style", "template", "noscript"];

fn of_html(html: &str) -> String {
    let mut text = String::with_capacity(html.len() / 2);
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        push_decoded(&mut text, before);
        let name = tag_name(after);
        if let Some(comment) = after.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        if name.is_empty() {
            // A `<` that opens no tag.
            text.push('<');
            rest = after;
            continue;
        }
        rest = after_tag(after);
        let bare = name.trim_start_matches('/');
        if !INLINE.contains(&bare) {
            text.push(' ');
        }
        if NO_TEXT.contains(&name.as_str()) {
            rest = after_element(rest, &name);
        }
    }
    push_decoded(&mut text, rest);
    text
}

/// The name of the tag after `<`, in lower case, with the slash of an end tag; empty if it is none.
fn tag_name(after: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let (slash, bare) = match after.strip_prefix('/') {
        Some(bare) => ("/", bare),
        None => ("", after),
    };
    if bare.starts_with(['!', '?']) {
        return "!".to_owned();
    }
    if !bare.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return String::new();
    }
    let name: String = bare.chars().take_while(|c| is_part(*c)).take(40).collect();
    format!("{slash}{}", name.to_ascii_lowercase())
}

/// What follows the `>` of a tag. A `>` between quotation marks is part of an attribute.
fn after_tag(text: &str) -> &str {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return text.get(at + 1..).unwrap_or_default(),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    ""
}

/// What follows the end tag of an element. Without one, the element goes on to the end.
fn after_element<'t>(text: &'t str, name: &str) -> &'t str {
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find("</")) {
        let start = at + found + 2;
        at = start;
        let is_end = text
            .get(start..start + name.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(name));
        if is_end {
            return after_tag(text.get(start..).unwrap_or_default());
        }
    }
    ""
}

/// Adds text in which entities stand for characters.
fn push_decoded(text: &mut String, part: &str) {
    let mut rest = part;
    while let Some((before, after)) = rest.split_once('&') {
        text.push_str(before);
        // No name is longer than this.
        let name_end = after.bytes().take(32).position(|byte| byte == b';');
        let name = name_end.and_then(|end| after.get(..end));
        match name.and_then(entity) {
            Some(c) => {
                text.push(c);
                rest = after
                    .get(name_end.unwrap_or_default() + 1..)
                    .unwrap_or_default();
            }
            None => {
                text.push('&');
                rest = after;
            }
        }
    }
    text.push_str(rest);
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return char::from_u32(code.ok()?);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" | "rsquo" | "lsquo" => '\'',
        "nbsp" => ' ',
        "ldquo" | "rdquo" => '"',
        "ndash" | "mdash" => '-',
        "hellip" => '…',
        "shy" => '\u{ad}',
        "eacute" => 'é',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_becomes_its_words() {
        let html = "<!DOCTYPE html><html><head><title>T</title><style>p{}</style></head><body>\
            <script>var a = '<p>no</p>';</script><!-- no <p> --><p title=\"a>b\">The <code>In</code>voke&nbsp;API,\
            1 &lt; 2 &#x41; R&D 3 < 4</p><table><tr><td>one</td><td>two</td></tr></table></body></html>";
        let text = of(html.as_bytes()).unwrap();
        let words: Vec<&str> = text.split_whitespace().collect();
        assert_eq!(
            words.join(" "),
            "T The Invoke API,1 < 2 A R&D 3 < 4 one two"
        );
    }

    #[test]
    fn markdown_becomes_its_words() {
        let text = "# T\n\nThe **`Invoke`** [API](x.md), R\\&D\nand<br/>more\n\n| a | b |\n|---|---|\n| c | d |\n";
        let text = of(text.as_bytes()).unwrap();
        let words: Vec<&str> = text.split_whitespace().collect();
        assert_eq!(words.join(" "), "T The Invoke API, R&D and more a b c d");
    }

    #[test]
    fn what_is_no_text_is_not_read() {
        assert_eq!(of(b"%PDF-1.7"), None);
        assert_eq!(of(b"PK\x03\x04"), None);
        assert!(of(b"").is_some());
    }

    #[test]
    fn unclosed_markup_costs_no_more() {
        for part in [
            "<p",
            "<!--",
            "<script>",
            "</",
            "&amp",
            "<a b=\"",
            "<script></",
        ] {
            let _ = of_html(&part.repeat(100_000));
        }
    }
}
