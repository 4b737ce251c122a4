//! Finding what to pass over in a text that is not YAML, so that the rest can be read.
//!
//! The parser says how far it came. Of the ways to write the place differently that are tried, the
//! one counts with which it reads most. So nothing of its rules is known here, and a text without
//! mistakes is never touched.

use std::cmp::Reverse;
use std::ops::Range;

use saphyr_parser::{Event, Parser};

use super::candidate::{self, Candidate};
use super::edit::{Edit, Edited, merge};
use super::known;
use super::lines::Lines;
use super::mistake::{Mistake, MistakeKind};

/// More mistakes than this are not worth passing over.
const MAX_ROUNDS: usize = 64;

/// The parser reads at most this many bytes before a text is given up …
const MAX_BUDGET: usize = 8 << 20;

/// … but a long text this many times.
const MIN_READINGS: usize = 4;

/// A repair after which nothing is wrong counts as much as reading this many more values.
const WHOLE: usize = 10;

/// What to write differently, and what is wrong.
#[derive(Debug)]
pub(super) struct Repaired {
    pub edits: Vec<Edit>,
    pub mistakes: Vec<Mistake>,
}

/// How a text that does not parse is repaired, as far as possible.
pub(super) fn repair(text: &str) -> Repaired {
    let lines = Lines::of(text);
    let mut budget = Budget(MAX_BUDGET.max(text.len().saturating_mul(MIN_READINGS)));
    let mut repaired = Repaired {
        edits: Vec::new(),
        mistakes: Vec::new(),
    };
    for range in ellipses(&lines) {
        repaired.edits.push(Edit::blank(range.clone()));
        let kind = MistakeKind::PassedOver;
        repaired.mistakes.push(Mistake { range, kind });
    }
    let Some(mut reading) = budget.read(text, &repaired.edits) else {
        return repaired;
    };
    // What looks like a space belongs to a key for the parser.
    let odd = lines
        .all()
        .find_map(|index| known::odd_space(text, &lines.get(index)));
    if let Some(odd) = odd.filter(|_| reading.failure.is_none())
        && let Some(edits) = merge(&repaired.edits, &odd.edits)
        && let Some(read) = budget.read(text, &edits)
        && read.failure.is_none()
    {
        repaired.mistakes.extend(odd.mistake);
        repaired.edits = edits;
    }
    for _ in 0..MAX_ROUNDS {
        let Some(failure) = &reading.failure else {
            break;
        };
        let Some(found) = search(text, &lines, failure, &repaired.edits, &mut budget) else {
            break;
        };
        repaired.mistakes.extend(found.candidate.mistake);
        repaired.edits = found.edits;
        reading = found.reading;
    }
    if let Some(failure) = reading.failure {
        repaired.mistakes.push(Mistake {
            range: failure.good..text.len(),
            kind: MistakeKind::PassedOver,
        });
    }
    repaired.mistakes.sort_by_key(|mistake| mistake.range.start);
    repaired
}

/// Whether `...` stands for something left out where YAML takes it for the end of a document.
pub(super) fn has_ellipsis(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), b"...").is_some()
        && ellipses(&Lines::of(text)).next().is_some()
}

/// The lines `...` at the margin after which something continues that is indented deeper.
fn ellipses(lines: &Lines<'_>) -> impl Iterator<Item = Range<usize>> {
    lines.all().filter_map(|index| {
        let line = lines.get(index);
        let next = lines.next_from(index + 1)?;
        let is_one = line.text.trim_end() == "..." && lines.get(next).indentation() > 0;
        is_one.then(|| line.content())
    })
}

/// A repair that was tried.
struct Found {
    candidate: Candidate,
    edits: Vec<Edit>,
    reading: Reading,
}

