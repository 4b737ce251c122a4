//! How IAM compares names: without regard to ASCII case, with `*`, `?` and `${…}`.

use std::cmp::Ordering;
use std::ops::Range;

/// Whether `text` is `template` with each `${…}` replaced by at least one character.
pub(super) fn fills(template: &str, text: &str) -> bool {
    let literal = literal_beginning(template.as_bytes());
    if literal.len() == template.len() {
        return template.eq_ignore_ascii_case(text);
    }
    let variable = template.get(literal.len()..).unwrap_or_default();
    let Some((_, rest)) = variable.split_once('}') else {
        return false;
    };
    if !begins_with(text.as_bytes(), literal) {
        return false;
    }
    let filled = text.get(literal.len()..).unwrap_or_default();
    let mut ends = filled.char_indices().map(|(at, one)| at + one.len_utf8());
    ends.any(|end| fills(rest, filled.get(end..).unwrap_or_default()))
}

/// Whether `text` matches a pattern of `*` (any characters, also none) and `?` (one character),
/// without regard to ASCII case.
#[must_use]
pub fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut at, mut in_text) = (0, 0);
    // Where to go on when what follows the last star did not fit.
    let mut retry = None;
    while let Some(&byte) = text.get(in_text) {
        match pattern.get(at) {
            Some(b'*') => {
                at += 1;
                retry = Some((at, in_text));
            }
            Some(&wanted) if wanted == b'?' || wanted.eq_ignore_ascii_case(&byte) => {
                at += 1;
                in_text += 1;
            }
            _ => {
                let Some((after_star, tried)) = retry else {
                    return false;
                };
                retry = Some((after_star, tried + 1));
                (at, in_text) = (after_star, tried + 1);
            }
        }
    }
    pattern
        .get(at..)
        .unwrap_or_default()
        .iter()
        .all(|&rest| rest == b'*')
}

pub(super) fn starts_with(text: &str, literal: &str) -> bool {
    begins_with(text.as_bytes(), literal.as_bytes())
}

pub(super) fn begins_with(text: &[u8], literal: &[u8]) -> bool {
    let head = text.get(..literal.len());
    head.is_some_and(|head| head.eq_ignore_ascii_case(literal))
}

/// What stands before the first variable, `${…}`; a `$` begins nothing else in AWS's names.
pub(super) fn literal_beginning(template: &[u8]) -> &[u8] {
    let end = memchr::memchr(b'$', template).unwrap_or(template.len());
    template.get(..end).unwrap_or_default()
}

/// The first index within `range` whose name does not come before `wanted`.
pub(super) fn first_not_before<'d>(
    range: Range<usize>,
    wanted: &str,
    name: impl Fn(usize) -> &'d [u8],
) -> usize {
    let (mut low, mut high) = (range.start, range.end);
    while low < high {
        let middle = low + (high - low) / 2;
        if compare(name(middle), wanted.as_bytes()) == Ordering::Less {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// The order of names in the data: by bytes in lower case.
fn compare(one: &[u8], other: &[u8]) -> Ordering {
    for (one, other) in one.iter().zip(other) {
        if one != other {
            let order = one.to_ascii_lowercase().cmp(&other.to_ascii_lowercase());
            if order != Ordering::Equal {
                return order;
            }
        }
    }
    one.len().cmp(&other.len())
}
