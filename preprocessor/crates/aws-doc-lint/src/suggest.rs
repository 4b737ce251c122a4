//! Suggestions for misspelt names.
//!
//! A suggestion is made only where one known name is likely to be meant; see
//! [`Finding::suggest`](crate::rule::Finding::suggest) for how a finding shows it.

/// No name is longer; to compare longer words would take too long.
const LONGEST: usize = 256;

/// The candidate nearest to `word`, by insertions, deletions, substitutions and swaps of
/// neighbours; `None` when none is within `limit`, or `word` is too long to be a name. Case does not
/// count. Ties go to the first.
pub fn nearest<'c>(
    word: &str,
    candidates: impl IntoIterator<Item = &'c str>,
    limit: usize,
) -> Option<&'c str> {
    if word.len() > LONGEST {
        return None;
    }
    let word = word.to_ascii_lowercase();
    candidates
        .into_iter()
        .filter(|candidate| candidate.len().abs_diff(word.len()) <= limit)
        .map(|candidate| {
            (
                strsim::osa_distance(&word, &candidate.to_ascii_lowercase()),
                candidate,
            )
        })
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn swaps_count_once() {
        assert_eq!(
            nearest("us-esat-1", ["us-west-1", "us-east-1"], 1),
            Some("us-east-1")
        );
        assert_eq!(nearest("mars-north-1", ["eu-north-1"], 2), None);
    }
}
