//! Texts that are in a list twice.

use crate::iam::hash_ignoring_case;
use spanned_text::tree::Str;

/// The texts that equal one before them, each with the first that it equals; `fold` makes alike the
/// bytes that count as the same and differ in ASCII case only.
pub fn repeated<'s>(
    texts: &[&'s Str<'s>],
    fold: fn(u8) -> u8,
) -> impl Iterator<Item = (&'s Str<'s>, &'s Str<'s>)> {
    // A hash table of places, each with one added, keeps long lists fast.
    let size = (texts.len() * 2).next_power_of_two();
    let mut slots = vec![0_usize; size];
    (1..).zip(texts).filter_map(move |(number, text)| {
        let hash = hash_ignoring_case(text.as_str().as_bytes());
        let mut at = (hash >> 32) as usize & (size - 1);
        loop {
            let slot = slots.get_mut(at)?;
            let Some(first) = slot.checked_sub(1).and_then(|place| texts.get(place)) else {
                *slot = number;
                return None;
            };
            if is_alike(first.as_str(), text.as_str(), fold) {
                return Some((*text, *first));
            }
            at = (at + 1) & (size - 1);
        }
    })
}

fn is_alike(one: &str, other: &str, fold: fn(u8) -> u8) -> bool {
    one.len() == other.len() && one.bytes().map(fold).eq(other.bytes().map(fold))
}
