//! The record of what has run: written when that is asked for, compared otherwise.

use std::path::Path;

use super::Arguments;
use super::book::Book;
use super::told::Progress;
use crate::doctest::execution::judge::Judgement;
use crate::doctest::execution::run::Ran;
use crate::doctest::pin::PinnedTool;
use crate::doctest::record::{self, Entry, Record, RecordError};
use crate::doctest::tools::install::Installed;
use crate::emulation;
use aws_doc_facts::provenance::day;
use aws_doc_lint::check::test;
use aws_doc_lint::diagnostic::{Diagnostic, InSnippet};
use aws_doc_lint::rule::{Finding, Sink};

/// The record of what has run now.
pub(super) fn new_record(
    book: &Book<'_>,
    installed: &Installed,
    ran: &[Option<Ran>],
    known: &[Option<Vec<Vec<String>>>],
    judgements: &[Judgement],
) -> Record {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let today = day(now.map_or(0, |now| now.as_secs()));
    let mut record = Record::default();
    let setting = book.target.settings.test.plan();
    for (need, version) in installed.versions() {
        let pinned = setting.pins.get(*need);
        let tool = PinnedTool {
            name: pinned.map_or_else(String::new, |tool| tool.name.clone()),
            version: version.clone(),
            digest: pinned.map_or_else(String::new, |tool| tool.digest.clone()),
        };
        record.tools.insert(need.as_str().to_owned(), tool);
    }
    for ((plan, judgement), (ran, known)) in
        book.plans.iter().zip(judgements).zip(ran.iter().zip(known))
    {
        let differs = |step: usize| -> Vec<String> {
            let ids = match (ran, known) {
                (Some(ran), _) => ran.steps.get(step).map(|step| &step.differs),
                (None, Some(known)) => known.get(step),
                (None, None) => None,
            };
            let ids = ids.map(Vec::as_slice).unwrap_or_default();
            let words = ids.iter().filter_map(|id| emulation::find(id)?.badge);
            words.map(str::to_owned).collect()
        };
        let entries: Vec<Entry> = judgement
            .passed
            .iter()
            .filter_map(|index| {
                let step = plan.steps.get(*index)?;
                Some(Entry {
                    copied: step.copied.clone(),
                    depends: step.depends.clone(),
                    date: today.clone(),
                    differs: differs(*index),
                })
            })
            .collect();
        if !entries.is_empty() {
            record.chapters.insert(plan.chapter.clone(), entries);
        }
    }
    record
}

/// Writes the record, or tells where it is no longer true.
pub(super) fn keep_record(
    arguments: &Arguments,
    book: &Book<'_>,
    mut new: Record,
    old: Option<Result<Record, RecordError>>,
    diagnostics: &mut Vec<Diagnostic>,
    progress: &mut Progress,
) -> anyhow::Result<()> {
    if let Some(Ok(old)) = &old {
        new.keep_dates(old);
        if !arguments.chapter.is_empty() {
            // The chapters that did not run stay as they are.
            for (chapter, entries) in &old.chapters {
                if book.all_chapters.contains(chapter) && !new.chapters.contains_key(chapter) {
                    new.chapters.insert(chapter.clone(), entries.clone());
                }
            }
            for (need, tool) in &old.tools {
                new.tools
                    .entry(need.clone())
                    .or_insert_with(|| tool.clone());
            }
        }
    }
    let path = book.root.join(record::FILE);
    if arguments.record {
        if !matches!(&old, Some(Ok(old)) if *old == new) {
            aws_doc_disk::write_whole(&path, new.to_json().as_bytes())?;
            progress.line(&format!("wrote {}", path.display()));
        }
        return Ok(());
    }
    match old {
        None => {}
        Some(Err(error)) => return Err(error.into()),
        Some(Ok(old)) if old == new => {}
        Some(Ok(old)) => stale(book, &old, &new, &path, diagnostics),
    }
    Ok(())
}

/// One diagnostic for each chapter of which the record is not true, at its first such block.
fn stale(
    book: &Book<'_>,
    old: &Record,
    new: &Record,
    path: &Path,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let help = "`mdbook-aws test --record` writes it anew";
    let before = diagnostics.len();
    for (plan, chapter) in book.plans.iter().zip(&book.chapters) {
        let entries = new.chapters.get(&plan.chapter).map(Vec::as_slice);
        let entries = entries.unwrap_or_default();
        let known = old.chapters.get(&plan.chapter).map(Vec::as_slice);
        let known = known.unwrap_or_default();
        if entries == known {
            continue;
        }
        let first = entries
            .iter()
            .zip(&plan.steps)
            .find(|(entry, _)| !known.contains(entry));
        let document = book.outcome.chapters.get(*chapter).map(|it| &it.document);
        let step = first.map(|(_, step)| step).or(plan.steps.first());
        let snippet = step
            .zip(document)
            .and_then(|(step, document)| document.snippets.get(step.snippet));
        let Some(snippet) = snippet else { continue };
        let finding = Finding::new(
            0..snippet.info_text.len(),
            format!("{} does not say that this block ran so", record::FILE),
        )
        .help(help);
        let fence = snippet.span.map(|fence| InSnippet {
            kind: snippet.kind,
            fence,
        });
        Sink::new(
            &test::stale_record::RULE,
            &snippet.info_text,
            fence,
            diagnostics,
        )
        .push(finding);
    }
    if diagnostics.len() == before {
        let gone = old
            .chapters
            .keys()
            .find(|it| !new.chapters.contains_key(*it));
        diagnostics.push(Diagnostic {
            code: test::stale_record::RULE.code,
            severity: test::stale_record::RULE.severity,
            message: match gone {
                Some(chapter) => format!(
                    "{} tells of {chapter}, of which nothing runs any more",
                    record::FILE
                ),
                None => format!("{} names other versions of the tools", record::FILE),
            },
            span: None,
            file: Some(path.display().to_string()),
            labels: Vec::new(),
            notes: Vec::new(),
            help: Some(help.to_owned()),
            snippet: None,
            aws_finding: None,
            fixes: Vec::new(),
        });
    }
}
