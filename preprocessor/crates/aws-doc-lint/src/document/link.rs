//! The links of a chapter that lead out of the book.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Parser, Tag};
use spanned_text::Part as _;

use super::markdown::{MarkdownOptions, flags};

/// A link to another server, or an image there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The place of the address in the text; the whole link where it is not written as it is meant.
    pub range: Range<usize>,
    /// The address.
    pub url: String,
}

/// The links in a chapter whose address begins with `http://` or `https://`, in order. Addresses
/// in code are text, and no links.
#[must_use]
pub fn external(text: &str, options: &MarkdownOptions) -> Vec<Link> {
    let parser = Parser::new_ext(text, flags(options));
    let definitions: Vec<(String, Range<usize>)> = parser
        .reference_definitions()
        .iter()
        .map(|(_, definition)| (definition.dest.to_string(), definition.span.clone()))
        .collect();
    let mut links = Vec::new();
    for (event, range) in parser.into_offset_iter() {
        match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. })
                if is_external(&dest_url) =>
            {
                links.push(written(text, range, dest_url, &definitions));
            }
            Event::Html(_) | Event::InlineHtml(_) => {
                let html = text.part(range.clone());
                links.extend(in_html(html).map(|link| Link {
                    range: range.start + link.range.start..range.start + link.range.end,
                    ..link
                }));
            }
            _ => {}
        }
    }
    links
}

fn is_external(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// The link at `range`, with the place of its address: in the link itself, or in the definition
/// that it refers to.
fn written(
    text: &str,
    range: Range<usize>,
    url: CowStr<'_>,
    definitions: &[(String, Range<usize>)],
) -> Link {
    let within = |range: &Range<usize>| {
        let at = text.get(range.clone())?.rfind(&*url)? + range.start;
        Some(at..at + url.len())
    };
    let definition = || {
        let mut of_url = definitions.iter().filter(|(to, _)| **to == *url);
        of_url.find_map(|(_, range)| within(range))
    };
    let place = within(&range).or_else(definition).unwrap_or(range);
    Link {
        range: place,
        url: url.into_string(),
    }
}

/// The addresses in the attributes `href` and `src` of HTML.
fn in_html(html: &str) -> impl Iterator<Item = Link> {
    ["href=", "src="].into_iter().flat_map(move |attribute| {
        html.match_indices(attribute).filter_map(move |(at, _)| {
            let start = at + attribute.len();
            let quote = html.get(start..)?.chars().next()?;
            if !matches!(quote, '"' | '\'') {
                return None;
            }
            let start = start + 1;
            let url = html.get(start..)?.split(quote).next()?;
            is_external(url).then(|| Link {
                range: start..start + url.len(),
                url: url.replace("&amp;", "&"),
            })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_link_has_its_address_pointed_at() {
        let text = "[a](https://a.example/x \"t\") <https://b.example> ![i](http://c.example/i.png)\n\n\
            [d][1], [e], [f](g.md) [h](mailto:x@example.com) `https://no.example`\n\n\
            <a href=\"https://h.example/?a=1&amp;b=2\">h</a>\n\n\
            ```text\nhttps://no.example\n```\n\n\
            note[^n]\n\n[^n]: See [k](https://k.example).\n\n\
            [1]: https://d.example/d\n[e]: <https://e.example/e>\n";
        let found = external(text, &MarkdownOptions::default());
        let urls: Vec<&str> = found.iter().map(|link| link.url.as_str()).collect();
        assert_eq!(
            urls,
            [
                "https://a.example/x",
                "https://b.example",
                "http://c.example/i.png",
                "https://d.example/d",
                "https://e.example/e",
                "https://h.example/?a=1&b=2",
                "https://k.example",
            ]
        );
        for link in found {
            let written = text.get(link.range).unwrap().replace("&amp;", "&");
            assert_eq!(written, link.url);
        }
    }
}
