//! Finding a name among many, without regard to ASCII case.

/// A hash table of names that lie elsewhere: it holds their places only.
#[derive(Debug)]
pub(super) struct NameIndex {
    /// A place and one, or 0 where there is none; a power of two of them.
    slots: Box<[u16]>,
}

impl NameIndex {
    /// Indexes names by their place. Of more than 65,534 the rest is left out.
    pub(super) fn build<'d>(names: impl ExactSizeIterator<Item = &'d str>) -> Self {
        let size = (names.len() * 2).next_power_of_two();
        let mut slots = vec![0; size].into_boxed_slice();
        for (name, number) in names.zip(1..u16::MAX) {
            let mut at = start(name.as_bytes(), size);
            while slots.get(at).is_some_and(|slot| *slot != 0) {
                at = (at + 1) & (size - 1);
            }
            if let Some(slot) = slots.get_mut(at) {
                *slot = number;
            }
        }
        Self { slots }
    }

    /// The place of the name; `name_at` gives the name at a place.
    pub(super) fn find<'d>(&self, name: &str, name_at: impl Fn(usize) -> &'d str) -> Option<usize> {
        let size = self.slots.len();
        let mut at = start(name.as_bytes(), size);
        loop {
            let place = usize::from(*self.slots.get(at)?).checked_sub(1)?;
            if name_at(place).eq_ignore_ascii_case(name) {
                return Some(place);
            }
            at = (at + 1) & (size - 1);
        }
    }
}

/// Where the search for a name begins.
fn start(name: &[u8], size: usize) -> usize {
    (hash_ignoring_case(name) >> 32) as usize & size.saturating_sub(1)
}

/// A hash that is the same for texts that differ in ASCII case only.
pub(crate) fn hash_ignoring_case(name: &[u8]) -> u64 {
    const FACTOR: u64 = 0x517c_c1b7_2722_0a95;
    // Sets the bit by which lower and upper case differ; whatever else it makes equal is compared later.
    const LOWER: u64 = 0x2020_2020_2020_2020;
    let mix = |hash: u64, word: u64| (hash.rotate_left(5) ^ (word | LOWER)).wrapping_mul(FACTOR);
    let (words, rest) = name.as_chunks::<8>();
    let hash = words
        .iter()
        .fold(0, |hash, word| mix(hash, u64::from_le_bytes(*word)));
    let rest = rest
        .iter()
        .fold(name.len() as u64, |word, byte| word << 8 | u64::from(*byte));
    mix(hash, rest)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_name_is_found_in_any_case_and_no_other(
            names in prop::collection::btree_set("[a-z0-9:/-]{0,20}", 0..60),
            other in "[a-z]{0,3}",
        ) {
            let names: Vec<String> = names.into_iter().collect();
            let index = NameIndex::build(names.iter().map(String::as_str));
            let at = |place: usize| names[place].as_str();
            for (place, name) in names.iter().enumerate() {
                prop_assert_eq!(index.find(&name.to_uppercase(), at), Some(place));
            }
            prop_assert_eq!(index.find(&other, at), names.iter().position(|name| *name == other));
        }
    }
}
