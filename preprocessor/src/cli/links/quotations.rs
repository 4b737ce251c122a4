//! Whether the pages that footnotes quote still contain the words.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use super::public;
use crate::build_facts::variable;
use crate::target::Target;
use aws_doc_lint::check::claim::{unreadable_source, words_gone};
use aws_doc_lint::claim::quotation::{Found, PageWords};
use aws_doc_lint::claim::{Footnotes, Quotation, source_text};
use aws_doc_lint::redact;
use aws_doc_lint::rule::{Finding, Rule, Sink};
use aws_doc_lint::run::Findings;
use aws_doc_live::links::{self, Address, LinkStatus};

/// With fewer words, a page is an empty shell for scripts.
const FEWEST_WORDS: usize = 20;

/// The pages that were read, without their markup; why not, for the others.
type Pages = BTreeMap<Address, Result<String, String>>;

/// Looks for each quotation on its page, and adds what is wrong to the findings of its book. Returns how
/// many were looked for.
pub(super) fn check(
    books: &mut [(&mut Target, Findings)],
    statuses: &BTreeMap<Address, LinkStatus>,
    deadline: Instant,
) -> anyhow::Result<usize> {
    let mut quotations = Vec::new();
    for (index, (target, outcome)) in books.iter().enumerate() {
        for (number, chapter) in outcome.chapters.iter().enumerate() {
            let text = chapter.expanded.text.as_str();
            let notes = Footnotes::read(text, &target.settings.run.markdown).all;
            for quotation in notes.into_iter().flat_map(|note| note.quotations) {
                let Some(address) = public(&quotation.url) else {
                    continue;
                };
                // A page that is gone is reported as such.
                let is_there = |status: &LinkStatus| {
                    matches!(status, LinkStatus::Present | LinkStatus::Moved(_))
                };
                if statuses.get(&address).is_some_and(is_there) {
                    quotations.push((index, number, address, quotation));
                }
            }
        }
    }
    // A quotation in a file that two chapters include is looked for once in each.
    let originals: BTreeSet<Address> = quotations.iter().map(|(_, _, it, _)| it.clone()).collect();
    let twins: BTreeMap<Address, Address> = originals
        .iter()
        .filter_map(|original| Some((original.clone(), original.as_markdown()?)))
        .collect();
    let of_twins = read(&twins.values().cloned().collect(), deadline)?;
    let mut missing = BTreeSet::new();
    let mut found = vec![false; quotations.len()];
    for ((_, _, address, quotation), found) in quotations.iter().zip(&mut found) {
        let page = twins.get(address).and_then(|twin| of_twins.get(twin));
        *found = page.is_some_and(|page| fault(quotation, page).is_none());
        if !*found {
            missing.insert(address.clone());
        }
    }
    let pages = read(&missing, deadline)?;
    for ((index, number, address, quotation), found) in quotations.iter().zip(found) {
        let (Some(page), Some((_, outcome))) = (pages.get(address), books.get_mut(*index)) else {
            continue;
        };
        let (false, Some((rule, finding))) = (found, fault(quotation, page)) else {
            continue;
        };
        // Words that only the twin has to show are looked for there alone.
        let twin = twins.get(address).and_then(|twin| of_twins.get(twin));
        let (rule, finding) = twin
            .filter(|twin| rule.code == unreadable_source::RULE.code && twin.is_ok())
            .and_then(|twin| fault(quotation, twin))
            .unwrap_or((rule, finding));
        if let Some(chapter) = outcome.chapters.get(*number) {
            let text = &chapter.expanded.text;
            Sink::new(rule, text, None, &mut outcome.diagnostics).push(finding);
        }
    }
    Ok(quotations.len())
}

/// Reads pages, without their markup.
fn read(addresses: &BTreeSet<Address>, deadline: Instant) -> anyhow::Result<Pages> {
    if addresses.is_empty() {
        return Ok(Pages::new());
    }
    let bundle = variable("AWS_CA_BUNDLE").filter(|path| !path.is_empty());
    let left = deadline.saturating_duration_since(Instant::now());
    let pages = links::read(addresses, left, bundle.as_deref(), |_| {})?;
    let pages = pages.into_iter().map(|(address, page)| {
        let text = match page {
            Ok(bytes) => source_text::of(&bytes).ok_or_else(|| "it is not text".to_owned()),
            Err(why) => Err(why.to_string()),
        };
        (address, text)
    });
    Ok(pages.collect())
}

/// What is wrong with a quotation of a page, if anything is.
fn fault(quotation: &Quotation, page: &Result<String, String>) -> Option<(&'static Rule, Finding)> {
    let new = |message: String| Finding::new(quotation.range.clone(), message);
    let url = &quotation.url;
    let unreadable = |why: &str| {
        let finding = new(format!(
            "the words of the page at `{url}` could not be read"
        ));
        let finding = finding
            .note(why.to_owned())
            .help("look for the words in a browser, and cite a page that a program can read");
        (&unreadable_source::RULE, finding)
    };
    let text = match page {
        Ok(text) => text,
        Err(why) => return Some(unreadable(why)),
    };
    let words = PageWords::of(text);
    match words.find(&quotation.words) {
        Found::Yes => None,
        Found::No(_) if words.len() < FEWEST_WORDS => {
            Some(unreadable("it has almost no words without its scripts"))
        }
        Found::No(nearest) => {
            let finding = new(format!("the page at `{url}` does not contain these words"));
            let finding = match nearest {
                Some(passage) => {
                    let passage = redact::unknown(&passage);
                    finding.note(format!("the nearest passage is: {passage}"))
                }
                None => finding.note("no passage of it is like them"),
            };
            let help =
                "look at whether the sentence is still true, then quote what the page says now";
            Some((&words_gone::RULE, finding.help(help)))
        }
    }
}
