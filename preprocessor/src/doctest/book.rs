//! A book on disk: its chapters, and which of their blocks run.

use std::io;
use std::path::{Path, PathBuf};

use super::plan::{ChapterPlan, Setting, Step};
use super::record::{self, Record, RecordError};
use crate::target::{self, Target, TargetError};
use aws_doc_disk::replace::{self, ReplaceError};
use aws_doc_disk::{Disk, regular};
use aws_doc_facts::Facts;
use aws_doc_lint::check;
use aws_doc_lint::diagnostic::{Diagnostic, Fix, Severity};
use aws_doc_lint::document::{Document, Snippet, UnreadableChapter};
use aws_doc_lint::fix::apply_all;
use aws_doc_lint::run::{self, Findings};
use spanned_text::Files;

/// Why a book cannot be read, or its pages cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BookError {
    /// The folder does not hold a book.
    #[error("{} is not a book: there is no book.toml in it; name the folder of a book", .0.display())]
    NoBook(PathBuf),
    /// Its settings, its summary or its facts cannot be read.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// Chapters cannot be read.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Unreadable(Vec<UnreadableChapter>),
    /// A chapter that is not in the book was asked for.
    #[error(
        "the book has no chapter {chapter}; chapters are named as in SUMMARY.md, such as {example}"
    )]
    UnknownChapter {
        /// The path that was given.
        chapter: String,
        /// The path of a chapter that is there.
        example: String,
    },
    /// A file of the book cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// The files of a book, and its settings.
pub struct BookFiles {
    disk: Disk,
    root: PathBuf,
    target: Target,
}

impl BookFiles {
    /// The book in the folder `root`, which holds `book.toml`.
    ///
    /// # Errors
    /// When there is no book, or its settings, summary or facts cannot be read.
    pub fn find(root: &Path) -> Result<Self, BookError> {
        let no_book = || BookError::NoBook(root.to_owned());
        if !root.join("book.toml").is_file() {
            return Err(no_book());
        }
        let mut disk = Disk::default();
        let targets = target::resolve(root, &mut disk)?;
        let target = targets.into_iter().next().ok_or_else(no_book)?;
        let absolute = std::path::absolute(root).map_err(|source| BookError::File {
            path: root.to_owned(),
            source,
        })?;
        Ok(Self {
            disk,
            root: absolute,
            target,
        })
    }
}

/// A book that has been read.
pub struct Book<'d> {
    source: &'d BookFiles,
    files: Files<'d>,
    findings: Findings,
    /// The plans of the chapters that have something to run, …
    plans: Vec<ChapterPlan>,
    /// … and the number of each among the chapters of the findings.
    numbers: Vec<usize>,
    /// The paths of all chapters below the book's sources.
    chapters: Vec<String>,
    /// Whether only some of the chapters are to run.
    is_part: bool,
}

/// A block that runs, with its place.
pub struct Block<'b> {
    /// The number of its chapter among [`Book::plans`].
    pub chapter: usize,
    /// Its number among the steps of the chapter's plan.
    pub number: usize,
    /// What is done with it.
    pub step: &'b Step,
    /// The block on the page.
    pub snippet: Option<&'b Snippet>,
    /// Its place as `file:line`.
    pub place: String,
}

impl<'d> Book<'d> {
    /// Reads the chapters of a book. Only the blocks of the chapters in `only` are planned, or those of
    /// all if it is empty; chapters are named as in `SUMMARY.md`.
    ///
    /// The checks do not run, except for those of includes and of attributes: see [`Self::faults`].
    ///
    /// # Errors
    /// When a chapter cannot be read, or one of `only` is not in the book.
    pub fn read(source: &'d BookFiles, only: &[String]) -> Result<Self, BookError> {
        let target = &source.target;
        let mut files = Files::new(&source.disk);
        let inputs = &target.inputs;
        let findings = run::check_reading(&mut files, inputs, &target.facts, &target.settings.run)
            .complete()
            .map_err(BookError::Unreadable)?;
        let setting = Setting::of(&target.settings.test);
        let (mut plans, mut numbers, mut chapters) = (Vec::new(), Vec::new(), Vec::new());
        for (number, (input, chapter)) in inputs.iter().zip(&findings.chapters).enumerate() {
            let folder = target.sources.as_deref().unwrap_or("");
            let path = input.path.strip_prefix(folder).unwrap_or(&input.path);
            // A chapter that the summary lists twice is one.
            if chapters.iter().any(|known| known == path) {
                continue;
            }
            chapters.push(path.to_owned());
            let plan = ChapterPlan::of(path, &chapter.document, &setting);
            if !plan.steps.is_empty() && (only.is_empty() || only.iter().any(|one| one == path)) {
                plans.push(plan);
                numbers.push(number);
            }
        }
        if let Some(unknown) = only.iter().find(|one| !chapters.contains(one)) {
            let example = chapters.first().map_or("chapter.md", String::as_str);
            return Err(BookError::UnknownChapter {
                chapter: unknown.clone(),
                example: example.to_owned(),
            });
        }
        Ok(Self {
            source,
            files,
            findings,
            plans,
            numbers,
            chapters,
            is_part: !only.is_empty(),
        })
    }

