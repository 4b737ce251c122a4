//! The claims of a chapter, counted by their evidence.

use std::collections::BTreeSet;

use crate::doctest::plan::ChapterPlan;
use crate::doctest::record::{Record, Status};
use aws_doc_facts::Facts;
use aws_doc_lint::claim::{Claim, Evidence, Footnotes, claims};
use aws_doc_lint::document::{Chapter, Document};
use aws_doc_lint::run::Options;

/// How many claims have which evidence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Counts {
    /// All.
    pub(crate) claims: usize,
    /// A block ran that would fail if it were no longer true.
    pub(crate) tested: usize,
    /// A value in it comes from the facts.
    pub(crate) data: usize,
    /// The words of its source are quoted.
    pub(crate) quoted: usize,
    /// No evidence that a machine can ask again.
    pub(crate) asserted: usize,
}

impl Counts {
    /// Of 100 claims, how many have evidence, rounded down; 100 where there are none.
    pub(crate) fn share(&self) -> usize {
        let supported = self.claims - self.asserted;
        (supported * 100).checked_div(self.claims).unwrap_or(100)
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.claims += other.claims;
        self.tested += other.tested;
        self.data += other.data;
        self.quoted += other.quoted;
        self.asserted += other.asserted;
    }

    /// What there is of each kind, as `12 are tested, 3 come from data and 1 is asserted`.
    pub(crate) fn sentence(&self) -> String {
        let kinds = [
            (self.tested, ["is tested", "are tested"]),
            (self.data, ["comes from data", "come from data"]),
            (self.quoted, ["quotes its source", "quote their sources"]),
            (self.asserted, ["is only asserted", "are only asserted"]),
        ];
        let kinds = kinds.into_iter().filter(|(count, _)| *count > 0);
        let mut parts: Vec<String> = kinds
            .map(|(count, [one, many])| match count {
                1 => format!("1 {one}"),
                count => format!("{count} {many}"),
            })
            .collect();
        let last = parts.pop().unwrap_or_default();
        match parts.as_slice() {
            [] => last,
            parts => format!("{} and {last}", parts.join(", ")),
        }
    }
}

/// The claims of a chapter, each with its evidence.
pub(crate) struct PageClaims {
    /// In order.
    pub(crate) claims: Vec<(Claim, Evidence)>,
    /// Names of probes whose blocks have not run as they are now.
    pub(crate) unproven: BTreeSet<String>,
}

impl PageClaims {
    /// Those of `chapter`. `ran` is what of it runs, and the record of what has run.
    pub(crate) fn of(
        chapter: &Chapter,
        options: &Options,
        facts: &Facts,
        ran: Option<(&ChapterPlan, &Record)>,
    ) -> Self {
        let text = chapter.expanded.text.as_str();
        let footnotes = Footnotes::read(text, &options.markdown);
        let found = claims(text, &footnotes, &options.markdown, facts);
        let has_run = |name: &str| ran.is_some_and(|ran| has_run(name, &chapter.document, ran));
        let probes = footnotes.all.iter().flat_map(|note| &note.probes);
        let unproven = probes.filter(|probe| !has_run(&probe.name));
        let unproven: BTreeSet<String> = unproven.map(|probe| probe.name.clone()).collect();
        let claims = found.into_iter().map(|claim| {
            let evidence = claim.evidence(&footnotes, has_run);
            (claim, evidence)
        });
        Self {
            claims: claims.collect(),
            unproven,
        }
    }

    pub(crate) fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for (_, evidence) in &self.claims {
            counts.claims += 1;
            match evidence {
                Evidence::Tested => counts.tested += 1,
                Evidence::Data => counts.data += 1,
                Evidence::Quoted => counts.quoted += 1,
                Evidence::Asserted => counts.asserted += 1,
            }
        }
        counts
    }

    /// The sentence at the end of a page, which links to the chapter `explained`, a path from the
    /// book's sources; `from` is the page's own. `None` for a page without claims.
    pub(crate) fn summary(&self, explained: &str, from: &str) -> Option<String> {
        let counts = self.counts();
        let up = "../".repeat(from.matches('/').count());
        let link = format!("{up}{explained}");
        let kinds = counts.sentence();
        match counts.claims {
            0 => None,
            1 => Some(format!(
                "The only [claim about AWS]({link}) on this page {}.",
                kinds.trim_start_matches("1 ")
            )),
            all => Some(format!(
                "Of the {all} [claims about AWS]({link}) on this page, {kinds}."
            )),
        }
    }
}

/// Whether the block of a probe has run as it is now, and passed.
fn has_run(name: &str, document: &Document, (plan, record): (&ChapterPlan, &Record)) -> bool {
    let mut blocks = document.snippets.iter().enumerate();
    let block = blocks.find(|(_, snippet)| snippet.info.value("probe") == Some(name));
    let step = block.and_then(|(index, _)| plan.step_of(index));
    step.is_some_and(|step| {
        let status = record.status(&plan.chapter, &step.copied, &step.depends);
        matches!(status, Status::Executed(_))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_put_into_words() {
        let counts = Counts {
            claims: 16,
            tested: 12,
            data: 0,
            quoted: 3,
            asserted: 1,
        };
        let sentence = "12 are tested, 3 quote their sources and 1 is only asserted";
        assert_eq!(counts.sentence(), sentence);
        assert_eq!(counts.share(), 93);
        assert_eq!(Counts::default().share(), 100);
        let mut twice = counts;
        twice.add(&counts);
        assert_eq!((twice.claims, twice.asserted), (32, 2));
    }
}
