//! Ways to write the place of a mistake differently.

use std::ops::Range;

use super::brackets::{brackets, construct_end, shallow};
use super::edit::Edit;
use super::known::tab;
use super::lines::{Line, Lines};
use super::mistake::{Mistake, MistakeKind};
use super::repair::Failure;

/// A way to write the place of a mistake differently.
#[derive(Debug)]
pub(super) struct Candidate {
    /// The change.
    pub edits: Vec<Edit>,
    /// What is lost by it, roughly in bytes.
    pub cost: usize,
    /// What is wrong; `None` where only the parser is too strict.
    pub mistake: Option<Mistake>,
}

/// The cost of a new document: nothing is lost by it but what belongs to what.
const SPLIT: usize = 1 << 16;

impl Candidate {
    pub(super) fn new(
        edits: Vec<Edit>,
        cost: usize,
        mistake: Range<usize>,
        kind: MistakeKind,
    ) -> Self {
        let mistake = Some(Mistake {
            range: mistake,
            kind,
        });
        Self {
            edits,
            cost,
            mistake,
        }
    }

    pub(super) fn passing(edit: Edit, cost: usize) -> Self {
        let range = edit.range.clone();
        Self::new(vec![edit], cost, range, MistakeKind::PassedOver)
    }
}

/// The lines where a mistake can be: those of the last good and of the wrong place, and their
/// neighbours.
fn suspects(lines: &Lines<'_>, failure: &Failure) -> Vec<usize> {
    let (good, wrong) = (lines.at(failure.from), lines.at(failure.at));
    let mut suspects = vec![wrong];
    suspects.extend(lines.before(wrong).filter(|line| *line >= good));
    suspects.push(good);
    suspects.extend(failure.bracket.map(|bracket| lines.at(bracket)));
    suspects.extend(lines.next_from(good + 1).filter(|line| *line <= wrong));
    suspects.retain(|line| !lines.get(*line).is_blank());
    let mut seen = Vec::new();
    suspects.retain(|line| {
        !seen.contains(line) && {
            seen.push(*line);
            true
        }
    });
    suspects
}

/// Changes of a line or two.
pub(super) fn small(text: &str, lines: &Lines<'_>, failure: &Failure) -> Vec<Candidate> {
    let mut found: Vec<_> = shallow(text, lines, failure).into_iter().collect();
    found.extend(brackets(text, lines, failure));
    let wrong = lines.at(failure.at);
    shifts(lines, wrong, failure, &mut found);
    for index in suspects(lines, failure) {
        let line = lines.get(index);
        let unclosed = unclosed(text, lines, index);
        let reported = |mut candidate: Candidate| {
            if unclosed.is_some() {
                candidate.mistake.clone_from(&unclosed);
            } else if let Some(range) = second_colon(&line, failure).filter(|_| index == wrong) {
                let kind = MistakeKind::SecondColon;
                candidate.mistake = Some(Mistake { range, kind });
            }
            candidate
        };
        if let Some(value) = line.value() {
            let cost = value.len();
            found.push(reported(Candidate::passing(
                Edit::opaque(value.clone()),
                cost,
            )));
            found.push(reported(Candidate::passing(Edit::blank(value), cost + 1)));
        }
        let content = line.content();
        let cost = content.len() + 2;
        found.push(reported(Candidate::passing(Edit::blank(content), cost)));
    }
    found
}

/// The lines of the wrong one's block moved to a level above.
fn shifts(lines: &Lines<'_>, wrong: usize, failure: &Failure, found: &mut Vec<Candidate>) {
    let line = lines.get(wrong);
    let own = line.indentation();
    if failure.bracket.is_some() || tab(&line).is_some() || line.is_blank() {
        return;
    }
    let levels = lines.levels(wrong);
    let kind = if is_surely_misplaced(lines, wrong, &levels, failure) {
        MistakeKind::Indentation
    } else {
        MistakeKind::PassedOver
    };
    let end = lines.block_end(wrong, own);
    let mut targets: Vec<_> = levels.into_iter().filter(|level| *level != own).collect();
    targets.sort_by_key(|level| level.abs_diff(own));
    for target in targets.into_iter().take(3) {
        let shifted = (wrong..end).map(|index| lines.get(index));
        let edits = shifted.filter(|line| !line.is_blank()).map(|line| {
            if target > own {
                Edit::indent(line.start, target - own)
            } else {
                Edit::blank(line.start..line.start + (own - target))
            }
        });
        let key = line.colon().unwrap_or(line.content().end);
        let range = line.content().start..key;
        found.push(Candidate::new(edits.collect(), 0, range, kind));
    }
}

