//! The way of the data, once, from chapters to diagnostics.

mod anywhere;
mod changed;
#[cfg(feature = "shell")]
mod commands;
mod outcome;
mod variants;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::check::config::ConfigSample;
use crate::check::env::{EnvSample, Readers};
use crate::check::policy::Notation;
use crate::check::policy::model::PolicyType;
use crate::check::verdict;
use crate::check::{REGISTRY, Rule, Run, Sink, choice, policy};
use crate::diagnostic::{Diagnostic, InSnippet, Severity};
use crate::document::choice::Choices;
use crate::document::include::{self, Expanded};
use crate::document::markdown::{self, MarkdownOptions};
use crate::document::{
    Document, FileId, Files, Kind, MappedText, Page, ReadError, Snippet, Span, directive,
};
use crate::facts::{Facts, listed};
use crate::fix;

pub use outcome::Outcome;
use outcome::dedupe;

/// Settings that change what the checks see or say.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// How chapters are read.
    pub markdown: MarkdownOptions,
    /// Another weight for what a check finds, by its code; `None` switches it off.
    pub weights: BTreeMap<String, Option<Severity>>,
    /// The readers of env files that matter, where a sample names none.
    pub readers: Readers,
    /// The file that declares the reader's choices.
    pub book: Option<BookFile>,
}

/// The `book.toml` of a book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookFile {
    /// Its path, as [`crate::document::Sources`] takes it.
    pub path: String,
    /// Whether all chapters of the book are checked together.
    pub whole: bool,
}

/// A chapter, read.
#[derive(Debug)]
pub struct Chapter {
    /// Its file.
    pub file: FileId,
    /// Its text as it was given, with its places on disk.
    pub given: MappedText,
    /// Its text with includes resolved.
    pub expanded: Expanded,
    /// What it holds.
    pub document: Document,
}

/// A chapter that cannot be read.
#[derive(Debug, Clone, thiserror::Error)]
#[error("cannot read {path}: {error}")]
pub struct UnreadableChapter {
    /// The file as reports show it.
    pub path: String,
    /// Why.
    #[source]
    pub error: ReadError,
}

/// A chapter to be checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The path of its file, as [`crate::document::Sources`] takes it.
    pub path: String,
    /// Its text, where that may not be what the file holds: another preprocessor was there before.
    pub content: Option<String>,
}

