//! Whether printed lines are those that are expected, in one pass over them, whatever they are.

use std::collections::HashMap;

use super::lines::{ANY_TEXT, Pattern};

/// What looking at lines by wildcards and regular expressions may cost, in bytes of lines: about a
/// second.
const MOST: usize = 1 << 28;

/// What a look costs in addition to the length of its line.
const LOOK: usize = 64;

/// The lines could hold in more ways than can be tried.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooMany;

/// Whether the patterns match all lines. All places in the patterns that the lines so far can lead
/// to are followed at once, as bits, so that no line is read twice.
pub(super) fn matches(patterns: &[Pattern], found: &[&str]) -> Result<bool, TooMany> {
    let mut patterns: Vec<&Pattern> = patterns.iter().collect();
    // Two patterns for any lines behind each other are one.
    patterns.dedup_by(|one, other| matches!((one, other), (Pattern::AnyLines, Pattern::AnyLines)));
    let size = patterns.len() / 64 + 1;
    let (mut any, mut looks) = (Bits::new(size), Bits::new(size));
    let mut literals: HashMap<&str, Places> = HashMap::new();
    for (place, pattern) in patterns.iter().enumerate() {
        match pattern {
            Pattern::AnyLines => any.set(place),
            Pattern::Line(line) if !line.contains(ANY_TEXT) => {
                literals.entry(line.as_str()).or_default().0.push(place);
            }
            _ => looks.set(place),
        }
    }
    let bits: HashMap<&str, Bits> = literals
        .iter()
        .filter(|(_, places)| places.0.len() > size)
        .map(|(line, places)| (*line, places.bits(size)))
        .collect();
    let mut left = MOST;
    let mut here = Bits::new(size);
    here.set(0);
    here.pass(&any);
    for line in found {
        let mut next = Bits::new(size);
        match (bits.get(line), literals.get(line)) {
            (Some(places), _) => next.add_both(&here, places),
            (None, Some(places)) => {
                for place in places.0.iter().filter(|place| here.has(**place)) {
                    next.set(*place);
                }
            }
            (None, None) => {}
        }
        for place in here.places(&looks) {
            left = left.checked_sub(line.len() + LOOK).ok_or(TooMany)?;
            if patterns.get(place).is_some_and(|one| one.matches(line)) {
                next.set(place);
            }
        }
        next.advance();
        next.add_both(&here, &any);
        next.pass(&any);
        if next.is_empty() {
            return Ok(false);
        }
        here = next;
    }
    Ok(here.has(patterns.len()))
}

/// Where a line is expected.
#[derive(Default)]
struct Places(Vec<usize>);

impl Places {
    fn bits(&self, size: usize) -> Bits {
        let mut bits = Bits::new(size);
        for place in &self.0 {
            bits.set(*place);
        }
        bits
    }
}

/// A set of places in the patterns.
struct Bits(Vec<u64>);

impl Bits {
    fn new(size: usize) -> Self {
        Self(vec![0; size])
    }

    fn set(&mut self, place: usize) {
        if let Some(word) = self.0.get_mut(place / 64) {
            *word |= 1 << (place % 64);
        }
    }

    fn has(&self, place: usize) -> bool {
        let word = self.0.get(place / 64);
        word.is_some_and(|word| word >> (place % 64) & 1 == 1)
    }

    fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// Adds what is in both of two sets.
    fn add_both(&mut self, one: &Self, other: &Self) {
        for (word, (one, other)) in self.0.iter_mut().zip(one.0.iter().zip(&other.0)) {
            *word |= one & other;
        }
    }

    /// Goes from each place to the next one.
    fn advance(&mut self) {
        let mut carried = 0;
        for word in &mut self.0 {
            let carry = *word >> 63;
            *word = *word << 1 | carried;
            carried = carry;
        }
    }

    /// Adds the places behind those that are in `any`, as these match no line, too.
    fn pass(&mut self, any: &Self) {
        let mut behind = Self::new(self.0.len());
        behind.add_both(self, any);
        behind.advance();
        for (word, more) in self.0.iter_mut().zip(&behind.0) {
            *word |= more;
        }
    }

    /// The places that are in both.
    fn places(&self, other: &Self) -> impl Iterator<Item = usize> {
        let words = self.0.iter().zip(&other.0).enumerate();
        words.flat_map(|(index, (one, other))| {
            let mut word = one & other;
            std::iter::from_fn(move || {
                let bit = word.trailing_zeros();
                word &= word.wrapping_sub(1);
                (bit < 64).then_some(index * 64 + bit as usize)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::time::{Duration, Instant};

    fn pattern(line: &str) -> Pattern {
        match line {
            "..." => Pattern::AnyLines,
            line => Pattern::Line(line.to_owned()),
        }
    }

    /// The same by trying all ways.
    fn plainly(patterns: &[Pattern], found: &[&str]) -> bool {
        match (patterns.split_first(), found.split_first()) {
            (None, None) => true,
            (None, Some(_)) => false,
            (Some((Pattern::AnyLines, rest)), _) => {
                (0..=found.len()).any(|taken| plainly(rest, found.get(taken..).unwrap()))
            }
            (Some((one, patterns)), Some((line, found))) => {
                one.matches(line) && plainly(patterns, found)
            }
            (Some(_), None) => false,
        }
    }

    proptest! {
        #[test]
        fn all_ways_are_followed(
            patterns in proptest::collection::vec("(\\.\\.\\.|a|b|a\\[\\.\\.\\]|ab)", 0..8),
            found in proptest::collection::vec("(a|b|ab)", 0..8),
        ) {
            let patterns: Vec<Pattern> = patterns.iter().map(|it| pattern(it)).collect();
            let found: Vec<&str> = found.iter().map(String::as_str).collect();
            prop_assert_eq!(matches(&patterns, &found), Ok(plainly(&patterns, &found)));
        }

        #[test]
        fn words_of_bits_do_not_matter(before in 0_usize..200, behind in 0_usize..200) {
            let line = |_| Pattern::Line("a".to_owned());
            let mut patterns: Vec<Pattern> = (0..before).map(line).collect();
            patterns.push(Pattern::AnyLines);
            patterns.extend((0..behind).map(line));
            let found = vec!["a"; before + behind];
            prop_assert_eq!(matches(&patterns, &found), Ok(true));
            if let Some(fewer) = found.get(1..) {
                prop_assert_eq!(matches(&patterns, fewer), Ok(false));
            }
        }
    }

    #[test]
    fn many_lines_that_are_nearly_as_expected_take_no_time() {
        let began = Instant::now();
        let found = vec!["x"; 200_000];
        for last in ["x", "y", "x[..]"] {
            let mut patterns = vec![Pattern::AnyLines];
            patterns.extend((0..1_600).map(|_| pattern("x")));
            patterns.push(pattern(last));
            assert_eq!(matches(&patterns, &found), Ok(last != "y"));
        }
        let mut patterns = vec![Pattern::AnyLines];
        patterns.extend((0..1_600).map(|_| pattern("[..]x")));
        assert_eq!(matches(&patterns, &found), Err(TooMany));
        assert!(
            began.elapsed() < Duration::from_secs(60),
            "{:?}",
            began.elapsed()
        );
    }
}
