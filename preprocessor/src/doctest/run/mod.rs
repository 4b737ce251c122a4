//! Runs the blocks of a book and compares what they do with what its pages say.
//!
//! Three calls lead to a result. [`Book::read`] reads the chapters and plans their blocks.
//! [`Run::prepare`] decides how the blocks are kept apart from the machine. [`Run::start`] runs them;
//! it does not ask anyone, so call it only when the user has agreed. [`Run::consent`] says which blocks
//! were allowed to run before.

mod chapter;
mod error;
mod event;
mod job;
mod recording;
mod request;
mod separation;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::book::Book;
use super::emulator;
use super::execution::consent::Consent;
use super::execution::judge::Tally;
use super::execution::run;
use super::execution::sandbox::groups::Groups;
use super::execution::sandbox::{self, Isolation};
use super::execution::scratch::Scratch;
use super::execution::stop::Stop;
use super::execution::store::Passed;
use super::pin::Need;
use super::plan::ChapterPlan;
use super::tools::install::{Installed, Tools};
use aws_doc_lint::diagnostic::Diagnostic;
use aws_doc_lint::fix;
use aws_doc_lint::visible::visible;
use chapter::ChapterRun;
use event::Progress;

pub use error::RunError;
pub use event::{Observer, RunEvent};
pub use request::{AwsAccess, Credentials, Request};
pub use separation::{Separation, WantedIsolation};

/// The result of a run.
#[derive(Debug)]
#[non_exhaustive]
pub struct RunResult {
    /// What the blocks did otherwise than the pages say. Empty if all is well.
    pub diagnostics: Vec<Diagnostic>,
    /// How chapters were isolated; `None` if all had passed before.
    pub isolation: Option<Isolation>,
    /// The result of each chapter that has something to run.
    pub chapters: Vec<ChapterResult>,
    /// How long it took.
    pub took: Duration,
}

/// The result of a chapter.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ChapterResult {
    /// Its path below the book's sources.
    pub path: String,
    /// How many blocks did what.
    pub tally: Tally,
    /// How many blocks are marked `no_run`.
    pub not_run: usize,
    /// How long it took; `None` if it has passed before and did not run now.
    pub took: Option<Duration>,
}

/// A run that is ready to start.
pub struct Run<'b, 'd> {
    book: &'b Book<'d>,
    request: Request,
    separation: Separation,
}

/// What is allowed to a book, as noted in the folder `cache`. `is_weak` says that the system, and not
/// the user, is the reason for less isolation.
#[must_use]
pub fn consent(book: &Book<'_>, cache: &Path, is_weak: bool) -> Consent {
    let besides = book.setting().besides;
    Consent::load(&notes(cache), book.root(), &besides, is_weak)
}

/// The folder for what is kept of runs.
fn notes(cache: &Path) -> PathBuf {
    cache.join("test")
}

impl<'b, 'd> Run<'b, 'd> {
    /// Decides how the blocks of `book` are kept apart from the machine.
    ///
    /// The calling process hides its memory from other processes of the user from then on: without
    /// namespaces, blocks can see it.
    ///
    /// # Errors
    /// When the isolation that the request asks for is not to be had.
    pub fn prepare(book: &'b Book<'d>, request: Request) -> Result<Self, RunError> {
        sandbox::guard_memory().map_err(RunError::system("protect the memory of this program"))?;
        let real_aws = matches!(request.aws, AwsAccess::Real(_));
        let separation = Separation::wanted(request.isolation, real_aws, book, &request.program)?;
        Ok(Self {
            book,
            request,
            separation,
        })
    }

    /// How the blocks will be kept apart from the machine.
    #[must_use]
    pub fn separation(&self) -> &Separation {
        &self.separation
    }

    /// What the user has allowed to run so far.
    #[must_use]
    pub fn consent(&self) -> Consent {
        consent(self.book, &self.request.cache, self.separation.is_weak())
    }

    /// Installs the tools that the blocks need, runs the blocks and judges what they did.
    ///
    /// # Errors
    /// When a tool cannot be had, a chapter could not be run to its end, or a file cannot be written.
    /// That a block did something else than the book says is a diagnostic, not an error.
    pub fn start(self, observer: &Observer<'_>) -> Result<RunResult, RunError> {
        let began = Instant::now();
        let installed = self.install(observer)?;
        let passed = Passed::at(&notes(&self.request.cache));
        let facts = match self.book.endpoint() {
            Some(_) => None,
            None => Some(emulator::facts_digest(self.book.facts())),
        };
        let digest = |plan: &ChapterPlan| plan.digest(facts.as_ref());
        let reuse = self.request.reuse && !self.is_real();
        let chapters = self.book.documents().map(|(plan, document)| {
            let known = reuse.then(|| passed.get(&digest(plan))).flatten();
            ChapterRun::new(plan, document, known)
        });
        let mut chapters: Vec<ChapterRun<'_>> = chapters.collect();
        let isolation = self.run_chapters(&mut chapters, &installed, observer)?;
        let mut diagnostics = Vec::new();
        for chapter in &mut chapters {
            chapter.judge();
            diagnostics.extend(chapter.diagnostics().iter().cloned());
            if let Some(differences) = chapter.differences_if_passed()
                && !self.is_real()
            {
                // A chapter of which this cannot be noted runs again.
                let _ = passed.note(&digest(chapter.plan), &differences);
            }
        }
        fix::continue_lines(self.book.files(), &mut diagnostics);
        if self.request.update {
            self.update(&mut diagnostics, observer)?;
        }
        self.record(&chapters, &installed, &mut diagnostics, observer)?;
        Ok(RunResult {
            diagnostics,
            isolation,
            chapters: chapters.iter().map(ChapterRun::result).collect(),
            took: began.elapsed(),
        })
    }

