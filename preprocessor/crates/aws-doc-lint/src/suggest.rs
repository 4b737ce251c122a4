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

/// Whether a name of several words, in camel case or with hyphens, is likely a slip for `right`. Where the two
/// differ in a word that other names have as well, as `StartExportJob` does from `StartImportJob`, somebody
/// meant what is written.
pub fn is_likely<'c>(
    name: &str,
    right: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> bool {
    let (written, meant) = (words(name), words(right));
    let is_variant = |one: &str, other: &str| {
        one.strip_suffix(['s', 'S']) == Some(other) || other.strip_suffix(['s', 'S']) == Some(one)
    };
    // Of each word that differs, most letters are right.
    let is_near = |one: &str, other: &str| {
        let (one, other) = (one.to_ascii_lowercase(), other.to_ascii_lowercase());
        strsim::osa_distance(&one, &other) <= (one.len().max(other.len()) / 3).max(1)
    };
    if written.len() == meant.len()
        && !written
            .iter()
            .zip(&meant)
            .all(|(one, other)| is_near(one, other))
    {
        return false;
    }
    let odd: Vec<&str> = written
        .iter()
        .enumerate()
        .filter(|(at, word)| {
            meant
                .get(*at)
                .is_none_or(|other| !word.eq_ignore_ascii_case(other) && !is_variant(word, other))
        })
        .map(|(_, word)| *word)
        .filter(|word| word.len() > 2)
        .collect();
    if written.len() != meant.len() || odd.is_empty() {
        return true;
    }
    let is_word = |candidate: &str| {
        let known = words(candidate);
        odd.iter()
            .any(|word| known.iter().any(|one| one.eq_ignore_ascii_case(word)))
    };
    !COMMON_WORDS
        .iter()
        .any(|common| odd.iter().any(|word| word.eq_ignore_ascii_case(common)))
        && !candidates.into_iter().any(is_word)
}

/// Words of many names, which one service may not have yet.
const COMMON_WORDS: [&str; 24] = [
    "Get", "Put", "List", "Describe", "Create", "Delete", "Update", "Start", "Stop", "Import",
    "Export", "Add", "Remove", "Batch", "Enable", "Disable", "Share", "Tag", "Untag", "Set",
    "Read", "Write", "Run", "Head",
];

/// The words of a name in camel case or with hyphens.
pub(crate) fn words(name: &str) -> Vec<&str> {
    let starts = name
        .char_indices()
        .filter(|(at, one)| *at > 0 && (one.is_ascii_uppercase() || *one == '-'));
    let starts: Vec<_> = starts.map(|(at, _)| at).chain([name.len()]).collect();
    let mut from = 0;
    let mut words = Vec::with_capacity(starts.len());
    for to in starts {
        words.extend(name.get(from..to).map(|word| word.trim_start_matches('-')));
        from = to;
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::{is_likely, nearest, words};

    #[test]
    fn a_word_that_exists_is_no_slip() {
        let known = [
            "StartDICOMImportJob",
            "GetDataStore",
            "ListTags",
            "TagResource",
        ];
        let likely = |name, right| is_likely(name, right, known);
        assert!(!likely("StartDICOMExportJob", "StartDICOMImportJob"));
        assert!(!likely("ShareResource", "TagResource"));
        assert!(!likely("ListDataStore", "GetDataStore"));
        assert!(!likely("GetAmiStore", "GetVpcStore"));
        assert!(likely("GetDataStor", "GetDataStore"));
        assert!(likely("GetDataStores", "GetDataStore"));
        assert!(is_likely(
            "describe-vpc",
            "describe-vpcs",
            ["describe-vpcs"]
        ));
        assert!(is_likely("GetObjct", "GetObject", ["GetObject"]));
    }

    #[test]
    fn names_have_words() {
        assert_eq!(words("GetObject"), ["Get", "Object"]);
        assert_eq!(words("describe-vpcs"), ["describe", "vpcs"]);
        assert_eq!(words(""), [""; 0]);
    }

    #[test]
    fn swaps_count_once() {
        assert_eq!(
            nearest("us-esat-1", ["us-west-1", "us-east-1"], 1),
            Some("us-east-1")
        );
        assert_eq!(nearest("mars-north-1", ["eu-north-1"], 2), None);
    }
}
