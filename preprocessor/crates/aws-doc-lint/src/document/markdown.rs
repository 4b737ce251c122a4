//! CommonMark, as mdBook reads it, to snippets and our comments.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use spanned_text::{Cut as _, Part as _};

use super::attributes::Info;
use super::choice::Choices;
use super::slot::{self, Template};
use super::snippet::{self, Snippet};
use super::suppression::{self, Comment};
use spanned_text::text::MappedText;

/// The settings of mdBook that change what a reader sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkdownOptions {
    /// `output.html.definition-lists`.
    pub definition_lists: bool,
    /// `output.html.admonitions`.
    pub admonitions: bool,
    /// `output.html.code.hidelines`: the prefix of hidden lines for each language.
    pub hidelines: BTreeMap<String, String>,
    /// The reader's choices, whose defaults fill slots.
    pub choices: Choices,
}

impl Default for MarkdownOptions {
    fn default() -> Self {
        Self {
            definition_lists: true,
            admonitions: true,
            hidelines: BTreeMap::new(),
            choices: Choices::default(),
        }
    }
}

/// What a chapter holds for us.
#[derive(Debug, Default)]
pub struct Document {
    /// The code blocks in order.
    pub snippets: Vec<Snippet>,
    /// Our comments, in order.
    pub comments: Vec<Comment>,
    /// Where each heading begins, and its level from 1 to 6.
    pub headings: Vec<(usize, u8)>,
}

/// Reads a chapter whose includes are resolved.
#[must_use]
pub fn parse(text: &MappedText, options: &MarkdownOptions) -> Document {
    let flags = flags(options);
    let mut reader = Reader {
        text,
        options,
        document: Document::default(),
        waiting: 0,
    };
    let mut block: Option<Block> = None;
    let mut html: Option<Range<usize>> = None;
    let mut paragraph: Range<usize> = 0..0;
    for (event, range) in Parser::new_ext(text.as_str(), flags).into_offset_iter() {
        match event {
            Event::Start(tag) => {
                if !matches!(tag, Tag::HtmlBlock) && is_block(&tag) {
                    reader.cover(&range);
                    paragraph = range.clone();
                }
                match tag {
                    Tag::Heading { level, .. } => {
                        let heading = (range.start, level as u8);
                        reader.document.headings.push(heading);
                    }
                    Tag::CodeBlock(kind) => {
                        let fenced = matches!(kind, CodeBlockKind::Fenced(_));
                        block = Some(Block {
                            fenced,
                            range,
                            content: MappedText::new(),
                        });
                    }
                    Tag::HtmlBlock => html = Some(range),
                    _ => {}
                }
            }
            Event::Text(part) => {
                if let Some(block) = &mut block {
                    block.push(text, &part, range);
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                if let Some(block) = block.take() {
                    reader.snippet(block);
                }
            }
            Event::End(TagEnd::HtmlBlock) => {
                if let Some(range) = html.take() {
                    reader.comments(range, None);
                }
            }
            Event::InlineHtml(_) => reader.comments(range, Some(&paragraph)),
            _ => {}
        }
    }
    reader.document
}

/// The extensions of CommonMark that mdBook reads.
pub(crate) fn flags(options: &MarkdownOptions) -> Options {
    let mut flags = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES;
    flags.set(Options::ENABLE_DEFINITION_LIST, options.definition_lists);
    flags.set(Options::ENABLE_GFM, options.admonitions);
    flags
}

/// Whether the tag begins something that a comment before it can be about.
fn is_block(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Paragraph
            | Tag::Heading { .. }
            | Tag::BlockQuote(_)
            | Tag::CodeBlock(_)
            | Tag::List(_)
            | Tag::Item
            | Tag::FootnoteDefinition(_)
            | Tag::DefinitionList
            | Tag::Table(_)
    )
}

struct Block {
    fenced: bool,
    range: Range<usize>,
    content: MappedText,
}

impl Block {
    fn push(&mut self, text: &MappedText, part: &str, range: Range<usize>) {
        // Line ends come as `\n`, whatever they are on disk, and tabs may become spaces.
        if text.as_str().get(range.clone()) == Some(part) {
            self.content.push_slice(text, range);
        } else {
            self.content.push_for(part, text, range);
        }
    }
}

struct Reader<'t> {
    text: &'t MappedText,
    options: &'t MarkdownOptions,
    document: Document,
    /// From here on, comments wait for the block that they are about.
    waiting: usize,
}

