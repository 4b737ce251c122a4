//! How IAM compares names: without regard to ASCII case, with `*`, `?` and `${…}`.

use std::cmp::Ordering;
use std::ops::Range;

use spanned_text::Part as _;

/// Whether `text` is `template` with each `${…}` replaced by at least one character.
pub(super) fn fills(template: &str, text: &str) -> bool {
    let literal = literal_beginning(template);
    if literal.len() == template.len() {
        return template.eq_ignore_ascii_case(text);
    }
    let variable = template.part(literal.len()..);
    let Some((_, rest)) = variable.split_once('}') else {
        return false;
    };
    if !starts_with(text, literal) {
        return false;
    }
    let filled = text.part(literal.len()..);
    let mut ends = filled.char_indices().map(|(at, one)| at + one.len_utf8());
    ends.any(|end| fills(rest, filled.part(end..)))
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
    pattern.part(at..).iter().all(|&rest| rest == b'*')
}

pub(super) fn starts_with(text: &str, literal: &str) -> bool {
    let head = text.as_bytes().get(..literal.len());
    head.is_some_and(|head| head.eq_ignore_ascii_case(literal.as_bytes()))
}

/// What comes before the first variable, `${…}`; a `$` begins nothing else in AWS's names.
pub(super) fn literal_beginning(template: &str) -> &str {
    let end = memchr::memchr(b'$', template.as_bytes()).unwrap_or(template.len());
    template.part(..end)
}

/// The first index within `range` whose name does not come before `wanted`.
pub(super) fn first_not_before<'d>(
    range: Range<usize>,
    wanted: &str,
    name: impl Fn(usize) -> &'d str,
) -> usize {
    let (mut low, mut high) = (range.start, range.end);
    while low < high {
        let middle = low + (high - low) / 2;
        if compare(name(middle), wanted) == Ordering::Less {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// The indexes within `range` whose names begin with `literal`.
pub(super) fn beginning_with<'d>(
    range: Range<usize>,
    literal: &str,
    name: impl Fn(usize) -> &'d str,
) -> Range<usize> {
    if literal.is_empty() {
        return range;
    }
    let start = first_not_before(range.clone(), literal, &name);
    let (mut low, mut high) = (start, range.end);
    while low < high {
        let middle = low + (high - low) / 2;
        if starts_with(name(middle), literal) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    start..low
}

/// The order of names in the data: by bytes in lower case.
fn compare(one: &str, other: &str) -> Ordering {
    for (one, other) in one.bytes().zip(other.bytes()) {
        if one != other {
            let order = one.to_ascii_lowercase().cmp(&other.to_ascii_lowercase());
            if order != Ordering::Equal {
                return order;
            }
        }
    }
    one.len().cmp(&other.len())
}
