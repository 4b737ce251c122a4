//! The record of what has run: written when that is asked for, compared otherwise.

use std::path::PathBuf;

use super::RunError;
use super::chapter::ChapterRun;
use crate::doctest::book::Book;
use crate::doctest::pin::PinnedTool;
use crate::doctest::record::{self, Entry, Record};
use crate::doctest::tools::install::Installed;
use aws_doc_facts::provenance::day;
use aws_doc_lint::check::test::stale_record;
use aws_doc_lint::diagnostic::{Diagnostic, InSnippet};
use aws_doc_lint::rule::{Finding, Sink};

/// What to do about a record that is out of date.
const HELP: &str = "`mdbook-aws test --record` writes it again";

/// The record of what has run now. Where nothing has changed since `old`, it keeps the dates of that; if
/// only a part of the book has run, it keeps the rest of it too.
pub(super) fn new_record(
    book: &Book<'_>,
    installed: &Installed,
    chapters: &[ChapterRun<'_>],
    old: Option<&Record>,
) -> Record {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let today = day(now.map_or(0, |now| now.as_secs()));
    let mut record = Record::default();
    let setting = book.setting();
    for (need, version) in installed.versions() {
        let pinned = setting.pins.get(*need);
        let tool = PinnedTool {
            name: pinned.map_or_else(String::new, |tool| tool.name.clone()),
            version: version.clone(),
            digest: pinned.map_or_else(String::new, |tool| tool.digest.clone()),
        };
        record.tools.insert(need.as_str().to_owned(), tool);
    }
    for chapter in chapters {
        let entries = chapter.passed().map(|(number, step)| Entry {
            copied: step.copied.clone(),
            depends: step.depends.clone(),
            date: today.clone(),
            differs: chapter.badge_words(number),
        });
        let entries: Vec<Entry> = entries.collect();
        if !entries.is_empty() {
            record
                .chapters
                .insert(chapter.plan.chapter.clone(), entries);
        }
    }
    if let Some(old) = old {
        record.keep_dates(old);
        if book.is_part() {
            keep_others(&mut record, old, book.chapters());
        }
    }
    record
}

/// Keeps what `old` says about chapters of the book that did not run.
fn keep_others(record: &mut Record, old: &Record, chapters: &[String]) {
    for (chapter, entries) in &old.chapters {
        if chapters.contains(chapter) && !record.chapters.contains_key(chapter) {
            record.chapters.insert(chapter.clone(), entries.clone());
        }
    }
    for (need, tool) in &old.tools {
        let known = record.tools.entry(need.clone());
        known.or_insert_with(|| tool.clone());
    }
}

/// Writes the record into the book's folder; returns its path.
pub(super) fn write(book: &Book<'_>, record: &Record) -> Result<PathBuf, RunError> {
    let path = book.root().join(record::FILE);
    let text = record.to_json().map_err(std::io::Error::from);
    match text.and_then(|text| aws_doc_disk::write_whole(&path, text.as_bytes())) {
        Ok(()) => Ok(path),
        Err(source) => Err(RunError::Write { path, source }),
    }
}

/// One diagnostic for each chapter in which `old` is out of date, at its first such block.
pub(super) fn compare(
    book: &Book<'_>,
    chapters: &[ChapterRun<'_>],
    old: &Record,
    new: &Record,
) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    if old == new {
        return diagnostics;
    }
    for chapter in chapters {
        let name = &chapter.plan.chapter;
        let (entries, known) = (new.entries(name), old.entries(name));
        if entries == known {
            continue;
        }
        let first = entries
            .iter()
            .zip(&chapter.plan.steps)
            .find(|(entry, _)| !known.contains(entry));
        let step = first.map(|(_, step)| step).or(chapter.plan.steps.first());
        let snippet = step.and_then(|step| chapter.document.snippets.get(step.snippet));
        let Some(snippet) = snippet else { continue };
        let finding = Finding::new(
            0..snippet.info_text.len(),
            format!(
                "{} does not say that this block has run as it is now",
                record::FILE
            ),
        )
        .help(HELP);
        let rule = &stale_record::RULE;
        let fence = InSnippet::of(snippet);
        Sink::new(rule, &snippet.info_text, fence, &mut diagnostics).push(finding);
    }
    if diagnostics.is_empty() {
        diagnostics.push(elsewhere(book, old, new));
    }
    diagnostics
}

/// The diagnostic for a record that is right about all chapters that run.
fn elsewhere(book: &Book<'_>, old: &Record, new: &Record) -> Diagnostic {
    let mut chapters = old.chapters.keys();
    let gone = chapters.find(|chapter| !new.chapters.contains_key(*chapter));
    Diagnostic {
        code: stale_record::RULE.code,
        severity: stale_record::RULE.severity,
        message: match gone {
            Some(chapter) => format!(
                "{} lists blocks of {chapter}, in which nothing runs any more",
                record::FILE
            ),
            None => format!("{} names other versions of the tools", record::FILE),
        },
        span: None,
        file: Some(book.root().join(record::FILE).display().to_string()),
        labels: Vec::new(),
        notes: Vec::new(),
        help: Some(HELP.to_owned()),
        snippet: None,
        aws_finding: None,
        fixes: Vec::new(),
    }
}
