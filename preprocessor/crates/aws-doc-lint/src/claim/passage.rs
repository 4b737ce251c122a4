//! The paragraphs, list items and rows that say something about AWS, and what supports each.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::footnote::{Footnote, Footnotes};
use super::{date, instruction, names};
use crate::document::directive;
use crate::document::markdown::{MarkdownOptions, flags};
use aws_doc_facts::Facts;

/// A paragraph, a list item or a row of a table that says something about AWS.
///
/// What asks the reader to do something claims nothing, and neither does a heading. A footnote in a
/// paragraph that ends in a colon counts for the list or table below it, one in the head of a table for
/// all of its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Its place.
    pub range: Range<usize>,
    /// Its words, without marks.
    pub text: String,
    /// The footnotes that support it, as numbers in [`Footnotes::all`].
    pub footnotes: Vec<usize>,
    /// Whether a value in it comes from the facts.
    pub has_data: bool,
}

/// The strongest evidence for a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// A block of the page ran, and would fail if it were no longer true.
    Tested,
    /// A value in it comes from the facts.
    Data,
    /// The words of its source are quoted.
    Quoted,
    /// None that a machine can ask again.
    Asserted,
}

impl Claim {
    /// The strongest evidence. `ran` says whether the block of a probe, by its name, has run.
    #[must_use]
    pub fn evidence(&self, footnotes: &Footnotes, ran: impl Fn(&str) -> bool) -> Evidence {
        let notes = || {
            let notes = self.footnotes.iter();
            notes.filter_map(|index| footnotes.all.get(*index))
        };
        let tested = |note: &Footnote| {
            !note.probes.is_empty() && note.probes.iter().all(|probe| ran(&probe.name))
        };
        if notes().any(tested) {
            Evidence::Tested
        } else if self.has_data {
            Evidence::Data
        } else if notes().any(|note| !note.quotations.is_empty()) {
            Evidence::Quoted
        } else {
            Evidence::Asserted
        }
    }
}

/// The claims of a chapter whose includes are resolved, in order.
#[must_use]
pub fn claims(
    text: &str,
    footnotes: &Footnotes,
    options: &MarkdownOptions,
    facts: &Facts,
) -> Vec<Claim> {
    let labels = footnotes.all.iter().enumerate();
    let mut reader = Reader {
        facts,
        footnotes: labels
            .map(|(index, note)| (note.label.as_str(), index))
            .collect(),
        directives: directive::scan(text)
            .filter(|found| found.name == "aws")
            .map(|found| found.range)
            .collect(),
        open: None,
        left_out: 0,
        links: 0,
        lead_in: None,
        inherited: Vec::new(),
        claims: Vec::new(),
    };
    for (event, range) in Parser::new_ext(text, flags(options)).into_offset_iter() {
        reader.event(event, range);
    }
    reader.close();
    reader.claims
}

/// A paragraph, an item or a row as it is read.
#[derive(Debug, Default)]
struct Passage {
    range: Range<usize>,
    /// Its words, with code in them.
    words: String,
    /// The sentence that is being read.
    sentence: Sentence,
    /// Whether a sentence before it claims something.
    claims: bool,
    footnotes: Vec<usize>,
    /// Whether it is an item of a list of things to do.
    is_left_out: bool,
}

#[derive(Debug, Default)]
struct Sentence {
    /// Its words, with [`CODE`] for code.
    words: String,
    /// How many of them are in no link.
    own: usize,
    /// Whether code in it is something of AWS's.
    is_named: bool,
}

/// What stands for code in a sentence.
const CODE: char = '\u{25a1}';

/// With fewer words of its own, a sentence is a pointer to another page.
const FEWEST_WORDS: usize = 3;

impl Passage {
    fn prose(&mut self, part: &str, in_link: bool) {
        self.words.push_str(part);
        for c in part.chars() {
            let sentence = &mut self.sentence;
            if c.is_whitespace() && sentence.words.ends_with(['.', '?', '!']) {
                self.end_sentence();
                continue;
            }
            let begins =
                !c.is_whitespace() && !sentence.words.ends_with(|c: char| !c.is_whitespace());
            sentence.own += usize::from(begins && !in_link);
            sentence.words.push(c);
        }
    }

    fn code(&mut self, code: &str, is_named: bool) {
        self.words.push_str(code);
        self.sentence.words.push(CODE);
        self.sentence.own += 1;
        self.sentence.is_named |= is_named;
    }

