//! The evidence in footnotes.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::date::{self, Dated};
use crate::document::markdown::{MarkdownOptions, flags};

/// The footnotes of a chapter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Footnotes {
    /// In the order of their definitions.
    pub all: Vec<Footnote>,
    /// The day in a paragraph that begins with `Verified YYYY-MM-DD`: that of footnotes without one.
    pub verified: Option<Dated>,
}

/// The definition of a footnote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Footnote {
    /// Its name, in lower case.
    pub label: String,
    /// The whole definition.
    pub range: Range<usize>,
    /// What it quotes.
    pub quotations: Vec<Quotation>,
    /// The blocks that it names.
    pub probes: Vec<Probe>,
    /// The day that it names itself.
    pub verified: Option<Dated>,
}

/// `[Title](address): "words"`: the page at the address contains the words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation {
    /// The address.
    pub url: String,
    /// The words. What is between two stretches of an ellipsis is left out.
    pub words: String,
    /// Their place.
    pub range: Range<usize>,
}

/// `` `probe:NAME` ``: a block with the attribute `probe=NAME` shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// The name.
    pub name: String,
    /// The place of the code.
    pub range: Range<usize>,
}

impl Footnote {
    /// Whether a machine can ask again whether it is still true.
    #[must_use]
    pub fn is_evidence(&self) -> bool {
        !self.quotations.is_empty() || !self.probes.is_empty()
    }
}

impl Footnotes {
    /// Reads the footnotes of a chapter whose includes are resolved.
    #[must_use]
    pub fn read(text: &str, options: &MarkdownOptions) -> Self {
        let mut found = Self::default();
        // Almost no text has any.
        if !text.contains("[^") && !text.contains("erified") {
            return found;
        }
        let mut open: Option<Reader> = None;
        let mut paragraph: Option<Plain> = None;
        for (event, range) in Parser::new_ext(text, flags(options)).into_offset_iter() {
            if let Event::Start(Tag::FootnoteDefinition(label)) = &event {
                open = Some(Reader::new(label.to_lowercase(), range.clone()));
            } else if let Event::End(TagEnd::FootnoteDefinition) = &event {
                found.all.extend(open.take().map(Reader::finish));
            } else if let Some(reader) = &mut open {
                reader.event(event, range);
            } else {
                match event {
                    Event::Start(Tag::Paragraph) => paragraph = Some(Plain::default()),
                    Event::End(TagEnd::Paragraph) => {
                        let dated = paragraph.take().and_then(|plain| plain.begins_dated());
                        found.verified = found.verified.take().or(dated);
                    }
                    Event::Text(part) | Event::Code(part) => {
                        if let Some(plain) = &mut paragraph {
                            plain.push(&part, range.start);
                        }
                    }
                    _ => {}
                }
            }
        }
        found
    }

    /// The footnote with this name, in lower case.
    #[must_use]
    pub fn get(&self, label: &str) -> Option<&Footnote> {
        self.all.iter().find(|footnote| footnote.label == label)
    }
}

/// Text without its marks, with the places of its parts.
#[derive(Debug, Default)]
struct Plain {
    text: String,
    /// An offset in `text` and the offset in the chapter from which on it came.
    parts: Vec<(usize, usize)>,
}

impl Plain {
    fn push(&mut self, part: &str, at: usize) {
        self.parts.push((self.text.len(), at));
        self.text.push_str(part);
    }

    /// The place in the chapter of an offset in the text.
    fn place(&self, offset: usize) -> usize {
        let after = self.parts.partition_point(|(start, _)| *start <= offset);
        let part = after.checked_sub(1).and_then(|last| self.parts.get(last));
        part.map_or(offset, |(start, at)| at + (offset - start))
    }

    fn range(&self, range: Range<usize>) -> Range<usize> {
        let last = self.place(range.end.saturating_sub(1));
        let start = self.place(range.start);
        start..last.max(start) + 1
    }

    fn dated(&self) -> Option<Dated> {
        date::verified(&self.text).map(|dated| Dated {
            range: self.range(dated.range),
            ..dated
        })
    }

    fn begins_dated(&self) -> Option<Dated> {
        self.dated().filter(|_| date::is_dated(&self.text))
    }
}

struct Reader {
    label: String,
    range: Range<usize>,
    plain: Plain,
    /// The address of each link, and where in the text it ends.
    links: Vec<(usize, String)>,
    link: Option<String>,
    probes: Vec<Probe>,
}

