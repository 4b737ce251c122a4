//! Applies the author's suppressions and expected failures to the findings.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diagnostic::{Diagnostic, InSnippet};
use crate::document::suppression::{Comment, Ignore};
use crate::document::{Document, Snippet};
use spanned_text::{FileId, MappedText, Span};

use crate::check::{attribute, find, suppression};
use crate::rule::{Finding, ReportedBy, Rule, Sink};

/// How many findings an author suppressed or expected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SuppressionCounts {
    /// By an `aws-ignore` comment.
    pub suppressed: usize,
    /// By a `fails=` attribute.
    pub expected: usize,
}

/// Removes the suppressed and expected findings of chapters from `diagnostics`, and reports suppressions
/// without effect. `command` produced the findings; each command reports the unused suppressions of its
/// own codes, and `check` those of the others.
pub fn apply<'c>(
    chapters: impl IntoIterator<Item = (&'c MappedText, &'c Document)>,
    command: ReportedBy,
    diagnostics: &mut Vec<Diagnostic>,
) -> SuppressionCounts {
    apply_with(&find, chapters, command, diagnostics)
}

/// Finds the rule with a code.
type Find<'f> = &'f dyn Fn(&str) -> Option<&'static Rule>;

/// The same with the rules that `find` knows.
pub(super) fn apply_with<'c>(
    find: Find<'_>,
    chapters: impl IntoIterator<Item = (&'c MappedText, &'c Document)>,
    command: ReportedBy,
    diagnostics: &mut Vec<Diagnostic>,
) -> SuppressionCounts {
    let mut work = Work {
        find,
        command,
        open: Open::new(std::mem::take(diagnostics)),
    };
    let mut counts = SuppressionCounts::default();
    for (text, document) in chapters {
        counts.expected += work.expect(document);
        counts.suppressed += work.ignore(text, document);
    }
    *diagnostics = work.open.left();
    counts
}

/// The findings that no comment and no attribute has taken yet.
struct Open {
    /// In the order in which they were reported; `None` where one was taken.
    diagnostics: Vec<Option<Diagnostic>>,
    /// Where each is that can be taken, so that no suppression looks at all of them: by code, file, start
    /// and number, with the end.
    places: BTreeMap<(&'static str, FileId, usize, usize), usize>,
}

impl Open {
    fn new(diagnostics: Vec<Diagnostic>) -> Self {
        let mut open = Self {
            diagnostics: Vec::with_capacity(diagnostics.len()),
            places: BTreeMap::new(),
        };
        diagnostics.into_iter().for_each(|one| open.add(one));
        open
    }

    fn add(&mut self, diagnostic: Diagnostic) {
        if let Some(span) = diagnostic.span {
            let number = self.diagnostics.len();
            let place = (diagnostic.code, span.file, span.start, number);
            self.places.insert(place, span.end);
        }
        self.diagnostics.push(Some(diagnostic));
    }

    /// Adds a finding about a suppression.
    fn report(
        &mut self,
        rule: &'static Rule,
        text: &MappedText,
        snippet: Option<InSnippet>,
        finding: Finding,
    ) {
        let mut found = Vec::new();
        Sink::new(rule, text, snippet, &mut found).push(finding);
        found.into_iter().for_each(|one| self.add(one));
    }

    /// Takes the findings of a code within `spans`; how many there are.
    fn take(&mut self, code: &'static str, spans: &[Span]) -> usize {
        let mut taken = Vec::new();
        for span in spans {
            let from = (code, span.file, span.start, 0);
            let to = (code, span.file, span.end, usize::MAX);
            let within = self.places.range(from..=to);
            taken.extend(
                within
                    .filter(|(_, end)| **end <= span.end)
                    .map(|(at, _)| *at),
            );
        }
        let mut count = 0;
        for place in taken {
            if self.places.remove(&place).is_some() {
                count += 1;
                if let Some(diagnostic) = self.diagnostics.get_mut(place.3) {
                    *diagnostic = None;
                }
            }
        }
        count
    }

    /// Those that nobody has taken.
    fn left(self) -> Vec<Diagnostic> {
        self.diagnostics.into_iter().flatten().collect()
    }
}

struct Work<'f> {
    find: Find<'f>,
    command: ReportedBy,
    open: Open,
}

