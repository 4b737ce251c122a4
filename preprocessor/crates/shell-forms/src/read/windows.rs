//! Splits a command line as programs of the C runtime do.

use std::ops::Range;

use super::Word;

/// A character of a command line: what it is, where it is written, and whether it is known.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    pub(super) text: String,
    pub(super) source: Range<usize>,
    pub(super) is_known: bool,
}

impl Unit {
    pub(super) fn of(c: char, start: usize) -> Self {
        Self {
            text: c.to_string(),
            source: start..start + c.len_utf8(),
            is_known: true,
        }
    }

    fn is(&self, text: &str) -> bool {
        self.is_known && self.text == text
    }
}

/// The arguments in a command line.
pub(super) fn split(units: &[Unit]) -> Vec<Word> {
    let mut words = Vec::new();
    let mut word: Option<Word> = None;
    let mut inside = false;
    let mut at = 0;
    while let Some(unit) = units.get(at) {
        if !inside && (unit.is(" ") || unit.is("\t")) {
            words.extend(word.take());
            at += 1;
            continue;
        }
        let current = word.get_or_insert_with(|| Word {
            range: unit.source.clone(),
            ..Word::default()
        });
        if unit.is("\\") {
            let run = units
                .iter()
                .skip(at)
                .take_while(|unit| unit.is("\\"))
                .count();
            let slashes = units.get(at..at + run).unwrap_or_default();
            let quote = units.get(at + run).filter(|unit| unit.is("\""));
            let kept = if quote.is_some() { run / 2 } else { run };
            for slash in slashes.iter().take(kept) {
                current.push("\\", slash.source.clone(), true);
            }
            at += run;
            if let Some(quote) = quote.filter(|_| run % 2 == 1) {
                let start = slashes
                    .last()
                    .map_or(quote.source.start, |slash| slash.source.start);
                current.push("\"", start..quote.source.end, true);
                at += 1;
            }
            current.range.end = units
                .get(at - 1)
                .map_or(current.range.end, |unit| unit.source.end);
            continue;
        }
        current.range.end = unit.source.end;
        at += 1;
        if unit.is("\"") {
            // Two quotes in quotes are one.
            if inside && let Some(second) = units.get(at).filter(|unit| unit.is("\"")) {
                current.push("\"", unit.source.start..second.source.end, true);
                current.range.end = second.source.end;
                at += 1;
            } else {
                inside = !inside;
            }
        } else {
            current.push(&unit.text, unit.source.clone(), unit.is_known);
        }
    }
    words.extend(word);
    words
}

/// The values of the arguments in a command line of which all is known.
pub(super) fn values(line: &str) -> Vec<String> {
    let units: Vec<Unit> = line.char_indices().map(|(at, c)| Unit::of(c, at)).collect();
    split(&units).iter().filter_map(Word::literal).collect()
}
