//! Output compared line by line.

use regex::Regex;

use super::difference::{Difference, Sign};
use super::matching::{TooMany, matches};
use super::{Mismatch, Unusable};

/// A line that stands for any number of lines, none too.
const ANY_LINES: &str = "...";

/// What stands for anything within a line.
pub(super) const ANY_TEXT: &str = "[..]";

/// What a line must be.
pub(super) enum Pattern {
    AnyLines,
    Line(String),
    Regex(Box<Regex>),
}

impl Pattern {
    pub(super) fn matches(&self, line: &str) -> bool {
        match self {
            Self::AnyLines => false,
            Self::Line(pattern) => wildcard(pattern, line),
            Self::Regex(regex) => regex.is_match(line),
        }
    }
}

/// Whether `text` is `pattern`, in which `[..]` stands for anything.
pub(super) fn wildcard(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split(ANY_TEXT);
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else {
        return false;
    };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.split_once(part) {
            Some((_, behind)) => rest = behind,
            None => return false,
        }
    }
    true
}

/// The lines of a text without what does not count, each with its offset.
fn lines(text: &str) -> Vec<(usize, &str)> {
    let mut at = 0;
    let mut lines: Vec<(usize, &str)> = text
        .split_inclusive('\n')
        .map(|line| {
            let start = at;
            at += line.len();
            (start, line.trim_end())
        })
        .collect();
    while lines.last().is_some_and(|(_, line)| line.is_empty()) {
        lines.pop();
    }
    lines
}

pub(super) fn compare(
    expected: &str,
    actual: &str,
    is_regex: bool,
) -> Result<Option<Mismatch>, Unusable> {
    let wanted = lines(expected);
    let patterns = wanted
        .iter()
        .map(|(at, line)| {
            Ok(match line.trim_start() {
                ANY_LINES => Pattern::AnyLines,
                _ if is_regex => {
                    // By itself first: brackets that do not belong together could meet those
                    // around it.
                    let regex = Regex::new(line);
                    let regex = regex.and_then(|_| Regex::new(&format!("^(?:{line})$")));
                    Pattern::Regex(Box::new(regex.map_err(|error| Unusable {
                        at: *at,
                        reason: format!("this is not a regular expression: {}", last_line(&error)),
                    })?))
                }
                _ => Pattern::Line((*line).to_owned()),
            })
        })
        .collect::<Result<Vec<_>, _>>()?;
    let found: Vec<&str> = lines(actual).into_iter().map(|(_, line)| line).collect();
    match matches(&patterns, &found) {
        Ok(true) => return Ok(None),
        Ok(false) => {}
        Err(TooMany) => {
            return Err(Unusable {
                at: 0,
                reason: "there are too many lines to compare with so many wildcards; put `...` in \
                         the place of some"
                    .to_owned(),
            });
        }
    }
    let update = |line: &str| match is_regex {
        true => regex::escape(line),
        false => line.to_owned(),
    };
    Ok(Some(mismatch(&wanted, &patterns, &found, expected, update)))
}

fn last_line(error: &regex::Error) -> String {
    let text = error.to_string();
    let line = text.lines().last().unwrap_or_default();
    line.trim_start_matches("error: ").to_owned()
}

/// The most lines of which the best alignment is looked for.
const MOST: usize = 1000;

enum Step {
    /// The pattern holds for the line.
    Both(usize, usize),
    /// The line is one of those that the pattern for any lines takes.
    Taken(usize),
    /// The pattern for any lines, behind all that it takes.
    Any(usize),
    Missing(usize),
    Extra(usize),
}

/// Which lines belong to which patterns, with as few differences as can be.
fn align(patterns: &[Pattern], found: &[&str]) -> Vec<Step> {
    // Most of a long output is as expected, and the first line that is not is what matters.
    let same = |(pattern, line): &(&Pattern, &&str)| pattern.matches(line);
    let start = patterns.iter().zip(found).take_while(same).count();
    let (patterns, found) = (
        patterns.get(start..).unwrap_or_default(),
        found.get(start..).unwrap_or_default(),
    );
    let backwards = patterns.iter().rev().zip(found.iter().rev());
    let end = backwards.take_while(same).count();
    let (middle, lines) = (patterns.len() - end, found.len() - end);
    let steps = between(
        patterns.get(..middle).unwrap_or_default(),
        found.get(..lines).unwrap_or_default(),
    );
    let before = (0..start).map(|index| Step::Both(index, index));
    let behind = (0..end).map(|index| Step::Both(middle + index, lines + index));
    let shifted = steps.into_iter().chain(behind).map(|step| match step {
        Step::Both(pattern, line) => Step::Both(pattern + start, line + start),
        Step::Taken(line) => Step::Taken(line + start),
        Step::Any(pattern) => Step::Any(pattern + start),
        Step::Missing(pattern) => Step::Missing(pattern + start),
        Step::Extra(line) => Step::Extra(line + start),
    });
    before.chain(shifted).collect()
}