impl Work<'_> {
    /// Whether the command reports unused suppressions of `rule`.
    fn owns(&self, rule: &Rule) -> bool {
        rule.reported_by.owns_suppressions() == self.command
    }

    fn expect(&mut self, document: &Document) -> usize {
        let mut expected = 0;
        for snippet in &document.snippets {
            let Some(fails) = snippet.info.get("fails") else {
                continue;
            };
            let spans = outermost(spans(snippet));
            for code in fails.text().split('+') {
                // `attribute/unknown` reports unknown codes.
                let Some(rule) = (self.find)(code).filter(|rule| self.owns(rule)) else {
                    continue;
                };
                let count = self.open.take(rule.code, &spans);
                expected += count;
                if count == 0 {
                    self.open.report(
                        &attribute::unfulfilled::RULE,
                        &snippet.info_text,
                        InSnippet::of(snippet),
                        attribute::unfulfilled::finding(fails.range.clone(), code),
                    );
                }
            }
        }
        expected
    }

    fn ignore(&mut self, text: &MappedText, document: &Document) -> usize {
        let mut suppressed = 0;
        let comments = document
            .comments
            .iter()
            .filter(|comment| comment.name == "aws-ignore");
        // Several comments in a row are about the same block.
        let mut last: Option<(&Range<usize>, Vec<Span>)> = None;
        for comment in comments {
            let spans = match last.take() {
                Some((covers, spans)) if *covers == comment.covers => spans,
                _ => covered(&comment.covers, text, document),
            };
            suppressed += self.ignore_one(comment, text, &spans);
            last = Some((&comment.covers, spans));
        }
        suppressed
    }

    /// Takes what one comment suppresses, which is about `spans`.
    fn ignore_one(&mut self, comment: &Comment, text: &MappedText, spans: &[Span]) -> usize {
        let mut suppressed = 0;
        let ignore = Ignore::parse(comment.body.as_str());
        let checks = self.command == ReportedBy::Check;
        if checks && ignore.codes.is_empty() {
            let finding = suppression::unknown_code::finding(comment.range.clone(), "");
            let rule = &suppression::unknown_code::RULE;
            self.open.report(rule, text, None, finding);
        }
        for (code, range) in &ignore.codes {
            let Some(rule) = (self.find)(code) else {
                if checks {
                    let finding = suppression::unknown_code::finding(range.clone(), code);
                    let rule = &suppression::unknown_code::RULE;
                    self.open.report(rule, &comment.body, None, finding);
                }
                continue;
            };
            if !self.owns(rule) {
                continue;
            }
            let count = self.open.take(rule.code, spans);
            suppressed += count;
            if count == 0 {
                let finding = suppression::unused::finding(range.clone(), rule);
                let unused = &suppression::unused::RULE;
                self.open.report(unused, &comment.body, None, finding);
            }
        }
        if checks && ignore.reason.is_empty() {
            let finding = suppression::no_reason::finding(comment.range.clone());
            let rule = &suppression::no_reason::RULE;
            self.open.report(rule, text, None, finding);
        }
        suppressed
    }
}

/// The places of what a comment is about.
fn covered(covers: &Range<usize>, text: &MappedText, document: &Document) -> Vec<Span> {
    let mut spans = text.spans(covers.clone());
    // Snippets are in the order of the text.
    let snippets = &document.snippets;
    let first = snippets.partition_point(|snippet| snippet.range.start < covers.start);
    let inside = snippets
        .iter()
        .skip(first)
        .take_while(|snippet| snippet.range.start <= covers.end)
        .filter(|snippet| snippet.range.end <= covers.end);
    inside.for_each(|snippet| spans.extend(self::spans(snippet)));
    // The lines between the parts of a block, as the marks of a quotation, belong to it.
    spans.extend(text.span(covers.clone()));
    outermost(spans)
}

/// The places of a snippet's text: the block, and what it includes from elsewhere.
fn spans(snippet: &Snippet) -> Vec<Span> {
    let mut spans = snippet.text.spans(0..snippet.text.len());
    spans.extend(snippet.span);
    spans
}

/// `spans` without those that lie in another of them.
fn outermost(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_by_key(|span| (span.file, span.start, std::cmp::Reverse(span.end)));
    let mut last: Option<Span> = None;
    spans.retain(|span| {
        let inside = last.is_some_and(|last| last.contains(span));
        if !inside {
            last = Some(*span);
        }
        !inside
    });
    spans
}