    /// The folder of the book, as an absolute path.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.source.root
    }

    /// The address of another emulated AWS that the book's settings name.
    #[must_use]
    pub fn endpoint(&self) -> Option<&str> {
        self.source.target.settings.test.endpoint.as_deref()
    }

    /// Whether the book's settings take the AWS CLI and Python from the machine.
    #[must_use]
    pub fn takes_tools_from_path(&self) -> bool {
        self.source.target.settings.test.tools_from_path
    }

    /// What the plans of the chapters depend on.
    #[must_use]
    pub fn setting(&self) -> Setting {
        Setting::of(&self.source.target.settings.test)
    }

    /// The facts of the book.
    #[must_use]
    pub fn facts(&self) -> &Facts {
        &self.source.target.facts
    }

    /// The files of the book that have been read.
    #[must_use]
    pub fn files(&self) -> &Files<'d> {
        &self.files
    }

    /// What was found in the book, for a report: at first what the checks of reading found.
    #[must_use]
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// Puts other diagnostics in the place of those in [`Self::findings`].
    pub fn set_diagnostics(&mut self, diagnostics: Vec<Diagnostic>) {
        self.findings.diagnostics = diagnostics;
        self.findings.sort(&self.files);
    }

    /// The plans of the chapters that have something to run.
    #[must_use]
    pub fn plans(&self) -> &[ChapterPlan] {
        &self.plans
    }

    /// The paths of all chapters below the book's sources.
    #[must_use]
    pub fn chapters(&self) -> &[String] {
        &self.chapters
    }

    /// Whether only the chapters that were asked for are planned.
    #[must_use]
    pub fn is_part(&self) -> bool {
        self.is_part
    }

    /// Each plan with the text of its chapter.
    pub fn documents(&self) -> impl Iterator<Item = (&ChapterPlan, &Document)> {
        let chapters = &self.findings.chapters;
        let numbered = self.plans.iter().zip(&self.numbers);
        numbered.filter_map(|(plan, number)| Some((plan, &chapters.get(*number)?.document)))
    }

    /// All blocks that run, in order.
    pub fn blocks(&self) -> impl Iterator<Item = Block<'_>> {
        let chapters = self.documents().enumerate();
        chapters.flat_map(move |(chapter, (plan, document))| {
            plan.steps.iter().enumerate().map(move |(number, step)| {
                let snippet = document.snippets.get(step.snippet);
                Block {
                    chapter,
                    number,
                    step,
                    snippet,
                    place: self.place(plan, snippet),
                }
            })
        })
    }

    /// The place of a block as `file:line`, or its chapter if its place is not known.
    fn place(&self, plan: &ChapterPlan, snippet: Option<&Snippet>) -> String {
        let span = snippet.and_then(|snippet| snippet.span);
        match span.and_then(|span| Some((self.files.get(span.file)?, span.start))) {
            Some((file, start)) => format!("{}:{}", file.display(), file.position(start).line),
            None => plan.chapter.clone(),
        }
    }

    /// What keeps the blocks from being understood: wrong attributes, and includes that fail.
    #[must_use]
    pub fn faults(&self) -> Vec<Diagnostic> {
        let found = self.findings.diagnostics.iter();
        found
            .filter(|found| found.severity == Severity::Error)
            .cloned()
            .collect()
    }

    /// The record in the book's folder, if there is one.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub fn record(&self) -> Result<Option<Result<Record, RecordError>>, BookError> {
        let path = self.root().join(record::FILE);
        match regular::read_text(&path) {
            Ok(text) => Ok(Some(Record::parse(&text))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(BookError::File { path, source }),
        }
    }

    /// Writes what the blocks printed into the pages, and removes the diagnostics that this fixes. A
    /// page that somebody has edited since it was read is left alone.
    pub(super) fn update(&self, diagnostics: &mut Vec<Diagnostic>) -> Result<Updated, BookError> {
        let is_output = |found: &Diagnostic| found.code == check::test::output::RULE.code;
        let fixes: Vec<&Fix> = diagnostics
            .iter()
            .filter(|found| is_output(found))
            .filter_map(|found| found.fixes.first())
            .collect();
        let (fixed, _) = apply_all(&self.files, fixes);
        let mut updated = Updated::default();
        let mut written = Vec::new();
        for fix in &fixed {
            let Some(file) = self.files.get(fix.file) else {
                continue;
            };
            let Some(path) = self.source.disk.locate(file.path()) else {
                return Err(BookError::File {
                    path: file.display().into(),
                    source: io::ErrorKind::NotFound.into(),
                });
            };
            match replace::text(&path, file.text(), &fix.text) {
                Ok(()) => {
                    updated.expectations += fix.fixes;
                    updated.files += 1;
                    written.push(fix.file);
                }
                Err(ReplaceError::Changed) => updated.edited.push(file.display().to_owned()),
                Err(ReplaceError::Io(source)) => {
                    return Err(BookError::File {
                        path: file.display().into(),
                        source,
                    });
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