impl Reader<'_> {
    /// Lets the comments that wait be about the block at `range`.
    fn cover(&mut self, range: &Range<usize>) {
        for comment in self.document.comments.iter_mut().skip(self.waiting) {
            comment.covers = range.clone();
        }
        self.waiting = self.document.comments.len();
    }

    /// Takes the comments in the HTML at `range`, which are about `covers` or what follows.
    fn comments(&mut self, range: Range<usize>, covers: Option<&Range<usize>>) {
        for mut comment in suppression::find(self.text, range) {
            if let Some(covers) = covers {
                comment.covers = covers.clone();
                self.waiting += 1;
            }
            self.document.comments.push(comment);
        }
    }

    fn snippet(&mut self, block: Block) {
        let info_range = if block.fenced {
            info_range(self.text.as_str(), &block.range)
        } else {
            block.range.start..block.range.start
        };
        let info_text = self.text.slice(info_range);
        let info = Info::parse(info_text.as_str());
        let prefix = info
            .value("hidelines")
            .or_else(|| {
                self.options
                    .hidelines
                    .get(&info.language)
                    .map(String::as_str)
            })
            .filter(|prefix| !prefix.is_empty() && info.language != "rust");
        // Nothing stands between a block and the comments about it.
        let of_block = self.document.comments.iter().rev();
        let of_block = of_block.take_while(|comment| comment.covers == block.range);
        let mut comments: Vec<Comment> = of_block.cloned().collect();
        comments.reverse();
        let template = slot::scan(block.content.as_str())
            .next()
            .is_some()
            .then(|| Template {
                content: block.content.clone(),
                hides: prefix.map(str::to_owned),
                comments: comments.clone(),
            });
        let (content, comments) = match &template {
            Some(template) => {
                let defaults = self.options.choices.defaults();
                let filled = slot::fill(&template.content, &defaults);
                (filled.text, template.comments(&defaults))
            }
            None => (block.content, comments),
        };
        let (text, hidden) = snippet::hide(content, prefix);
        let (kind, text) = snippet::recognize(&info, text);
        self.document.snippets.push(Snippet {
            kind,
            info,
            info_text,
            text,
            hidden,
            template,
            fenced: block.fenced,
            span: self.text.span(block.range.clone()),
            range: block.range,
            comments,
        });
    }
}

/// The info string of the fence at `block`.
fn info_range(text: &str, block: &Range<usize>) -> Range<usize> {
    let fence = text.part(block.clone());
    let line = fence.first_line();
    let info = line
        .trim_start()
        .trim_start_matches(['`', '~'])
        .trim_start();
    let end = block.start + line.len();
    let start = end - info.len();
    start..start + info.trim_end().len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use spanned_text::{Files, Memory};

    fn document(text: &str, options: &MarkdownOptions) -> Document {
        let sources = Memory::from_iter([("x.md", text)]);
        let mut files = Files::new(&sources);
        let file = files.load("x.md").unwrap();
        parse(&MappedText::of_file(file, text, 0..text.len()), options)
    }

    /// Each snippet's text, and the text on disk after its first line.
    fn snippets(text: &str) -> Vec<(String, String)> {
        document(text, &MarkdownOptions::default())
            .snippets
            .iter()
            .map(|snippet| {
                let line = snippet.text.as_str().first_line();
                let span = snippet.text.span(0..line.len()).unwrap();
                let disk = text.get(span.start..span.end).unwrap().to_owned();
                (snippet.text.as_str().to_owned(), disk)
            })
            .collect()
    }

    #[test]
    fn every_kind_of_block_maps_to_disk() {
        for text in [
            "```env\nA=1\nB=2\n```\n",
            "~~~~ env , x\nA=1\nB=2\n~~~~\n",
            "> ```env\n> A=1\n> B=2\n> ```\n",
            "1. x\n\n   ```env\n   A=1\n   B=2\n   ```\n",
            "- a\n  - b\n    ```\n    A=1\n    B=2\n    ```\n",
            "> [!NOTE]\n> x\n> ```env\n> A=1\n> B=2\n> ```\n",
            "```env\r\nA=1\r\nB=2\r\n```\r\n",
            "    A=1\n    B=2\n",
            "```env\nA=1\nB=2\n",
            "-\t```env\n\tA=1\n\tB=2\n\t```\n",
        ] {
            assert_eq!(
                snippets(text),
                [("A=1\nB=2\n".to_owned(), "A=1".to_owned())],
                "{text:?}"
            );
        }
    }

    #[test]
    fn a_comment_is_about_what_follows() {
        let text = "<!-- aws-ignore a/b: why -->\n\n```env\nA=1\n```\n\nX\n\n<!-- aws-ignore c/d: e -->\n> q\n>\n> r\n";
        let document = document(text, &MarkdownOptions::default());
        assert_eq!(document.comments.len(), 2);
        assert_eq!(document.comments[0].covers, document.snippets[0].range);
        assert_eq!(document.comments[0].body.as_str(), "a/b: why");
        assert_eq!(document.snippets[0].comments.len(), 1);
        assert_eq!(
            text.get(document.comments[1].covers.clone()).unwrap(),
            "> q\n>\n> r\n"
        );
    }

    #[test]
    fn hidden_lines_are_not_what_the_reader_sees() {
        let mut options = MarkdownOptions::default();
        options.hidelines.insert("sh".into(), "~".into());
        let document = document("```sh\n~set -e\naws s3 ls\n ~ x\n```\n", &options);
        let snippet = &document.snippets[0];
        assert_eq!(snippet.text.as_str(), "aws s3 ls\n");
        let hidden: Vec<_> = snippet
            .hidden
            .iter()
            .map(|(at, t)| (*at, t.as_str()))
            .collect();
        assert_eq!(hidden, [(0, "set -e\n"), (10, "  x\n")]);
    }

    #[test]
    fn the_info_string_has_its_place() {
        let text = "> ```  json,policy=trust  \n> {}\n> ```\n";
        let document = document(text, &MarkdownOptions::default());
        let info = &document.snippets[0].info_text;
        assert_eq!(info.as_str(), "json,policy=trust");
        let span = info.span(0..info.len()).unwrap();
        assert_eq!(text.get(span.start..span.end).unwrap(), "json,policy=trust");
    }
}
