//! The badges and choices of a finished page.

use std::collections::BTreeMap;

use html5gum::{DefaultEmitter, Token, Tokenizer};
use serde::Serialize;

use super::machine_readable::{address, escape};
use crate::badge::context::Badge;
use crate::badge::page_record::{Copy, PageRecord, SnippetRecord};
use crate::doctest::digest::Digest;
use crate::splice::splice;

/// The script that fills slots and shows variants, at the root of the site.
pub(crate) const SCRIPT: (&str, &str) = ("mdbook-aws.js", include_str!("choices.js"));

/// How badges and choices look, at the root of the site.
pub(crate) const STYLE: (&str, &str) = ("mdbook-aws.css", include_str!("choices.css"));

/// The file that lists, for each page, the texts that its readers may copy.
pub(crate) const RECORD: &str = "snippets.json";

/// A page to decorate with badges and choices.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SnippetDecorator<'f> {
    /// The path of the page from the root of the site.
    pub path: &'f str,
    /// The records of the chapters that the page shows, in order.
    pub records: &'f [&'f PageRecord],
    /// The page that explains badges, from the root of the site; without it there are no badges.
    pub badges: Option<&'f str>,
    /// Whether readers choose on this page; the page for printing shows everything.
    pub choices: bool,
}

impl SnippetDecorator<'_> {
    /// The page with badges below its snippets, their slots marked, and a place for choices below
    /// its title.
    ///
    /// # Errors
    /// When the choices cannot be written as JSON.
    pub(crate) fn decorate(&self, html: &str) -> serde_json::Result<String> {
        let outline = Outline::read(html);
        let mut snippets = self.records.iter().flat_map(|it| &it.snippets);
        let mut inserted: Vec<(usize, String)> = Vec::new();
        let has_choices = self.choices && self.records.iter().any(|it| !it.choices.is_empty());
        let mut has_badges = false;
        for block in &outline.blocks {
            let digest = Digest::of(&block.text);
            let mut ahead = snippets.clone();
            // Nothing is known of a block that another preprocessor has added or changed.
            let Some(record) = ahead.find(|record| record.page == digest) else {
                continue;
            };
            snippets = ahead;
            if has_choices && !record.slots.is_empty() {
                inserted.push((block.tag_name, slots(record)));
            }
            if let Some((badge, page)) = record.badge.as_ref().zip(self.badges) {
                inserted.push((block.end, self.badge(badge, page)));
                has_badges = true;
            }
        }
        if has_choices && let Some(place) = outline.title {
            inserted.push((place, self.chooser()?));
        }
        if (has_choices || has_badges)
            && let Some(head) = outline.head
        {
            let style = escape(&self.relative(STYLE.0));
            let mut added = format!("\n        <link rel=\"stylesheet\" href=\"{style}\">");
            if has_choices {
                let script = escape(&self.relative(SCRIPT.0));
                added.push_str(&format!(
                    "\n        <script defer src=\"{script}\"></script>"
                ));
            }
            inserted.push((head, added));
        }
        inserted.sort_by_key(|(at, _)| *at);
        let edits = inserted.iter();
        Ok(splice(
            html,
            edits.map(|(at, text)| (*at..*at, text.as_str())),
        ))
    }

    fn badge(&self, badge: &Badge, page: &str) -> String {
        let href = escape(&self.relative(page));
        format!(
            "\n<p class=\"aws-badge aws-{}\"><a href=\"{href}\">{}</a>{}.</p>",
            badge.kind.class(),
            escape(badge.kind.as_str()),
            with_code(&badge.detail),
        )
    }

    /// The text for readers without JavaScript, and the data from which the script makes controls.
    fn chooser(&self) -> serde_json::Result<String> {
        let choices: Vec<_> = self.records.iter().flat_map(|it| &it.choices).collect();
        let json = serde_json::to_string(&choices)?;
        let shown: Vec<String> = choices
            .iter()
            .filter(|choice| {
                let name = &choice.name;
                self.records.iter().any(|it| it.slots.contains(name))
            })
            .map(|choice| {
                let label = match &choice.see {
                    Some(page) => format!(
                        "<a href=\"{}\">{}</a>",
                        escape(&self.relative(&page_of(page))),
                        escape(&choice.label)
                    ),
                    None => escape(&choice.label),
                };
                format!("{label} <code>{}</code>", escape(&choice.default))
            })
            .collect();
        let text = match shown.as_slice() {
            [] => String::new(),
            shown => format!(
                "<p>The snippets of this page are written for: {}. Put your own in the place of \
                 these.</p>",
                shown.join(", ")
            ),
        };
        Ok(format!(
            "\n<div class=\"aws-choices\" data-choices=\"{}\">{text}</div>",
            escape(&json)
        ))
    }

    /// The address of something at the root of the site, from this page.
    fn relative(&self, target: &str) -> String {
        let (path, fragment) = match target.split_once('#') {
            Some((path, fragment)) => (path, format!("#{fragment}")),
            None => (target, String::new()),
        };
        let up = "../".repeat(self.path.matches('/').count());
        format!("{up}{}{fragment}", address(None, path))
    }
}

