//! The book that is run: its chapters, what of them runs, and its record.

use std::path::{Path, PathBuf};

use crate::cli::target::{self, Target};
use crate::doctest::plan::ChapterPlan;
use crate::doctest::record::{self, Record, RecordError};
use aws_doc_disk::Disk;
use aws_doc_lint::diagnostic::{Diagnostic, Fix, Severity};
use aws_doc_lint::fix::apply_all;
use aws_doc_lint::run::{self, Findings};
use spanned_text::Files;

use aws_doc_disk::regular;
use aws_doc_disk::replace::{self, ReplaceError};

/// The files of a book, and what is to be run of them.
pub(super) struct OnDisk {
    disk: Disk,
    root: PathBuf,
    target: Target,
}

/// A book with what of it runs.
pub(super) struct Book<'d> {
    pub(super) root: PathBuf,
    pub(super) target: &'d Target,
    disk: &'d Disk,
    pub(super) files: Files<'d>,
    pub(super) outcome: Findings,
    /// The chapters that have something to run, …
    pub(super) plans: Vec<ChapterPlan>,
    /// … and which of the outcome's chapters each is.
    pub(super) chapters: Vec<usize>,
    /// The paths of all chapters below the book's sources.
    pub(super) all_chapters: Vec<String>,
}

/// The book in the folder `root`.
pub(super) fn disk(root: &Path) -> anyhow::Result<OnDisk> {
    if !root.join("book.toml").is_file() {
        anyhow::bail!(
            "{} is no book: there is no book.toml in it; name the folder of a book",
            root.display()
        );
    }
    let mut disk = Disk::default();
    let targets = target::resolve(root, &mut disk)?;
    let mut target = targets
        .into_iter()
        .next()
        .ok_or_else(|| anyhow::anyhow!("{} is no book", root.display()))?;
    // Who has a book tested reads the attributes as ours, whether or not its build does.
    target.settings.run.markdown.foreign_attributes = false;
    Ok(OnDisk {
        disk,
        root: std::path::absolute(root)?,
        target,
    })
}

impl<'d> Book<'d> {
    /// Reads the book; of `only`, if that names any chapters.
    pub(super) fn load(on_disk: &'d OnDisk, only: &[String]) -> anyhow::Result<Self> {
        let target = &on_disk.target;
        let mut files = Files::new(&on_disk.disk);
        let outcome = run::check(
            &mut files,
            &target.inputs,
            &target.facts,
            &target.settings.run,
        )
        .complete()
        .map_err(|unreadable| {
            let messages: Vec<String> = unreadable.iter().map(ToString::to_string).collect();
            anyhow::anyhow!("{}", messages.join("\n"))
        })?;
        let setting = target.settings.test.plan();
        let sources = target.sources.as_deref().unwrap_or_default();
        let mut book = Self {
            root: on_disk.root.clone(),
            target,
            disk: &on_disk.disk,
            files,
            outcome,
            plans: Vec::new(),
            chapters: Vec::new(),
            all_chapters: Vec::new(),
        };
        for (index, (input, chapter)) in
            target.inputs.iter().zip(&book.outcome.chapters).enumerate()
        {
            let path = input.path.strip_prefix(sources).unwrap_or(&input.path);
            // A chapter that stands in the summary twice is one.
            if book.all_chapters.iter().any(|known| known == path) {
                continue;
            }
            book.all_chapters.push(path.to_owned());
            let plan = ChapterPlan::of(path, &chapter.document, &setting);
            if !plan.steps.is_empty() && (only.is_empty() || only.iter().any(|one| one == path)) {
                book.plans.push(plan);
                book.chapters.push(index);
            }
        }
        if let Some(unknown) = only.iter().find(|one| !book.all_chapters.contains(one)) {
            anyhow::bail!(
                "the book has no chapter {unknown}; chapters are named as in SUMMARY.md, as {}",
                book.all_chapters
                    .first()
                    .map_or("chapter.md", |first| first)
            );
        }
        Ok(book)
    }

    /// What keeps the blocks from being understood: wrong attributes, and includes that fail.
    pub(super) fn faults(&self) -> Vec<Diagnostic> {
        let hinders = |diagnostic: &&Diagnostic| {
            diagnostic.severity == Severity::Error
                && (diagnostic.code == "attribute/unknown"
                    || diagnostic.code.starts_with("include/"))
        };
        let found = self.outcome.diagnostics.iter();
        found.filter(hinders).cloned().collect()
    }

    /// Where a step stands, as `file:line`.
    pub(super) fn place(&self, plan: usize, step: usize) -> String {
        let place = || {
            let step = self.plans.get(plan)?.steps.get(step)?;
            let chapter = self.outcome.chapters.get(*self.chapters.get(plan)?)?;
            let span = chapter.document.snippets.get(step.snippet)?.span?;
            let file = self.files.get(span.file)?;
            let line = file.position(span.start).line;
            Some(format!("{}:{line}", file.display()))
        };
        place().unwrap_or_default()
    }

    /// The record in the book's folder, if there is one.
    pub(super) fn record(&self) -> anyhow::Result<Option<Result<Record, RecordError>>> {
        let path = self.root.join(record::FILE);
        match regular::read_text(&path) {
            Ok(text) => Ok(Some(Record::parse(&text))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(anyhow::anyhow!("cannot read {}: {error}", path.display())),
        }
    }

    /// Writes what came out into the pages, and takes the diagnostics away that are mended so. A
    /// page that somebody has edited since it was read is left alone.
    pub(super) fn update(&self, diagnostics: &mut Vec<Diagnostic>) -> anyhow::Result<Updated> {
        let is_output =
            |found: &Diagnostic| found.code == aws_doc_lint::check::test::output::RULE.code;
        let fixes: Vec<&Fix> = diagnostics
            .iter()
            .filter(|found| is_output(found))
            .filter_map(|found| found.fixes.first())
            .collect();
        let (mended, _) = apply_all(&self.files, fixes);
        let mut updated = Updated::default();
        let mut written = Vec::new();
        for file in &mended {
            let known = self.files.get(file.file);
            let path = known.and_then(|known| self.disk.locate(known.path()));
            let (Some(known), Some(path)) = (known, path) else {
                anyhow::bail!("a file of the book is gone");
            };
            match replace::text(&path, known.text(), &file.text) {
                Ok(()) => {
                    updated.expectations += file.fixes;
                    updated.files += 1;
                    written.push(file.file);
                }
                Err(ReplaceError::Changed) => updated.edited.push(known.display().to_owned()),
                Err(ReplaceError::Io(error)) => {
                    anyhow::bail!("cannot write {}: {error}", known.display())
                }
            }
        }
        diagnostics.retain(|found| {
            let mut edits = found.fixes.iter().flat_map(|fix| &fix.edits);
            let written = edits.any(|edit| written.contains(&edit.span.file));
            !(is_output(found) && written)
        });
        Ok(updated)
    }
}

/// What was written into the pages of a book.
#[derive(Debug, Default)]
pub(super) struct Updated {
    pub(super) expectations: usize,
    pub(super) files: usize,
    /// The files that somebody has edited meanwhile, to which nothing was written.
    pub(super) edited: Vec<String>,
}
