//! The second stage: runs the checks over each subject of the chapters.

use std::collections::{BTreeSet, HashSet};

use super::policy_files::PolicyFiles;
use super::snippet::{self, Output, SnippetContext};
use super::span_set::SpanSet;
use super::{Chapters, Findings, Inspection, Options, choices, policies, text_scan, variants};
use crate::check;
use crate::claim::{ClaimPage, Footnotes};
use crate::diagnostic::{Diagnostic, InSnippet};
use crate::document::directive::{self, ParsedDirective};
use crate::document::{Chapter, Page, UnreadableChapter};
use crate::policy::{Notation, Origin};
use crate::rule::{Fences, Place, Rule, run_all};
use aws_doc_facts::Facts;
use spanned_text::{Files, MappedText};

/// Checks chapters, and the files that were read for them.
pub(super) fn check(
    read: Chapters,
    files: &mut Files<'_>,
    facts: &Facts,
    options: &Options,
) -> Findings {
    let book_file = options.book.as_ref().filter(|_| !read.choices.is_empty());
    let book_file = book_file.map(|book| (files.load(&book.path).ok(), book.whole));
    let files = &*files;
    let snippets = || {
        let chapters = read.chapters.iter();
        chapters.flat_map(|chapter| &chapter.document.snippets)
    };
    let fences = Fences::new(snippets().filter_map(InSnippet::of));
    let mut covered = text_scan::covered_spans(&read.chapters);
    let covered_snippets = SpanSet::new(&covered);
    let mut diagnostics = Vec::new();
    let mut inspections = Vec::with_capacity(read.chapters.len());
    let mut used = BTreeSet::new();
    for chapter in &read.chapters {
        let before = diagnostics.len();
        choices::check_chapter(
            &chapter.document,
            chapter.expanded.text.as_str(),
            &read.choices,
            &mut used,
            &mut diagnostics,
        );
        let page = Page::new(chapter.expanded.text.as_str());
        let cx = SnippetContext {
            facts,
            options,
            files,
            page: &page,
            fences: &fences,
            covered: &covered_snippets,
            policy_files: &PolicyFiles::of(
                chapter,
                &page,
                facts,
                options.grammar.map(|it| it as _),
            ),
        };
        check_page(chapter, &cx, &mut diagnostics);
        let snippets = chapter.document.snippets.iter();
        let inspected = snippets.map(|snippet| {
            let mut inspection = Inspection::default();
            let mut out = Output {
                diagnostics: &mut diagnostics,
                policies: &mut covered,
                denied: &mut Vec::new(),
                inspection: &mut inspection,
            };
            variants::check(snippet, &read.choices, &cx, &mut out);
            inspection
        });
        inspections.push(inspected.collect());
        name_chapter(chapter, files, diagnostics.iter_mut().skip(before));
    }
    let scan = text_scan::Scan {
        facts,
        files,
        fences: &fences,
        covered: SpanSet::new(&covered),
    };
    for chapter in &read.chapters {
        if !chapter.given.is_whole(files.text(chapter.file)) {
            let before = diagnostics.len();
            scan.check_given(chapter, &mut diagnostics);
            name_chapter(chapter, files, diagnostics.iter_mut().skip(before));
        }
    }
    if !read.choices.is_empty() {
        let (file, whole) = book_file.unwrap_or((None, false));
        choices::check_declared(&read.choices, &used, file, files, whole, &mut diagnostics);
    }
    let chapter_files: HashSet<_> = read.chapters.iter().map(|chapter| chapter.file).collect();
    let mut secrets = Vec::new();
    for (file, _) in files.iter().skip(read.files_before) {
        let is_chapter = chapter_files.contains(&file);
        scan.check_arns(file, &mut diagnostics);
        secrets.extend(scan.check_file(file, is_chapter, &mut diagnostics));
    }
    Findings {
        diagnostics,
        inspections,
        ..Findings::without_checks(read, files, secrets)
    }
}

/// The rules of [`check_reading`].
pub(super) static READING_RULES: &[&Rule] = &[
    &check::attribute::unknown::RULE,
    &check::include::cycle::RULE,
    &check::include::empty::RULE,
    &check::include::missing::RULE,
    &check::include::outside_book::RULE,
];