/// The page of a chapter that settings name, with its fragment.
pub(super) fn page_of(chapter: &str) -> String {
    match chapter.split_once('#') {
        Some((path, fragment)) => format!("{}#{fragment}", page_of(path)),
        None => match chapter.strip_suffix(".md") {
            Some(stem) => format!("{stem}.html"),
            None => chapter.to_owned(),
        },
    }
}

/// The attribute that says where the slots of a block are.
fn slots(record: &SnippetRecord) -> String {
    let slots: Vec<String> = record
        .slots
        .iter()
        .map(|(at, name)| format!("{at}:{name}"))
        .collect();
    format!(" data-slots=\"{}\"", escape(&slots.join(" ")))
}

/// Text whose parts between backticks are code.
fn with_code(text: &str) -> String {
    let mut html = String::new();
    for (index, part) in text.split('`').enumerate() {
        if index % 2 == 1 {
            html.push_str(&format!("<code>{}</code>", escape(part)));
        } else {
            html.push_str(&escape(part));
        }
    }
    html
}

/// The places of a page at which something is inserted.
#[derive(Debug, Default, PartialEq, Eq)]
struct Outline {
    /// After the last `<link>`, or after the opening of the head.
    head: Option<usize>,
    /// After the title of the text, or at its beginning.
    title: Option<usize>,
    /// The code blocks in order.
    blocks: Vec<Block>,
}

/// `<pre><code>…</code></pre>`.
#[derive(Debug, PartialEq, Eq)]
struct Block {
    /// After the name in `<code`.
    tag_name: usize,
    /// After `</pre>`.
    end: usize,
    /// What a browser shows of it.
    text: String,
}

impl Outline {
    fn read(html: &str) -> Self {
        let mut outline = Self::default();
        let mut emitter = DefaultEmitter::<usize>::new_with_span();
        emitter.naively_switch_states(true);
        let (mut in_main, mut titled, mut in_pre, mut in_head) = (false, false, false, false);
        let mut code: Option<Block> = None;
        let mut whole: Option<Block> = None;
        for token in Tokenizer::new_with_emitter(html, emitter).flatten() {
            match token {
                Token::StartTag(tag) => match tag.name.as_slice() {
                    b"head" => {
                        in_head = true;
                        outline.head = Some(tag.span.end);
                    }
                    b"link" if in_head => outline.head = Some(tag.span.end),
                    b"main" => {
                        in_main = true;
                        outline.title = Some(tag.span.end);
                    }
                    b"pre" => in_pre = in_main,
                    b"code" if in_pre && code.is_none() && whole.is_none() => {
                        code = Some(Block {
                            tag_name: tag.span.start + "<code".len(),
                            end: 0,
                            text: String::new(),
                        });
                    }
                    _ => {}
                },
                Token::EndTag(tag) => match tag.name.as_slice() {
                    b"head" => in_head = false,
                    b"h1" if in_main && !titled => {
                        titled = true;
                        outline.title = Some(tag.span.end);
                    }
                    b"code" => whole = code.take().or(whole.take()),
                    b"pre" => {
                        in_pre = false;
                        if let Some(mut block) = whole.take() {
                            block.end = tag.span.end;
                            outline.blocks.push(block);
                        }
                    }
                    b"main" => in_main = false,
                    _ => {}
                },
                Token::String(text) => {
                    if let Some(block) = &mut code {
                        block.text.push_str(&String::from_utf8_lossy(&text.value));
                    }
                }
                _ => {}
            }
        }
        outline
    }
}

/// The texts that readers may copy, by page, for tests to compare copied texts with.
///
/// # Errors
/// When they cannot be written as JSON.
pub(crate) fn record(pages: &BTreeMap<String, PageRecord>) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct File<'r> {
        schema_version: u32,
        pages: BTreeMap<&'r str, Vec<&'r Vec<Copy>>>,
    }
    let file = File {
        schema_version: 1,
        pages: pages
            .iter()
            .map(|(path, record)| {
                let snippets = record.snippets.iter().map(|it| &it.copies);
                (path.as_str(), snippets.collect())
            })
            .collect(),
    };
    Ok(serde_json::to_string(&file)? + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_read_as_a_browser_shows_them() {
        let html = "<head><link x></head><h1>menu</h1><pre><code>no</code></pre><main><h1 id=a>T</h1>\
                    <pre class=\"x\"><code class=\"language-sh\">a &lt; &quot;b&quot;\n<span \
                    class=\"boring\">c\n</span></code></pre><p><code>d</code></p></main>";
        let outline = Outline::read(html);
        assert_eq!(outline.blocks.len(), 1);
        let block = outline.blocks.first().unwrap();
        assert_eq!(block.text, "a < \"b\"\nc\n");
        assert!(html.get(..block.end).unwrap().ends_with("</pre>"));
        assert!(html.get(..block.tag_name).unwrap().ends_with("<code"));
        assert!(
            html.get(..outline.title.unwrap())
                .unwrap()
                .ends_with("T</h1>")
        );
    }

    #[test]
    fn addresses_lead_to_the_root() {
        let decorator = SnippetDecorator {
            path: "a/b/c.html",
            records: &[],
            badges: None,
            choices: true,
        };
        assert_eq!(
            decorator.relative(&page_of("x y.md#z")),
            "../../x%20y.html#z"
        );
        assert_eq!(
            decorator.decorate("<main><pre><code>x").unwrap(),
            "<main><pre><code>x"
        );
    }
}