impl Reader {
    fn new(label: String, range: Range<usize>) -> Self {
        Self {
            label,
            range,
            plain: Plain::default(),
            links: Vec::new(),
            link: None,
            probes: Vec::new(),
        }
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => self.link = Some(dest_url.into_string()),
            Event::End(TagEnd::Link) => {
                let at = self.plain.text.len();
                self.links.extend(self.link.take().map(|url| (at, url)));
            }
            Event::Text(part) => self.plain.push(&part, range.start),
            Event::Code(part) => {
                if let Some(name) = part.strip_prefix("probe:") {
                    let name = name.trim().to_owned();
                    self.probes.push(Probe {
                        name,
                        range: range.clone(),
                    });
                }
                self.plain.push(&part, range.start + 1);
            }
            Event::SoftBreak | Event::HardBreak => self.plain.push(" ", range.start),
            Event::End(TagEnd::Paragraph) => self.plain.push("\n", range.end),
            _ => {}
        }
    }

    fn finish(self) -> Footnote {
        let mut quotations = Vec::new();
        for (index, (at, url)) in self.links.iter().enumerate() {
            if !url.starts_with("https://") && !url.starts_with("http://") {
                continue;
            }
            let next = self.links.get(index + 1).map(|(at, _)| *at);
            let end = next.unwrap_or(self.plain.text.len());
            for range in quoted(&self.plain.text, *at..end) {
                quotations.push(Quotation {
                    url: url.clone(),
                    words: self
                        .plain
                        .text
                        .get(range.clone())
                        .unwrap_or_default()
                        .to_owned(),
                    range: self.plain.range(range),
                });
            }
        }
        Footnote {
            verified: self.plain.dated(),
            label: self.label,
            range: self.range,
            quotations,
            probes: self.probes,
        }
    }
}

/// What is quoted right after a link, as `: "one", "two"`: the places without the marks.
fn quoted(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut rest = text.get(range.clone()).unwrap_or_default();
    let end = range.end;
    let Some(after) = rest.trim_start().strip_prefix(':') else {
        return found;
    };
    rest = after;
    loop {
        rest = rest.trim_start();
        let (close, inside) = if let Some(inside) = rest.strip_prefix('"') {
            ('"', inside)
        } else if let Some(inside) = rest.strip_prefix('“') {
            ('”', inside)
        } else {
            return found;
        };
        let Some((words, after)) = inside.split_once(close) else {
            return found;
        };
        let start = end - inside.len();
        found.push(start..start + words.len());
        let after = after.trim_start_matches(['.', ';', ',', ' ']);
        rest = after.strip_prefix("and ").unwrap_or(after);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Footnotes {
        Footnotes::read(text, &MarkdownOptions::default())
    }

    #[test]
    fn a_quotation_is_what_follows_a_link() {
        let text = "Claude[^a] x[^b] y[^c].\n\n\
            [^a]: AWS, [Model card](https://a.example/x): \"under the **provider**,\n    not `Bedrock`\", \"second\". Verified 2026-11-28.\n\
            [^b]: See [this](https://b.example), \"a title\", and \"more\".\n\
            [^C]: [One](https://c.example): “with \"inner\" marks”; [two](https://d.example): \"x … y\"\n";
        let found = read(text);
        let quotations: Vec<_> = found
            .all
            .iter()
            .flat_map(|note| &note.quotations)
            .map(|quotation| (quotation.url.as_str(), quotation.words.as_str()))
            .collect();
        assert_eq!(
            quotations,
            [
                ("https://a.example/x", "under the provider, not Bedrock"),
                ("https://a.example/x", "second"),
                ("https://c.example", "with \"inner\" marks"),
                ("https://d.example", "x … y"),
            ]
        );
        let first = found.get("a").unwrap();
        let place = |range: &Range<usize>| text.get(range.clone()).unwrap();
        assert!(place(&first.quotations[0].range).starts_with("under the **provider"));
        assert_eq!(place(&first.quotations[1].range), "second");
        assert_eq!(place(&first.verified.as_ref().unwrap().range), "2026-11-28");
        assert!(!found.get("b").unwrap().is_evidence());
        assert!(
            found.get("c").is_some(),
            "names are compared as mdBook does"
        );
    }

    #[test]
    fn a_probe_is_code() {
        let text = "x[^a]\n\n[^a]: Run: `probe:two-keys`, and probe:none.\n\nVerified 2026-11-28 against AWS.\n";
        let found = read(text);
        let probes = &found.get("a").unwrap().probes;
        assert_eq!(probes.len(), 1);
        assert_eq!(probes[0].name, "two-keys");
        assert_eq!(
            text.get(probes[0].range.clone()).unwrap(),
            "`probe:two-keys`"
        );
        let verified = found.verified.unwrap();
        assert_eq!(text.get(verified.range).unwrap(), verified.day);
        assert_eq!(read("He has not verified 2026-11-28.\n").verified, None);
    }

    #[test]
    fn unclosed_marks_quote_nothing() {
        for text in [
            "[^a]: [x](https://a.example): \"open",
            "[^a]: [x](y.md): \"in the book\"",
        ] {
            assert!(!read(text).get("a").unwrap().is_evidence(), "{text}");
        }
    }
}
