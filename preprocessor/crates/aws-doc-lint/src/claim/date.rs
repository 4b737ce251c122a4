//! The day on which something was verified: `Verified YYYY-MM-DD`.

use std::ops::Range;

/// A day in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    /// The day, `YYYY-MM-DD`.
    pub day: String,
    /// Its place.
    pub range: Range<usize>,
}

/// The word before the day, in lower case.
const WORD: &str = "verified";

/// The first day that `text` says it was verified on. The place is one in `text`.
pub(super) fn verified(text: &str) -> Option<Dated> {
    let lower = text.to_ascii_lowercase();
    lower.match_indices(WORD).find_map(|(at, word)| {
        let after = lower.get(at + word.len()..)?;
        let rest = after.trim_start_matches([' ', ':', '\n']);
        let rest = rest.strip_prefix("on ").unwrap_or(rest);
        let day = rest.get(..10).filter(|day| is_day(day))?;
        let start = at + word.len() + after.len() - rest.len();
        Some(Dated {
            day: day.to_owned(),
            range: start..start + day.len(),
        })
    })
}

/// Whether a paragraph begins with the day on which it was verified.
pub(super) fn is_dated(text: &str) -> bool {
    verified(text).is_some_and(|dated| dated.range.start <= "verified on ".len())
}

fn is_day(text: &str) -> bool {
    let form = text.bytes().enumerate().all(|(index, byte)| match index {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    form && iam_policy_model::date::seconds(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_found_behind_its_word() {
        for text in [
            "Verified 2026-11-28.",
            "AWS says so, verified on 2026-11-28",
            "Not verified. Verified: 2026-11-28",
        ] {
            let found = verified(text).unwrap();
            assert_eq!(found.day, "2026-11-28");
            assert_eq!(text.get(found.range).unwrap(), "2026-11-28");
        }
        for text in [
            "Verified 2026-13-28",
            "since 2026-11-28",
            "Verified 2026",
            "é",
        ] {
            assert_eq!(verified(text), None, "{text}");
        }
    }
}