    fn end_sentence(&mut self) {
        let sentence = std::mem::take(&mut self.sentence);
        self.claims |= sentence.own >= FEWEST_WORDS
            && (sentence.is_named || names::in_prose(&sentence.words))
            && !instruction::is_instruction(&sentence.words);
    }
}

struct Reader<'t> {
    facts: &'t Facts,
    footnotes: HashMap<&'t str, usize>,
    directives: Vec<Range<usize>>,
    open: Option<Passage>,
    /// How many headings, blocks of code and footnotes around here claim nothing.
    left_out: usize,
    links: usize,
    /// The footnotes of the paragraph or item just above, if it ends in a colon.
    lead_in: Option<Vec<usize>>,
    /// For each list and table around here, the footnotes that count for all of it.
    inherited: Vec<Vec<usize>>,
    claims: Vec<Claim>,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(&tag, &range),
            Event::End(end) => self.end(end),
            Event::Text(part) => self.prose(&part, &range),
            Event::Code(code) => {
                let named = names::in_code(&code, self.facts);
                if let Some(passage) = self.passage(&range) {
                    passage.code(&code, named);
                }
            }
            Event::SoftBreak | Event::HardBreak => self.prose(" ", &range),
            Event::FootnoteReference(label) => {
                let index = self.footnotes.get(label.to_lowercase().as_str()).copied();
                if let Some(passage) = self.passage(&range) {
                    passage.footnotes.extend(index);
                }
            }
            // What is to be ticked off is to be done.
            Event::TaskListMarker(_) => {
                if let Some(passage) = self.passage(&range) {
                    passage.is_left_out = true;
                }
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::Link { .. } | Tag::Image { .. } => self.links += 1,
            Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript => {}
            Tag::TableCell => self.prose(" ", range),
            _ => {
                self.close();
                match tag {
                    Tag::Heading { .. }
                    | Tag::CodeBlock(_)
                    | Tag::HtmlBlock
                    | Tag::MetadataBlock(_)
                    | Tag::DefinitionListTitle
                    | Tag::FootnoteDefinition(_) => {
                        self.left_out += 1;
                        self.lead_in = None;
                    }
                    Tag::List(_) | Tag::Table(_) => {
                        let from_above = self.lead_in.take().unwrap_or_default();
                        self.inherited.push(from_above);
                    }
                    Tag::Item | Tag::TableRow | Tag::TableHead => {}
                    _ => self.lead_in = None,
                }
            }
        }
    }

    fn end(&mut self, end: TagEnd) {
        match end {
            TagEnd::Link | TagEnd::Image => self.links = self.links.saturating_sub(1),
            TagEnd::Heading(_)
            | TagEnd::CodeBlock
            | TagEnd::HtmlBlock
            | TagEnd::MetadataBlock(_)
            | TagEnd::DefinitionListTitle
            | TagEnd::FootnoteDefinition => self.left_out = self.left_out.saturating_sub(1),
            TagEnd::TableHead => {
                // The head claims nothing, but what supports it supports all rows.
                let head = self.open.take().unwrap_or_default();
                if let Some(inherited) = self.inherited.last_mut() {
                    inherited.extend(head.footnotes);
                }
            }
            TagEnd::List(_) | TagEnd::Table => {
                self.close();
                self.inherited.pop();
                self.lead_in = None;
            }
            TagEnd::Item => {
                self.close();
                self.lead_in = None;
            }
            TagEnd::Paragraph | TagEnd::TableRow => self.close(),
            _ => {}
        }
    }

    /// The passage that the words at `range` belong to.
    fn passage(&mut self, range: &Range<usize>) -> Option<&mut Passage> {
        if self.left_out > 0 {
            return None;
        }
        let passage = self.open.get_or_insert_with(|| Passage {
            range: range.clone(),
            ..Passage::default()
        });
        passage.range.end = passage.range.end.max(range.end);
        Some(passage)
    }

    fn prose(&mut self, words: &str, range: &Range<usize>) {
        let in_link = self.links > 0;
        if let Some(passage) = self.passage(range) {
            passage.prose(words, in_link);
        }
    }

    /// Ends the passage that is open.
    fn close(&mut self) {
        let Some(mut passage) = self.open.take() else {
            return;
        };
        passage.end_sentence();
        let words = passage.words.trim().to_owned();
        self.lead_in = words.ends_with(':').then(|| passage.footnotes.clone());
        // What says when the page was verified claims nothing itself.
        let is_dated = date::is_dated(&words);
        if !passage.claims || passage.is_left_out || is_dated {
            return;
        }
        for inherited in &self.inherited {
            passage.footnotes.extend(inherited);
        }
        let has_data = self.has_directive(&passage.range);
        // A table that a directive makes has its sources below it.
        if has_data && words.starts_with("{{#") && words.ends_with("}}") {
            return;
        }
        self.claims.push(Claim {
            range: passage.range,
            text: words,
            footnotes: passage.footnotes,
            has_data,
        });
    }

    fn has_directive(&self, range: &Range<usize>) -> bool {
        let after = self
            .directives
            .partition_point(|found| found.start < range.start);
        let first = self.directives.get(after);
        first.is_some_and(|found| found.start < range.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first words of each claim, and its footnotes.
    fn read(text: &str) -> Vec<(String, Vec<usize>)> {
        let options = MarkdownOptions::default();
        let footnotes = Footnotes::read(text, &options);
        let found = claims(text, &footnotes, &options, &Facts::bundled());
        let short = |claim: &Claim| claim.text.split(' ').take(3).collect::<Vec<_>>().join(" ");
        found
            .iter()
            .map(|claim| (short(claim), claim.footnotes.clone()))
            .collect()
    }

    fn one(words: &str, footnotes: &[usize]) -> (String, Vec<usize>) {
        (words.to_owned(), footnotes.to_vec())
    }

    #[test]
    fn paragraphs_items_and_rows_are_claims() {
        let text = "# AWS is big\n\nBedrock bills by the token. Save it.\n\n\
            - IAM is free of charge\n- Save the file in S3.\n- Nothing of theirs is in here.\n\n\
            | AWS | what |\n|---|---|\n| `AWS_REGION` | the Region that counts |\n| none | no claim |\n\n\
            > [!NOTE]\n> STS answers within a second.\n\n\
            ```sh\naws sts get-caller-identity\n```\n\n\
            See [AWS's pages about Bedrock](x.md).\n\n\
            Use IAM.\n\nWhat is `us-east-1`?\n\n- [ ] Root has no AWS keys\n\n\
            Verified 2026-11-28 against AWS's pages.\n";
        assert_eq!(
            read(text),
            [
                one("Bedrock bills by", &[]),
                one("IAM is free", &[]),
                one("AWS_REGION the Region", &[]),
                one("STS answers within", &[]),
            ]
        );
    }

    #[test]
    fn a_lead_in_and_the_head_of_a_table_support_what_is_below() {
        let text = "AWS has limits:[^a]\n\n- Bedrock has two of them[^b]\n- IAM has one:\n  - STS has none at all\n\n\
            | AWS[^b] | x |\n|---|---|\n| Bedrock | is a service |\n\n\
            It is over:[^a]\n\nAWS says so itself.\n\n[^a]: x\n[^b]: AWS is not a claim here.\n";
        assert_eq!(
            read(text),
            [
                one("AWS has limits:", &[0]),
                one("Bedrock has two", &[1, 0]),
                one("IAM has one:", &[0]),
                one("STS has none", &[0]),
                one("Bedrock is a", &[1]),
                one("AWS says so", &[]),
            ]
        );
    }

    #[test]
    fn the_strongest_evidence_counts() {
        let text = "AWS has {{#aws count regions}} of them.\n\nAWS has two.[^q][^p]\n\n\
            {{#aws regions}}\n\nAWS has more.\n\n\
            [^q]: [x](https://a.example): \"two\"\n[^p]: `probe:two`\n";
        let options = MarkdownOptions::default();
        let footnotes = Footnotes::read(text, &options);
        let found = claims(text, &footnotes, &options, &Facts::bundled());
        let evidence = |ran: bool| -> Vec<Evidence> {
            let each = found.iter();
            each.map(|claim| claim.evidence(&footnotes, |name| ran && name == "two"))
                .collect()
        };
        assert_eq!(
            evidence(true),
            [Evidence::Data, Evidence::Tested, Evidence::Asserted]
        );
        assert_eq!(
            evidence(false),
            [Evidence::Data, Evidence::Quoted, Evidence::Asserted]
        );
    }
}