/// Whether a line belongs to nothing above it, whatever was left out.
fn is_surely_misplaced(
    lines: &Lines<'_>,
    wrong: usize,
    levels: &[usize],
    failure: &Failure,
) -> bool {
    let line = lines.get(wrong);
    let Some(before) = lines.before(wrong) else {
        return false;
    };
    // Of an excerpt, the first line is often cut to begin at the margin.
    let is_first = lines.before(before).is_none();
    if line.colon().is_none() || is_first {
        return false;
    }
    let above = lines.get(before);
    let own = line.indentation();
    if own > above.depth() {
        let value = above
            .value()
            .and_then(|value| above.text.get(value.start - above.start..));
        let is_plain = |value: &str| {
            !value.starts_with(['|', '>', '&', '!', '{', '[', '"', '\'', '<', '.', '…'])
        };
        return failure.reason.contains("mapping values")
            && above.colon().is_some()
            && value.is_some_and(is_plain);
    }
    // A text has a first line with something on it, or nothing above this one.
    let Some(first) = lines.next_from(0) else {
        return false;
    };
    let first = lines.get(first).levels();
    let is_within = |level: &usize| *level < own && !first.contains(level);
    !levels.contains(&own) && levels.iter().any(is_within)
}

/// The quote or bracket that opens a value, or the key, of a line and is not closed there, while the
/// next line is one of its own.
fn unclosed(text: &str, lines: &Lines<'_>, index: usize) -> Option<Mistake> {
    let line = lines.get(index);
    let start = match line.value() {
        Some(value) => value.start,
        None => line.content().start,
    };
    let value = line.text.get(start - line.start..)?;
    let kind = match value.chars().next()? {
        quote @ ('"' | '\'') if !value.get(1..)?.contains(quote) => MistakeKind::UnclosedQuote,
        '[' | '{' if construct_end(text.get(start..)?).is_none() => MistakeKind::UnclosedBracket,
        _ => return None,
    };
    let next = lines.next_from(index + 1).map(|index| lines.get(index))?;
    let is_own = next.indentation() <= line.depth()
        && (next.colon().is_some() || next.depth() > next.indentation());
    let range = start..start + 1;
    is_own.then_some(Mistake { range, kind })
}

/// The second colon on a line that is wrong for it.
fn second_colon(line: &Line<'_>, failure: &Failure) -> Option<Range<usize>> {
    let value = line.value().filter(|_| line.colon().is_some())?;
    let text = line
        .text
        .get(value.start - line.start..value.end - line.start)?;
    let is_plain = !text.starts_with(['|', '>', '&', '!', '{', '[', '"', '\'', '<', '.', '…']);
    if !is_plain || text.contains(['<', '{', '[']) || !failure.reason.contains("mapping values") {
        return None;
    }
    let at = text
        .find(": ")
        .or_else(|| text.strip_suffix(':').map(str::len))?;
    let at = value.start + at;
    (line.start..=line.content().end)
        .contains(&failure.at)
        .then_some(at..at + 1)
}

/// Changes that pass over a block, or give up what belongs together.
pub(super) fn large(lines: &Lines<'_>, failure: &Failure) -> Vec<Candidate> {
    let mut found = Vec::new();
    let wrong = lines.at(failure.at);
    for index in suspects(lines, failure) {
        let line = lines.get(index);
        // A value of several lines.
        let deeper = lines.block_end(index, line.indentation() + 1);
        let end = lines.get(deeper.saturating_sub(1)).content().end;
        if let Some(value) = line.value().filter(|_| deeper > index + 1) {
            let cost = end - value.start;
            found.push(Candidate::passing(Edit::opaque(value.start..end), cost));
        }
        let start = line.content().start;
        found.push(Candidate::passing(Edit::blank(start..end), end - start + 2));
    }
    let line = lines.get(wrong);
    let start = line.content().start;
    let end = lines.get(lines.block_end(wrong, line.indentation()).saturating_sub(1));
    let end = end.content().end.max(start);
    found.push(Candidate::passing(Edit::blank(start..end), end - start + 2));
    found.push(Candidate::passing(Edit::split(line.start), SPLIT));
    found
}