impl Input {
    /// The chapter as its file has it.
    #[must_use]
    pub fn file(path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            content: None,
        }
    }
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
) -> Result<Outcome, Vec<UnreadableChapter>> {
    let mut outcome = Outcome::default();
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
                outcome.chapters.push(Chapter {
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
    let mut policies = anywhere::looked_at(&outcome.chapters);
    for chapter in &outcome.chapters {
        let before = diagnostics.len();
        choice::check_chapter(&chapter.document, &choices, &mut used, &mut diagnostics);
        let around = Surroundings {
            facts,
            readers: &options.readers,
            page: Page::new(chapter.expanded.text.as_str()),
            policies: RefCell::default(),
        };
        check_chapter(chapter, &choices, &around, &mut diagnostics);
        if !chapter.given.is_whole(files.text(chapter.file)) {
            anywhere::check_given(chapter, facts, &mut diagnostics);
        }
        policies.append(&mut around.policies.take());
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
        choice::check_declared(&choices, &used, file, files, whole, &mut diagnostics);
    }
    for (file, _) in files.iter().skip(known) {
        anywhere::check_arns(file, files, facts, &policies, &mut diagnostics);
        let is_chapter = outcome.chapters.iter().any(|chapter| chapter.file == file);
        anywhere::check_file(
            file,
            is_chapter,
            files,
            facts,
            &mut diagnostics,
            &mut outcome.secrets,
        );
    }
    outcome.choices = choices;
    outcome.count_snippets();
    outcome.files = files.iter().skip(known).count();
    place_in_snippets(&outcome.chapters, &mut diagnostics);
    anywhere::name_as_aws_does(&policies, files, &mut diagnostics);
    dedupe(&mut diagnostics);
    for chapter in &outcome.chapters {
        let foreseen = verdict::apply(
            &chapter.expanded.text,
            &chapter.document,
            None,
            &mut diagnostics,
        );
        outcome.foreseen.suppressed += foreseen.suppressed;
        outcome.foreseen.expected += foreseen.expected;
    }
    dedupe(&mut diagnostics);
    fix::continue_lines(files, &mut diagnostics);
    weigh(&options.weights, &mut diagnostics);
    outcome.diagnostics = diagnostics;
    outcome.sort(files);
    Ok(outcome)
}

/// What the check of a snippet needs to know beside the snippet.
struct Surroundings<'a> {
    facts: &'a Facts,
    readers: &'a Readers,
    /// The page that the snippet is on.
    page: Page<'a>,
    /// Where the policies stand that commands hold.
    policies: RefCell<Vec<Span>>,
}

fn check_chapter(
    chapter: &Chapter,
    choices: &Choices,
    around: &Surroundings<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let text = &chapter.expanded.text;
    for problem in &chapter.expanded.problems {
        each(|rule, run| {
            if let Run::Include(check) = run {
                check(problem, &mut Sink::new(rule, text, None, diagnostics));
            }
        });
    }
    for directive in directive::scan(text.as_str()).filter(|found| found.name == "aws") {
        each(|rule, run| {
            if let Run::Directive(check) = run {
                check(&directive, &mut Sink::new(rule, text, None, diagnostics));
            }
        });
    }
    for snippet in &chapter.document.snippets {
        variants::check(snippet, choices, around, diagnostics);
    }
}

fn check_snippet(snippet: &Snippet, around: &Surroundings<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let facts = around.facts;
    let in_snippet = snippet.span.map(|fence| InSnippet {
        kind: snippet.kind,
        fence,
    });
    if !snippet.info.attributes.is_empty() {
        each(|rule, run| {
            if let Run::Attribute(check) = run {
                check(
                    snippet,
                    &mut Sink::new(rule, &snippet.info_text, in_snippet, diagnostics),
                );
            }
        });
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
            let origin = policy::Origin {
                declared,
                comments,
                snippet: in_snippet,
                ..policy::Origin::default()
            };
            policy::check_all(text, notation, origin, facts, diagnostics);
        }
        #[cfg(feature = "shell")]
        Kind::Command | Kind::Console => {
            let commands = commands::Commands {
                snippet,
                in_snippet,
                around,
                diagnostics,
            };
            commands.check();
        }
        #[cfg(not(feature = "shell"))]
        Kind::Command | Kind::Console => {
            let _ = (&around.page, &around.policies);
            policy::expectation::unfounded(&snippet.comments, in_snippet, diagnostics);
        }
        _ => policy::expectation::unfounded(&snippet.comments, in_snippet, diagnostics),
    }
    if snippet.kind == Kind::Config {
        let sample = ConfigSample::of(snippet);
        check_config(&sample, text, in_snippet, facts, diagnostics);
    }
    if let Some(sample) = EnvSample::of(snippet, around.readers) {
        check_env(&sample, text, in_snippet, facts, diagnostics);
    }
}

fn check_config(
    sample: &ConfigSample<'_>,
    text: &MappedText,
    in_snippet: Option<InSnippet>,
    facts: &Facts,
    diagnostics: &mut Vec<Diagnostic>,
) {
    each(|rule, run| {
        if let Run::Config(check) = run {
            check(
                sample,
                facts,
                &mut Sink::new(rule, text, in_snippet, diagnostics),
            );
        }
    });
}

fn check_env(
    sample: &EnvSample<'_>,
    text: &MappedText,
    in_snippet: Option<InSnippet>,
    facts: &Facts,
    diagnostics: &mut Vec<Diagnostic>,
) {
    each(|rule, run| {
        if let Run::Env(check) = run {
            check(
                sample,
                facts,
                &mut Sink::new(rule, text, in_snippet, diagnostics),
            );
        }
    });
}

fn each(mut call: impl FnMut(&'static Rule, &'static Run)) {
    for rule in REGISTRY {
        call(rule, &rule.run);
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

/// Gives what was found the weights that the settings name.
pub(crate) fn weigh(
    weights: &BTreeMap<String, Option<Severity>>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    if weights.is_empty() {
        return;
    }
    diagnostics.retain_mut(|diagnostic| match weights.get(diagnostic.code) {
        None => true,
        Some(None) => false,
        Some(Some(severity)) => {
            diagnostic.severity = *severity;
            true
        }
    });
}
