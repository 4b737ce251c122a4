//! What differs, for people: the lines that do, with a few around them.

use std::fmt;

/// How many lines that are as expected are shown before and after those that are not.
const AROUND: usize = 3;

/// How many lines are shown at most.
const MOST: usize = 28;

/// Where a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// In both.
    Same,
    /// Only in what was expected.
    Expected,
    /// Only in what was printed.
    Printed,
}

/// The lines of both, each with its sign.
#[derive(Debug, Default)]
pub(super) struct Difference {
    lines: Vec<(Sign, String)>,
}

impl Difference {
    /// Adds a line.
    pub(super) fn push(&mut self, sign: Sign, line: &str) {
        self.lines.push((sign, line.to_owned()));
    }

    /// Of two texts, line by line.
    pub(super) fn between(expected: &str, printed: &str) -> Self {
        let mut difference = Self::default();
        for change in similar::TextDiff::from_lines(expected, printed).iter_all_changes() {
            let sign = match change.tag() {
                similar::ChangeTag::Delete => Sign::Expected,
                similar::ChangeTag::Insert => Sign::Printed,
                similar::ChangeTag::Equal => Sign::Same,
            };
            difference.push(sign, change.value().trim_end());
        }
        difference
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let near = |index: usize| {
            let from = index.saturating_sub(AROUND);
            let around = self.lines.iter().skip(from).take(index + AROUND + 1 - from);
            around.into_iter().any(|(sign, _)| *sign != Sign::Same)
        };
        let mut shown = 0;
        let mut left_out: Vec<&str> = Vec::new();
        for (index, (sign, line)) in self.lines.iter().enumerate() {
            if !near(index) {
                left_out.push(line);
                continue;
            }
            if shown >= MOST {
                let rest = self.lines.iter().skip(index);
                let count = rest.filter(|(sign, _)| *sign != Sign::Same).count();
                return match count {
                    0 => Ok(()),
                    count => writeln!(f, "… {count} more lines differ"),
                };
            }
            as_expected(f, &std::mem::take(&mut left_out))?;
            shown += 1;
            let sign = match sign {
                Sign::Same => ' ',
                Sign::Expected => '-',
                Sign::Printed => '+',
            };
            writeln!(f, "{sign} {line}")?;
        }
        as_expected(f, &left_out)
    }
}

/// Says how many lines are left out; a single one is shown, as it takes no more room.
fn as_expected(f: &mut fmt::Formatter<'_>, lines: &[&str]) -> fmt::Result {
    match lines {
        [] => Ok(()),
        [line] => writeln!(f, "  {line}"),
        lines => writeln!(f, "… {} lines as expected", lines.len()),
    }
}