    fn is_real(&self) -> bool {
        matches!(self.request.aws, AwsAccess::Real(_))
    }

    fn install(&self, observer: &Observer<'_>) -> Result<Installed, RunError> {
        let plans = self.book.plans().iter();
        let mut needs: BTreeSet<Need> = plans.flat_map(ChapterPlan::needs).collect();
        if self.book.endpoint().is_some() || self.is_real() {
            needs.remove(&Need::Emulator);
        }
        let mut tools = Tools::new(&self.request.cache);
        if self.book.takes_tools_from_path() {
            tools = tools.from_path();
        }
        Ok(tools.install(&needs, &mut |line| {
            observer(&RunEvent::Installing(line));
        })?)
    }

    /// Runs the chapters that have not passed before; returns how they were isolated, if there were any.
    fn run_chapters(
        &self,
        chapters: &mut [ChapterRun<'_>],
        installed: &Installed,
        observer: &Observer<'_>,
    ) -> Result<Option<Isolation>, RunError> {
        let isolation = self.separation.isolation();
        // Places are worked out here, as the files of a book belong to one thread.
        let mut all_places: Vec<Vec<String>> = chapters.iter().map(|_| Vec::new()).collect();
        for block in self.book.blocks() {
            if let Some(places) = all_places.get_mut(block.chapter) {
                places.push(block.place);
            }
        }
        let (waiting, places): (Vec<_>, Vec<_>) = chapters
            .iter_mut()
            .zip(all_places)
            .filter(|(chapter, _)| !chapter.has_passed_before())
            .unzip();
        if waiting.is_empty() {
            return Ok(None);
        }
        observer(&RunEvent::Separated(&self.separation));
        let stop = match self.request.stop_on_signals {
            true => Stop::on_signals().map_err(RunError::system("wait for signals"))?,
            false => Stop::default(),
        };
        // In namespaces each chapter has a `/tmp` of its own.
        let scratch = match isolation {
            Isolation::Namespaces => None,
            Isolation::Environment => {
                let made = Scratch::new();
                Some(made.map_err(RunError::system("make a folder for temporary files"))?)
            }
        };
        let groups = Groups::new();
        let numbered = waiting.iter().enumerate();
        let jobs = numbered.map(|(number, chapter)| {
            let folder = match &scratch {
                Some(scratch) => scratch.path().join(number.to_string()),
                None => PathBuf::from("/tmp/book"),
            };
            let mut job = self.job(chapter.plan, installed, folder);
            let own = groups.as_ref().map(|all| all.chapter(number, &job.limits));
            job.groups = own.transpose()?;
            Ok(job)
        });
        let jobs: Result<Vec<_>, _> = jobs.collect();
        let jobs = jobs.map_err(RunError::system("make a control group"))?;
        let jobs_at_a_time = self.request.jobs.map_or_else(
            || std::thread::available_parallelism().map_or(1, usize::from),
            usize::from,
        );
        let paths = waiting.iter().map(|chapter| &*chapter.plan.chapter);
        let progress = Progress::new(paths.collect(), places, observer);
        let results = run::chapters(
            &self.request.program,
            &jobs,
            jobs_at_a_time,
            &stop,
            &|number, event| progress.follow(number, event),
        );
        drop(scratch);
        drop(groups);
        stop.finish();
        for (chapter, ran) in waiting.into_iter().zip(results) {
            if let Some(fault) = &ran.fault {
                let fault: Vec<String> = fault.lines().map(visible).collect();
                return Err(RunError::Chapter {
                    chapter: visible(&chapter.plan.chapter),
                    fault: fault.join("\n"),
                });
            }
            chapter.ran = Some(ran);
        }
        Ok(Some(isolation))
    }

    fn update(
        &self,
        diagnostics: &mut Vec<Diagnostic>,
        observer: &Observer<'_>,
    ) -> Result<(), RunError> {
        let updated = self.book.update(diagnostics)?;
        for file in &updated.edited {
            observer(&RunEvent::PageEdited(file));
        }
        observer(&RunEvent::Updated {
            expectations: updated.expectations,
            files: updated.files,
        });
        Ok(())
    }

    /// Writes the record if that is asked for, otherwise compares it with what has run.
    fn record(
        &self,
        chapters: &[ChapterRun<'_>],
        installed: &Installed,
        diagnostics: &mut Vec<Diagnostic>,
        observer: &Observer<'_>,
    ) -> Result<(), RunError> {
        let old = self.book.record()?;
        if self.is_real() {
            // The record is of what anyone can repeat.
            return Ok(());
        }
        if !diagnostics.is_empty() || self.request.update {
            if self.request.record {
                observer(&RunEvent::NotRecorded);
            }
            return Ok(());
        }
        let known = old.as_ref().and_then(|old| old.as_ref().ok());
        let new = recording::new_record(self.book, installed, chapters, known);
        if self.request.record {
            if known != Some(&new) {
                let path = recording::write(self.book, &new)?;
                observer(&RunEvent::Recorded(&path));
            }
        } else if let Some(old) = old {
            diagnostics.extend(recording::compare(self.book, chapters, &old?, &new));
        }
        Ok(())
    }
}