/// Checks the includes of chapters and the attributes of their fences.
pub(super) fn check_reading(read: Chapters, files: &Files<'_>, facts: &Facts) -> Findings {
    let snippets = || {
        let chapters = read.chapters.iter();
        chapters.flat_map(|chapter| &chapter.document.snippets)
    };
    let fences = Fences::new(snippets().filter_map(InSnippet::of));
    let mut diagnostics = Vec::new();
    for chapter in &read.chapters {
        let before = diagnostics.len();
        check_includes(chapter, &fences, facts, &mut diagnostics);
        for snippet in &chapter.document.snippets {
            snippet::check_attributes(snippet, facts, &mut diagnostics);
        }
        name_chapter(chapter, files, diagnostics.iter_mut().skip(before));
    }
    Findings {
        diagnostics,
        ..Findings::unchecked(read, files)
    }
}

/// Checks the file with the empty path as one policy.
pub(super) fn check_policy(files: &mut Files<'_>, facts: &Facts, options: &Options) -> Findings {
    let path = "";
    let file = match files.load(path) {
        Ok(file) => file,
        Err(error) => {
            let path = path.to_owned();
            return Findings {
                unreadable: vec![UnreadableChapter { path, error }],
                ..Findings::default()
            };
        }
    };
    let files = &*files;
    let content = files.text(file);
    let start = files.get(file).map_or(0, |file| file.bom_len());
    let text = MappedText::of_file(file, content, start..content.len());
    let fences = Fences::default();
    let policies = text.spans(0..text.len());
    let covered = SpanSet::new(&policies);
    let cx = SnippetContext {
        facts,
        options,
        files,
        page: &Page::new(""),
        fences: &fences,
        covered: &covered,
        policy_files: &PolicyFiles::default(),
    };
    let mut diagnostics = Vec::new();
    let mut out = Output {
        diagnostics: &mut diagnostics,
        policies: &mut Vec::new(),
        denied: &mut Vec::new(),
        inspection: &mut Inspection::default(),
    };
    policies::check(&text, Notation::Json, Origin::default(), &cx, &mut out);
    let scan = text_scan::Scan {
        facts,
        files,
        fences: &fences,
        covered: SpanSet::new(&policies),
    };
    let secrets = scan.check_file(file, true, &mut diagnostics);
    Findings {
        diagnostics,
        secrets,
        files: 1,
        ..Findings::default()
    }
}

fn check_includes(
    chapter: &Chapter,
    fences: &Fences,
    facts: &Facts,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let place = Place::among(&chapter.expanded.text, fences);
    for problem in &chapter.expanded.problems {
        run_all(check::include::CHECKS, problem, facts, place, diagnostics);
    }
}

fn check_page(chapter: &Chapter, cx: &SnippetContext<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let facts = cx.facts;
    check_includes(chapter, cx.fences, facts, diagnostics);
    let text = &chapter.expanded.text;
    let place = Place::among(text, cx.fences);
    let footnotes = Footnotes::read(text.as_str(), &cx.options.markdown);
    if !footnotes.all.is_empty() {
        let claims = ClaimPage {
            footnotes: &footnotes,
            document: &chapter.document,
            max_age: cx.options.claims_max_age.as_ref(),
        };
        run_all(check::claim::CHECKS, &claims, facts, place, diagnostics);
    }
    let Some(validate) = cx.options.directives else {
        return;
    };
    for directive in directive::scan(text.as_str()).filter(|found| found.name == "aws") {
        let error = validate(directive.argument).err();
        let parsed = ParsedDirective { directive, error };
        let checks = check::directive::CHECKS;
        run_all(checks, &parsed, facts, place, diagnostics);
    }
}

/// Names the chapter in the diagnostics that have no place on disk.
fn name_chapter<'d>(
    chapter: &Chapter,
    files: &Files<'_>,
    diagnostics: impl Iterator<Item = &'d mut Diagnostic>,
) {
    for diagnostic in diagnostics.filter(|one| one.span.is_none()) {
        let file = files.get(chapter.file);
        diagnostic.file = file.map(|file| file.display().to_owned());
    }
}