/// The same where neither the first nor the last lines are as expected.
fn between(patterns: &[Pattern], found: &[&str]) -> Vec<Step> {
    if patterns.len() > MOST || found.len() > MOST {
        let missing = (0..patterns.len()).map(Step::Missing);
        return missing.chain((0..found.len()).map(Step::Extra)).collect();
    }
    // best[i][j]: how many lines can hold from pattern i and line j on.
    let width = found.len() + 1;
    let mut best = vec![0_usize; (patterns.len() + 1) * width];
    let get = |best: &[usize], i: usize, j: usize| best.get(i * width + j).copied().unwrap_or(0);
    for (i, pattern) in patterns.iter().enumerate().rev() {
        for (j, line) in found.iter().enumerate().rev() {
            // A pattern for any lines takes each that it can have, which counts for nothing.
            let mut value = get(&best, i + 1, j).max(get(&best, i, j + 1));
            if pattern.matches(line) {
                value = value.max(get(&best, i + 1, j + 1) + 1);
            }
            if let Some(cell) = best.get_mut(i * width + j) {
                *cell = value;
            }
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut steps = Vec::new();
    while i < patterns.len() || j < found.len() {
        let here = get(&best, i, j);
        match (patterns.get(i), found.get(j)) {
            (Some(Pattern::AnyLines), Some(_)) if get(&best, i, j + 1) == here => {
                steps.push(Step::Taken(j));
                j += 1;
            }
            (Some(Pattern::AnyLines), _) => {
                steps.push(Step::Any(i));
                i += 1;
            }
            (Some(one), Some(line))
                if one.matches(line) && get(&best, i + 1, j + 1) + 1 == here =>
            {
                steps.push(Step::Both(i, j));
                (i, j) = (i + 1, j + 1);
            }
            (Some(_), _) if get(&best, i + 1, j) == here => {
                steps.push(Step::Missing(i));
                i += 1;
            }
            (_, Some(_)) => {
                steps.push(Step::Extra(j));
                j += 1;
            }
            (Some(_), None) => {
                steps.push(Step::Missing(i));
                i += 1;
            }
            (None, None) => break,
        }
    }
    steps
}

fn mismatch(
    wanted: &[(usize, &str)],
    patterns: &[Pattern],
    found: &[&str],
    text: &str,
    written: impl Fn(&str) -> String,
) -> Mismatch {
    let steps = align(patterns, found);
    let expected = |index: usize| wanted.get(index).copied().unwrap_or((text.len(), ""));
    let came = |index: usize| found.get(index).copied().unwrap_or_default();
    let mut at = None;
    let mut difference = Difference::default();
    let mut update = String::new();
    let mut write = |line: &str| {
        update.push_str(line);
        update.push('\n');
    };
    for (place, step) in steps.iter().enumerate() {
        match step {
            Step::Both(pattern, line) => {
                difference.push(Sign::Same, came(*line));
                write(expected(*pattern).1);
            }
            Step::Taken(line) => difference.push(Sign::Same, came(*line)),
            Step::Any(pattern) => write(expected(*pattern).1),
            Step::Missing(pattern) => {
                at.get_or_insert(expected(*pattern).0);
                difference.push(Sign::Expected, expected(*pattern).1);
            }
            Step::Extra(line) => {
                // It comes before the next line that is wanted.
                at.get_or_insert_with(|| {
                    let next = steps.iter().skip(place).find_map(|step| match step {
                        Step::Both(pattern, _) | Step::Missing(pattern) | Step::Any(pattern) => {
                            Some(*pattern)
                        }
                        Step::Taken(_) | Step::Extra(_) => None,
                    });
                    // Behind all of them, the last one is where to look.
                    let place = next.or_else(|| wanted.len().checked_sub(1));
                    place.map_or(0, |pattern| expected(pattern).0)
                });
                difference.push(Sign::Printed, came(*line));
                write(&written(came(*line)));
            }
        }
    }
    let reason = if found.is_empty() {
        Some("nothing came out")
    } else if wanted.is_empty() {
        Some("nothing was to come out")
    } else {
        None
    };
    Mismatch {
        at: at.unwrap_or(0),
        reason: reason.map(str::to_owned),
        diff: difference.to_string(),
        update: Some(update),
    }
}
