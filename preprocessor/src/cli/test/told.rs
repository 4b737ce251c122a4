//! What is told while a book runs, and at its end.

use std::io::{IsTerminal as _, Write as _};
use std::sync::Mutex;
use std::time::Duration;

use super::book::Book;
use crate::doctest::execution::judge::{Judgement, Tally};
use crate::doctest::execution::protocol::Event;
use crate::doctest::execution::run::Ran;
use crate::doctest::execution::sandbox::Isolation;
use aws_doc_lint::visible::visible;

/// Tells on standard error what goes on.
pub(super) struct Progress {
    terminal: bool,
}

impl Progress {
    pub(super) fn new() -> Self {
        Self {
            terminal: std::io::stderr().is_terminal(),
        }
    }

    pub(super) fn line(&mut self, line: &str) {
        eprintln!("{}", visible(line));
    }

    /// Follows the chapters `running` of `book`: a line for each that is done and, on a terminal,
    /// one that says what is being run.
    pub(super) fn follow<'p>(
        &self,
        book: &'p Book<'_>,
        running: &'p [usize],
    ) -> impl Fn(usize, &Event) + Sync + use<'p> {
        // Places are worked out here, as the files of a book are of one thread.
        let places: Vec<(String, Vec<String>)> = running
            .iter()
            .filter_map(|index| {
                let plan = book.plans.get(*index)?;
                let steps = (0..plan.steps.len()).map(|step| visible(&book.place(*index, step)));
                Some((visible(&plan.chapter), steps.collect()))
            })
            .collect();
        let terminal = self.terminal;
        let done = Mutex::new(0_usize);
        move |chapter: usize, event: &Event| {
            let Some((name, steps)) = places.get(chapter) else {
                return;
            };
            let Ok(mut done) = done.lock() else { return };
            let total = places.len();
            let clear = if terminal { "\r\x1b[K" } else { "" };
            match event {
                Event::Finished => {
                    *done += 1;
                    eprintln!("{clear}ran {name} ({done} of {total})");
                }
                Event::Began { step } if terminal => {
                    let place = steps.get(*step).map_or("", String::as_str);
                    eprint!("{clear}running {place} ({done} of {total} chapters done)");
                    let _ = std::io::stderr().flush();
                }
                _ => {}
            }
        }
    }
}

/// What became of a chapter.
pub(super) struct Chapter {
    path: String,
    tally: Tally,
    not_run: usize,
    /// Nothing if it has passed before and did not run now.
    took: Option<Duration>,
}

/// What became of a book.
pub(super) struct Summary {
    /// Nothing if no chapter ran.
    pub(super) isolation: Option<Isolation>,
    pub(super) chapters: Vec<Chapter>,
    pub(super) took: Duration,
}

pub(super) fn chapters(
    book: &Book<'_>,
    ran: &[Option<Ran>],
    judgements: &[Judgement],
) -> Vec<Chapter> {
    let all = book.plans.iter().zip(ran).zip(judgements);
    all.map(|((plan, ran), judgement)| Chapter {
        path: plan.chapter.clone(),
        tally: judgement.tally,
        not_run: plan.not_run,
        took: ran.as_ref().map(|ran| ran.took),
    })
    .collect()
}

impl Summary {
    /// A line for each chapter, and one for all.
    pub(super) fn human(&self) -> String {
        let width = self.chapters.iter().map(|chapter| chapter.path.len()).max();
        let width = width.unwrap_or_default();
        let mut text = String::new();
        let mut all = Tally::default();
        let mut before = 0;
        for chapter in &self.chapters {
            let tally = chapter.tally;
            all.passed += tally.passed;
            all.failed += tally.failed;
            all.skipped += tally.skipped;
            let time = match chapter.took {
                Some(took) => format!("{:.1} s", took.as_secs_f64()),
                None => {
                    before += 1;
                    "passed before".to_owned()
                }
            };
            text.push_str(&format!(
                "{:width$}  {}, {time}\n",
                visible(&chapter.path),
                words(tally, chapter.not_run)
            ));
        }
        let blocks = all.passed + all.failed + all.skipped;
        text.push_str(&format!(
            "{} in {}: {}; {:.1} s",
            plural(blocks, "block"),
            plural(self.chapters.len(), "chapter"),
            words(
                all,
                self.chapters.iter().map(|chapter| chapter.not_run).sum()
            ),
            self.took.as_secs_f64()
        ));
        if before > 0 {
            text.push_str(&format!(
                "; {} passed before and did not run again",
                plural(before, "chapter")
            ));
        }
        text.push('\n');
        text
    }

    /// The same for programs.
    pub(super) fn to_json(&self) -> serde_json::Value {
        let chapters: Vec<_> = self
            .chapters
            .iter()
            .map(|chapter| {
                serde_json::json!({
                    "chapter": chapter.path,
                    "passed": chapter.tally.passed,
                    "failed": chapter.tally.failed,
                    "skipped": chapter.tally.skipped,
                    "not_run": chapter.not_run,
                    "cached": chapter.took.is_none(),
                    "seconds": chapter.took.map(|took| took.as_secs_f64()),
                })
            })
            .collect();
        serde_json::json!({
            "isolation": self.isolation.map(|isolation| match isolation {
                Isolation::Namespaces => "namespaces",
                Isolation::Environment => "environment",
            }),
            "seconds": self.took.as_secs_f64(),
            "chapters": chapters,
        })
    }
}

fn words(tally: Tally, not_run: usize) -> String {
    let mut words = format!("{} passed", tally.passed);
    if tally.failed > 0 {
        words.push_str(&format!(", {} failed", tally.failed));
    }
    if tally.skipped > 0 {
        words.push_str(&format!(", {} skipped after a failure", tally.skipped));
    }
    if not_run > 0 {
        words.push_str(&format!(", {not_run} marked no_run"));
    }
    words
}

fn plural(count: usize, word: &str) -> String {
    match count {
        1 => format!("1 {word}"),
        count => format!("{count} {word}s"),
    }
}
