//! The pipeline: chapters in, diagnostics out.
//!
//! [`check`] reads the chapters, runs the checks over each subject, and settles the result: it applies
//! suppressions, removes duplicates, and puts the diagnostics in order.

mod changed;
pub(crate) mod choices;
mod commands;
mod findings;
pub mod policies;
pub mod suppression;
mod text_scan;
mod variants;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::check;
use crate::config::ConfigSample;
use crate::diagnostic::{Diagnostic, InSnippet, Severity};
use crate::document::choice::Choices;
use crate::document::directive::{self, ParsedDirective, Validator};
use crate::document::markdown::{self, MarkdownOptions};
use crate::document::{Chapter, Input, Kind, Page, Snippet, UnreadableChapter, include, listed};
use crate::env::{EnvSample, Readers};
use crate::fix;
use crate::policy::{Notation, Origin};
use crate::rule::{Place, ReportedBy, run_all};
use crate::shell::Grammar;
use aws_doc_facts::Facts;
use iam_policy_model::model::PolicyType;
use spanned_text::{Files, ReadError, Span};

pub use findings::Findings;
use findings::dedupe;

/// Settings that change what the checks see or say.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// How chapters are read.
    pub markdown: MarkdownOptions,
    /// Another weight for what a check finds, by its code; `None` switches it off.
    pub severities: BTreeMap<String, Option<Severity>>,
    /// The readers of env files that matter, where a sample names none.
    pub readers: Readers,
    /// The file that declares the reader's choices.
    pub book: Option<BookFile>,
    /// Checks directives `{{#aws …}}`; without it they are left alone.
    pub directives: Option<Validator>,
    /// Reads what is not a plain command; without it only plain commands are checked.
    pub grammar: Option<&'static dyn Grammar>,
}

/// The `book.toml` of a book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookFile {
    /// Its path, as [`spanned_text::Sources`] takes it.
    pub path: String,
    /// Whether all chapters of the book are checked together.
    pub whole: bool,
}

/// All chapters that are checked at once have no more bytes than this, with what they include.
const MOST_EXPANDED: usize = 256 << 20;

/// Checks chapters and what they include. Files that `files` holds already are not looked at
/// again, unless as chapters.
///
/// # Errors
/// When a chapter cannot be read. A missing include is a diagnostic instead.
pub fn check(
    files: &mut Files<'_>,
    inputs: &[Input],
    facts: &Facts,
    options: &Options,
) -> Result<Findings, Vec<UnreadableChapter>> {
    let mut findings = Findings::default();
    let mut unreadable = Vec::new();
    let known = files.iter().count();
    let mut size = 0;
    let choices = listed::resolve(&options.markdown.choices, facts);
    let markdown_options = MarkdownOptions {
        choices: choices.clone(),
        ..options.markdown.clone()
    };
    for input in inputs {
        match files.load(&input.path) {
            Ok(file) => {
                let given = changed::map(files, file, input.content.as_deref());
                let expanded = include::expand(files, file, &given);
                size += expanded.text.len();
                if size > MOST_EXPANDED {
                    let path = files.display(&input.path);
                    let message = "with it, all chapters and what they include have more than \
                                   256 MiB";
                    let error = ReadError::Other(message.to_owned());
                    return Err(vec![UnreadableChapter { path, error }]);
                }
                let document = markdown::parse(&expanded.text, &markdown_options);
                findings.chapters.push(Chapter {
                    file,
                    given,
                    expanded,
                    document,
                });
            }
            Err(error) => {
                let path = files.display(&input.path);
                unreadable.push(UnreadableChapter { path, error });
            }
        }
    }
    if !unreadable.is_empty() {
        return Err(unreadable);
    }
    let mut diagnostics = Vec::new();
    let mut used = BTreeSet::new();
    let mut policies = text_scan::covered_spans(&findings.chapters);
    for chapter in &findings.chapters {
        let before = diagnostics.len();
        choices::check_chapter(&chapter.document, &choices, &mut used, &mut diagnostics);
        let cx = SnippetContext {
            facts,
            readers: &options.readers,
            directives: options.directives,
            grammar: options.grammar,
            page: Page::new(chapter.expanded.text.as_str()),
            policies: RefCell::default(),
        };
        check_chapter(chapter, &choices, &cx, &mut diagnostics);
        if !chapter.given.is_whole(files.text(chapter.file)) {
            text_scan::check_given(chapter, facts, &mut diagnostics);
        }
        policies.append(&mut cx.policies.take());
        for diagnostic in diagnostics.iter_mut().skip(before) {
            if diagnostic.span.is_none() {
                diagnostic.file = files
                    .get(chapter.file)
                    .map(|file| file.display().to_owned());
            }
        }
    }
    if !choices.is_empty() {
        let book = options.book.as_ref();
        let file = book.and_then(|book| files.load(&book.path).ok());
        let whole = book.is_some_and(|book| book.whole);
        choices::check_declared(&choices, &used, file, files, whole, &mut diagnostics);
    }
    for (file, _) in files.iter().skip(known) {
        text_scan::check_arns(file, files, facts, &policies, &mut diagnostics);
        let is_chapter = findings.chapters.iter().any(|chapter| chapter.file == file);
        text_scan::check_file(
            file,
            is_chapter,
            files,
            facts,
            &mut diagnostics,
            &mut findings.secrets,
        );
    }
    findings.choices = choices;
    findings.count_snippets();
    findings.files = files.iter().skip(known).count();
    place_in_snippets(&findings.chapters, &mut diagnostics);
    text_scan::assign_aws_ids(&policies, files, &mut diagnostics);
    dedupe(&mut diagnostics);
    for chapter in &findings.chapters {
        let counts = suppression::apply(
            &chapter.expanded.text,
            &chapter.document,
            ReportedBy::Check,
            &mut diagnostics,
        );
        findings.suppressions.suppressed += counts.suppressed;
        findings.suppressions.expected += counts.expected;
    }
    dedupe(&mut diagnostics);
    fix::continue_lines(files, &mut diagnostics);
    apply_severity_overrides(&options.severities, &mut diagnostics);
    findings.diagnostics = diagnostics;
    findings.sort(files);
    Ok(findings)
}

