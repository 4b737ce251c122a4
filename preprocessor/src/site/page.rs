//! The parts of a finished HTML page that matter to its security policy and to other pages.

use std::collections::BTreeSet;

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};
use spanned_text::Part as _;

/// A parsed page.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Page {
    /// The offset after `<meta charset>`, or after `<head>`; `None` for a page without a head.
    pub head: Option<usize>,
    /// The content of each inline script that a browser would run.
    pub scripts: Vec<String>,
    /// The content of each inline style sheet.
    pub styles: Vec<String>,
    /// The value of each attribute `style`.
    pub style_attributes: BTreeSet<String>,
    /// The value of each attribute that is a script, such as `onclick`.
    pub handlers: BTreeSet<String>,
    /// The addresses that the page loads by itself, with what they are for.
    pub loads: BTreeSet<(Load, String)>,
    /// The names that a fragment can lead to.
    pub anchors: BTreeSet<String>,
    /// The addresses of links, as they are written, in order.
    pub links: Vec<String>,
    /// Whether the page says what its relative addresses start from.
    pub has_base: bool,
    /// Whether mdBook's script asks the Rust Playground to run code of the page.
    pub has_playground: bool,
}

/// What something is loaded as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Load {
    /// A script.
    Script,
    /// A style sheet.
    Style,
    /// An image, or a favicon.
    Image,
    /// A page in the page.
    Frame,
    /// Sound or video.
    Media,
}

impl Page {
    /// Parses a page as a browser does, whatever is wrong with its HTML.
    #[must_use]
    pub(crate) fn read(html: &str) -> Self {
        let mut page = Self::default();
        let mut emitter = DefaultEmitter::<usize>::new_with_span();
        emitter.naively_switch_states(true);
        let mut within: Option<(Inline, usize)> = None;
        for token in Tokenizer::new_with_emitter(html, emitter).flatten() {
            match token {
                Token::StartTag(tag) => {
                    let inline = page.start(&tag);
                    within = inline.map(|inline| (inline, tag.span.end));
                }
                Token::EndTag(tag) => {
                    let Some((inline, start)) = within.take() else {
                        continue;
                    };
                    let content = html.part(start..tag.span.start);
                    // A browser has read every line end as `\n`.
                    let content = content.replace("\r\n", "\n").replace('\r', "\n");
                    match inline {
                        Inline::Script => page.scripts.push(content),
                        Inline::Style => page.styles.push(content),
                    }
                }
                _ => {}
            }
        }
        page
    }

    fn start(&mut self, tag: &StartTag<usize>) -> Option<Inline> {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        let attribute = |name: &str| {
            let value = tag.attributes.get(name.as_bytes())?;
            Some(String::from_utf8_lossy(value).into_owned())
        };
        for (key, value) in &tag.attributes {
            let value = String::from_utf8_lossy(value).into_owned();
            match key.as_slice() {
                b"id" => {
                    self.anchors.insert(value);
                }
                b"class" => {
                    self.has_playground |= value.split_whitespace().any(|c| c == "playground");
                }
                b"style" => {
                    self.style_attributes.insert(value);
                }
                key if key.starts_with(b"on") => {
                    self.handlers.insert(value);
                }
                _ => {}
            }
        }
        let load = |kind| attribute("src").map(|address| (kind, address));
        match name.as_str() {
            "head" if self.head.is_none() => self.head = Some(tag.span.end),
            "meta" if attribute("charset").is_some() => self.head = Some(tag.span.end),
            "base" => self.has_base = true,
            "a" | "area" => {
                self.anchors.extend(attribute("name"));
                self.links.extend(attribute("href"));
            }
            "link" => {
                let rel = attribute("rel")
                    .unwrap_or_else(String::new)
                    .to_ascii_lowercase();
                let kind = if rel.split_whitespace().any(|word| word == "stylesheet") {
                    Some(Load::Style)
                } else if rel.contains("icon") {
                    Some(Load::Image)
                } else {
                    None
                };
                self.loads.extend(kind.zip(attribute("href")));
            }
            "img" | "input" => self.loads.extend(load(Load::Image)),
            "iframe" | "embed" => self.loads.extend(load(Load::Frame)),
            "audio" | "video" | "source" | "track" => self.loads.extend(load(Load::Media)),
            "script" => {
                if let Some(load) = load(Load::Script) {
                    self.loads.insert(load);
                } else if runs(attribute("type").as_deref()) {
                    return Some(Inline::Script);
                }
            }
            "style" => return Some(Inline::Style),
            _ => {}
        }
        None
    }
}

/// An element whose content is not text.
enum Inline {
    Script,
    Style,
}

/// Whether a browser runs a script of this `type`; data, as JSON, it does not.
fn runs(kind: Option<&str>) -> bool {
    kind.is_none_or(|kind| {
        let kind = kind.trim().to_ascii_lowercase();
        kind.is_empty()
            || kind == "module"
            || kind == "importmap"
            || kind == "speculationrules"
            || kind.ends_with("javascript")
            || kind.ends_with("ecmascript")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_read_to_the_byte() {
        let page = Page::read(
            "<!DOCTYPE html><html><head><meta charset=\"UTF-8\"><script>\r\n if (a < b && \"<p>\") \
             {}\n</script><script src=x.js></script><script type=\"application/json\">{}</script>\
             <style>a{}</style></head><body onload=\"f('&amp;')\"><p style=\"x: y\" id=p>\
             <a href=\"a.html?b&amp;c#d\" name=n>x</a></html>",
        );
        assert_eq!(page.scripts, ["\n if (a < b && \"<p>\") {}\n"]);
        assert_eq!(page.styles, ["a{}"]);
        assert_eq!(page.handlers, BTreeSet::from(["f('&')".to_owned()]));
        assert_eq!(page.style_attributes, BTreeSet::from(["x: y".to_owned()]));
        assert_eq!(page.links, ["a.html?b&c#d"]);
        assert_eq!(
            page.anchors,
            BTreeSet::from(["n".to_owned(), "p".to_owned()])
        );
        assert_eq!(
            page.loads,
            BTreeSet::from([(Load::Script, "x.js".to_owned())])
        );
        assert_eq!(
            page.head,
            Some("<!DOCTYPE html><html><head><meta charset=\"UTF-8\">".len())
        );
    }

    #[test]
    fn text_that_is_not_markup_is_ignored() {
        let page = Page::read("<!-- <a id=x href=y> --><title><a id=t></title>");
        assert_eq!(page, Page::default());
    }
}
