//! The end of a report: how many blocks did what.

use crate::doctest::execution::judge::Tally;
use crate::doctest::execution::sandbox::Isolation;
use crate::doctest::run::RunResult;
use crate::words::counted;
use aws_doc_lint::visible::visible;

/// The result of a run in figures.
pub(super) struct Summary<'r>(pub(super) &'r RunResult);

impl Summary<'_> {
    /// A line for each chapter, and one for all.
    pub(super) fn human(&self) -> String {
        let paths = self.0.chapters.iter().map(|chapter| chapter.path.len());
        let width = paths.max().unwrap_or(0);
        let mut text = String::new();
        let mut all = Tally::default();
        let mut before = 0;
        for chapter in &self.0.chapters {
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
            counted(blocks, "block"),
            counted(self.0.chapters.len(), "chapter"),
            words(
                all,
                self.0.chapters.iter().map(|chapter| chapter.not_run).sum()
            ),
            self.0.took.as_secs_f64()
        ));
        if before > 0 {
            text.push_str(&format!(
                "; {} passed before and did not run again",
                counted(before, "chapter")
            ));
        }
        text.push('\n');
        text
    }

    /// The same for programs.
    pub(super) fn to_json(&self) -> serde_json::Value {
        let chapters: Vec<_> = self
            .0
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
            "isolation": self.0.isolation.map(|isolation| match isolation {
                Isolation::Namespaces => "namespaces",
                Isolation::Environment => "environment",
            }),
            "seconds": self.0.took.as_secs_f64(),
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