/// What the check of a snippet needs to know beside the snippet.
struct SnippetContext<'a> {
    facts: &'a Facts,
    readers: &'a Readers,
    directives: Option<Validator>,
    grammar: Option<&'static dyn Grammar>,
    /// The page that the snippet is on.
    page: Page<'a>,
    /// Where the policies stand that commands hold.
    policies: RefCell<Vec<Span>>,
}

fn check_chapter(
    chapter: &Chapter,
    choices: &Choices,
    cx: &SnippetContext<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let text = &chapter.expanded.text;
    let place = Place {
        text,
        snippet: None,
    };
    let facts = cx.facts;
    for problem in &chapter.expanded.problems {
        run_all(check::include::CHECKS, problem, facts, place, diagnostics);
    }
    let directives = cx.directives.map(|validate| {
        directive::scan(text.as_str())
            .filter(|found| found.name == "aws")
            .map(move |directive| ParsedDirective {
                error: validate(directive.argument).err(),
                directive,
            })
    });
    for directive in directives.into_iter().flatten() {
        run_all(
            check::directive::CHECKS,
            &directive,
            facts,
            place,
            diagnostics,
        );
    }
    for snippet in &chapter.document.snippets {
        variants::check(snippet, choices, cx, diagnostics);
    }
}

fn check_snippet(snippet: &Snippet, cx: &SnippetContext<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let facts = cx.facts;
    let in_snippet = snippet.span.map(|fence| InSnippet {
        kind: snippet.kind,
        fence,
    });
    if !snippet.info.attributes.is_empty() {
        let place = Place {
            text: &snippet.info_text,
            snippet: in_snippet,
        };
        run_all(check::attribute::CHECKS, snippet, facts, place, diagnostics);
        run_all(
            check::env::OF_ATTRIBUTES,
            snippet,
            facts,
            place,
            diagnostics,
        );
    }
    let text = &snippet.text;
    match snippet.kind {
        Kind::Policy | Kind::Yaml => {
            let notation = if snippet.kind == Kind::Yaml {
                Notation::Yaml
            } else {
                Notation::Json
            };
            let declared = snippet.info.value("policy").and_then(PolicyType::from_name);
            let comments = &snippet.comments;
            let origin = Origin {
                declared,
                comments,
                snippet: in_snippet,
                ..Origin::default()
            };
            policies::check_all(text, notation, origin, facts, diagnostics);
        }
        Kind::Command | Kind::Console => {
            let commands = commands::Commands {
                snippet,
                in_snippet,
                cx,
                diagnostics,
            };
            commands.check();
        }
        _ => policies::unfounded(&snippet.comments, in_snippet, diagnostics),
    }
    let place = Place {
        text,
        snippet: in_snippet,
    };
    if snippet.kind == Kind::Config {
        let sample = ConfigSample::of(snippet);
        run_all(check::config::CHECKS, &sample, facts, place, diagnostics);
    }
    if let Some(sample) = EnvSample::of(snippet, cx.readers) {
        run_all(check::env::CHECKS, &sample, facts, place, diagnostics);
    }
}

/// Tells the diagnostics that were found in a whole file which snippet they are in.
fn place_in_snippets(chapters: &[Chapter], diagnostics: &mut [Diagnostic]) {
    let mut fences: Vec<(Span, Kind)> = chapters
        .iter()
        .flat_map(|chapter| &chapter.document.snippets)
        .filter_map(|snippet| Some((snippet.span?, snippet.kind)))
        .collect();
    fences.sort_by_key(|(span, _)| (span.file, span.start));
    for diagnostic in diagnostics
        .iter_mut()
        .filter(|found| found.snippet.is_none())
    {
        let Some(span) = diagnostic.span else {
            continue;
        };
        let after = fences
            .partition_point(|(fence, _)| (fence.file, fence.start) <= (span.file, span.start));
        let before = after.checked_sub(1).and_then(|index| fences.get(index));
        diagnostic.snippet =
            before
                .filter(|(fence, _)| fence.contains(&span))
                .map(|(fence, kind)| InSnippet {
                    kind: *kind,
                    fence: *fence,
                });
    }
}

/// Gives what was found the severities that the settings name.
pub fn apply_severity_overrides(
    severities: &BTreeMap<String, Option<Severity>>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    if severities.is_empty() {
        return;
    }
    diagnostics.retain_mut(|diagnostic| match severities.get(diagnostic.code) {
        None => true,
        Some(None) => false,
        Some(Some(severity)) => {
            diagnostic.severity = *severity;
            true
        }
    });
}
