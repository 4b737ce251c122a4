//! Runs the blocks of a book and compares what they do with what its pages say.
//!
//! Three calls lead to a result. [`Book::read`] reads the chapters and plans their blocks.
//! [`Run::prepare`] decides how the blocks are kept apart from the machine. [`Run::start`] runs them;
//! it does not ask anyone, so call it only when the user has agreed. [`Run::consent`] says which blocks
//! were allowed to run before.

mod chapter;
mod error;
mod job;
mod recording;
mod separation;

use std::collections::BTreeSet;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::book::Book;
use super::emulator;
use super::execution::consent::Consent;
use super::execution::judge::Tally;
use super::execution::protocol::Event;
use super::execution::run;
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

pub use error::RunError;
pub use separation::{Separation, WantedIsolation};

/// How the blocks of a book are to be run.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Request {
    /// The program `mdbook-aws`, of which each chapter has a process of its own.
    pub program: PathBuf,
    /// The folder for tools and for notes on what has passed; an absolute path.
    pub cache: PathBuf,
    /// How chapters are kept apart from the machine.
    pub isolation: WantedIsolation,
    /// The AWS that the blocks call.
    pub aws: AwsAccess,
    /// How many chapters run at a time; as many as there are processors without it.
    pub jobs: Option<NonZero<usize>>,
    /// Whether chapters that have passed before and have not changed are left out.
    pub reuse: bool,
    /// Whether to write `executed.json`. Otherwise it is compared with what has run.
    pub record: bool,
    /// Whether to write what was printed into the pages where they expect something else.
    pub update: bool,
    /// Whether SIGINT, SIGTERM and SIGHUP end the chapters with all that they started, and then the
    /// calling program.
    pub stop_on_signals: bool,
}

impl Request {
    /// A run against the emulated AWS, in the best isolation that the system has, which writes nothing
    /// into the book.
    #[must_use]
    pub fn new(program: PathBuf, cache: PathBuf) -> Self {
        Self {
            program,
            cache,
            isolation: WantedIsolation::default(),
            aws: AwsAccess::Emulated,
            jobs: None,
            reuse: true,
            record: false,
            update: false,
            stop_on_signals: false,
        }
    }
}

/// The AWS that blocks call.
#[derive(Debug, Clone)]
pub enum AwsAccess {
    /// An emulated one. No call leaves the machine.
    Emulated,
    /// AWS itself: what the blocks create is real and is billed. Nothing is cached or recorded.
    Real(Credentials),
}

/// The variables with which blocks call AWS itself.
#[derive(Clone)]
pub struct Credentials(Vec<(String, String)>);

// A derived one would print secrets.
impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|(name, _)| name))
            .finish()
    }
}

impl Credentials {
    /// The variables that hold credentials, or the Region that they are used in.
    const NAMES: [&str; 6] = [
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_BEARER_TOKEN_BEDROCK",
        "AWS_REGION",
        "AWS_DEFAULT_REGION",
    ];

    /// The credentials in an environment.
    ///
    /// # Errors
    /// When there are none. Profiles are not read.
    pub fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Result<Self, RunError> {
        let set: Vec<(String, String)> = Self::NAMES
            .into_iter()
            .filter_map(|name| {
                let value = variable(name).filter(|value| !value.is_empty())?;
                Some((name.to_owned(), value))
            })
            .collect();
        let has = |wanted: &str| set.iter().any(|(name, _)| name == wanted);
        let has_keys = has("AWS_ACCESS_KEY_ID") && has("AWS_SECRET_ACCESS_KEY");
        match has_keys || has("AWS_BEARER_TOKEN_BEDROCK") {
            true => Ok(Self(set)),
            false => Err(RunError::NoCredentials),
        }
    }
}

/// Something that happens while a book runs.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum RunEvent<'e> {
    /// A tool is being installed.
    Installing(&'e str),
    /// Chapters begin to run, kept apart in this way.
    Separated(&'e Separation),
    /// A block begins.
    BlockBegan {
        /// Its place as `file:line`.
        place: &'e str,
        /// How many chapters have been run.
        done: usize,
        /// How many chapters there are to run.
        chapters: usize,
    },
    /// A chapter has been run.
    ChapterRan {
        /// Its path below the book's sources.
        chapter: &'e str,
        /// How many chapters have been run, with this one.
        done: usize,
        /// How many chapters there are to run.
        chapters: usize,
    },
    /// A page was edited while its blocks ran, so nothing was written to it.
    PageEdited(&'e str),
    /// Expectations were written into pages.
    Updated {
        /// How many.
        expectations: usize,
        /// In how many files.
        files: usize,
    },
    /// The record was written to this file.
    Recorded(&'e Path),
    /// The record was to be written and was not, as not all blocks did what the book says.
    NotRecorded,
}

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

/// A caller's function that follows a run. It is called from several threads.
pub type Observer<'o> = dyn Fn(&RunEvent<'_>) + Sync + 'o;

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
        let numbered = waiting.iter().enumerate();
        let jobs = numbered.map(|(number, chapter)| {
            let folder = match &scratch {
                Some(scratch) => scratch.path().join(number.to_string()),
                None => PathBuf::from("/tmp/book"),
            };
            self.job(chapter.plan, installed, folder)
        });
        let jobs: Vec<_> = jobs.collect();
        let jobs_at_a_time = self.request.jobs.map_or_else(
            || std::thread::available_parallelism().map_or(1, usize::from),
            usize::from,
        );
        let progress = Progress {
            chapters: waiting
                .iter()
                .map(|chapter| &*chapter.plan.chapter)
                .collect(),
            places,
            done: AtomicUsize::new(0),
            observer,
        };
        let results = run::chapters(
            &self.request.program,
            &jobs,
            jobs_at_a_time,
            &stop,
            &|number, event| progress.follow(number, event),
        );
        drop(scratch);
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

/// Turns what happens in chapters into events for the caller.
struct Progress<'p> {
    /// The path of each chapter that runs.
    chapters: Vec<&'p str>,
    /// The places of its blocks.
    places: Vec<Vec<String>>,
    done: AtomicUsize,
    observer: &'p Observer<'p>,
}

impl Progress<'_> {
    fn follow(&self, number: usize, event: &Event) {
        let chapters = self.chapters.len();
        match event {
            Event::Began { step } => {
                let places = self.places.get(number);
                let place = places.and_then(|places| places.get(*step));
                if let Some(place) = place {
                    let done = self.done.load(Ordering::Relaxed);
                    (self.observer)(&RunEvent::BlockBegan {
                        place,
                        done,
                        chapters,
                    });
                }
            }
            Event::Finished => {
                let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
                if let Some(chapter) = self.chapters.get(number) {
                    (self.observer)(&RunEvent::ChapterRan {
                        chapter,
                        done,
                        chapters,
                    });
                }
            }
            _ => {}
        }
    }
}