fn search(
    text: &str,
    lines: &Lines<'_>,
    failure: &Failure,
    edits: &[Edit],
    budget: &mut Budget,
) -> Option<Found> {
    let mut attempt = |candidate: Candidate| {
        let edits = merge(edits, &candidate.edits)?;
        let reading = budget.read(text, &edits)?;
        let goes_on = |next: &Failure| next.at > failure.at;
        reading
            .failure
            .as_ref()
            .is_none_or(goes_on)
            .then_some(Found {
                candidate,
                edits,
                reading,
            })
    };
    // Mistakes that are known from documentation.
    let known = known::known(text, lines, failure);
    for ways in known {
        let found = best(ways.into_iter().filter_map(&mut attempt));
        if found.is_some() {
            return found;
        }
    }
    let small = candidate::small(text, lines, failure);
    let best = best(small.into_iter().filter_map(&mut attempt));
    // A next mistake on the next line is the same one.
    let far = lines.next_from(lines.at(failure.at) + 1);
    let is_far = |found: &Found| match (&found.reading.failure, far) {
        (Some(next), Some(far)) => lines.at(next.at) > far,
        _ => true,
    };
    if best.as_ref().is_some_and(is_far) {
        return best;
    }
    let large = candidate::large(lines, failure);
    let large = large.into_iter().filter_map(&mut attempt);
    self::best(best.into_iter().chain(large))
}

/// The one with which most was read; of several the one that loses least, and then the first.
fn best(found: impl Iterator<Item = Found>) -> Option<Found> {
    found.reduce(|best, next| {
        let rank = |one: &Found| {
            let (reading, candidate) = (&one.reading, &one.candidate);
            let ends = candidate.edits.iter().map(|edit| edit.range.end);
            // What reads nothing more after the place only hides the rest.
            let goes_on = ends.max().is_some_and(|end| end <= reading.from);
            let is_whole = reading.failure.is_none() && goes_on;
            let events = reading.events + if is_whole { WHOLE } else { 0 };
            let cost = candidate.cost;
            (events, goes_on || cost > 0, Reverse(cost))
        };
        if rank(&next) > rank(&best) {
            next
        } else {
            best
        }
    })
}

/// How far the parser comes.
struct Reading {
    /// So many values were read.
    events: usize,
    /// Where the last of them begins.
    from: usize,
    failure: Option<Failure>,
}

/// Where the parser stops. Places are those of the original text.
#[derive(Debug)]
pub(super) struct Failure {
    /// Where it says that the mistake is.
    pub at: usize,
    /// Where the last begins that it has read before that: text of several lines may be what was
    /// meant to be lines of their own.
    pub from: usize,
    /// Behind that.
    pub good: usize,
    /// The outermost bracket that is open.
    pub bracket: Option<usize>,
    /// Its reason.
    pub reason: String,
}

/// The bytes that may still be read.
struct Budget(usize);

impl Budget {
    fn read(&mut self, text: &str, edits: &[Edit]) -> Option<Reading> {
        let edited = Edited::new(text, edits);
        self.0 = self.0.checked_sub(edited.text.len())?;
        let (mut events, mut from, mut good) = (0, 0, 0);
        let mut open: Vec<Range<usize>> = Vec::new();
        for event in Parser::new_from_str(&edited.text) {
            let (event, span) = match event {
                Ok(event) => event,
                Err(error) => {
                    let is_bracket =
                        |start: &usize| matches!(text.as_bytes().get(*start), Some(b'[' | b'{'));
                    let failure = Failure {
                        at: edited.offset(error.marker().index()),
                        from,
                        good,
                        bracket: open.iter().map(|range| range.start).find(is_bracket),
                        reason: error.info().to_owned(),
                    };
                    return Some(Reading {
                        events,
                        from,
                        failure: Some(failure),
                    });
                }
            };
            let place = edited.offset(span.start.index())..edited.offset(span.end.index());
            match event {
                Event::SequenceStart(..) | Event::MappingStart(..) => {
                    events += 1;
                    from = from.max(place.start);
                    good = good.max(place.start);
                    open.push(place);
                }
                Event::SequenceEnd | Event::MappingEnd => {
                    open.pop();
                }
                Event::Scalar(value, ..) if !value.is_empty() => {
                    events += 1;
                    from = from.max(place.start);
                    good = good.max(place.end);
                }
                Event::Alias(_) => {
                    events += 1;
                    from = from.max(place.start);
                    good = good.max(place.end);
                }
                _ => {}
            }
        }
        Some(Reading {
            events,
            from,
            failure: None,
        })
    }
}
