//! A chapter of a run: its plan, what its blocks did, and how that is judged.

use super::ChapterResult;
use crate::doctest::execution::judge::{Judgement, judge};
use crate::doctest::execution::run::Ran;
use crate::doctest::plan::{ChapterPlan, Step};
use crate::emulation;
use aws_doc_lint::diagnostic::Diagnostic;
use aws_doc_lint::document::Document;

/// For each step of a chapter, the names of the differences between the emulated AWS and AWS that it met.
type Differences = Vec<Vec<String>>;

/// A chapter that has something to run.
pub(super) struct ChapterRun<'b> {
    pub(super) plan: &'b ChapterPlan,
    pub(super) document: &'b Document,
    /// The differences that were met when the chapter passed before, if it has and does not run now.
    known: Option<Differences>,
    /// What its blocks did, if it ran now.
    pub(super) ran: Option<Ran>,
    judgement: Judgement,
}

impl<'b> ChapterRun<'b> {
    pub(super) fn new(
        plan: &'b ChapterPlan,
        document: &'b Document,
        known: Option<Differences>,
    ) -> Self {
        Self {
            plan,
            document,
            known,
            ran: None,
            judgement: Judgement::default(),
        }
    }

    pub(super) fn has_passed_before(&self) -> bool {
        self.known.is_some()
    }

    /// Compares what the blocks did with what the page says. Those of a chapter that has passed before
    /// have passed.
    pub(super) fn judge(&mut self) {
        match &self.ran {
            Some(ran) => self.judgement = judge(self.plan, ran, self.document),
            None => {
                let steps = self.plan.steps.len();
                self.judgement.passed.extend(0..steps);
                self.judgement.tally.passed = steps;
            }
        }
    }

    pub(super) fn diagnostics(&self) -> &[Diagnostic] {
        &self.judgement.diagnostics
    }

    /// The steps that passed, with their numbers.
    pub(super) fn passed(&self) -> impl Iterator<Item = (usize, &'b Step)> {
        let passed = self.judgement.passed.iter();
        passed.filter_map(|number| Some((*number, self.plan.steps.get(*number)?)))
    }

    /// The differences that each step met, if the chapter ran now and all its steps passed.
    pub(super) fn differences_if_passed(&self) -> Option<Differences> {
        let ran = self.ran.as_ref()?;
        let all = self.judgement.passed.len() == self.plan.steps.len();
        let differs = ran.steps.iter().map(|step| step.differs.clone());
        all.then(|| differs.collect())
    }

    /// The words of the badge for the differences that a step met.
    pub(super) fn badge_words(&self, step: usize) -> Vec<String> {
        let names = match (&self.ran, &self.known) {
            (Some(ran), _) => ran.steps.get(step).map(|step| &step.differs),
            (None, Some(known)) => known.get(step),
            (None, None) => None,
        };
        let words = names
            .into_iter()
            .flatten()
            .filter_map(|name| emulation::find(name)?.badge);
        words.map(str::to_owned).collect()
    }

    pub(super) fn result(&self) -> ChapterResult {
        ChapterResult {
            path: self.plan.chapter.clone(),
            tally: self.judgement.tally,
            not_run: self.plan.not_run,
            took: self.ran.as_ref().map(|ran| ran.took),
        }
    }
}
