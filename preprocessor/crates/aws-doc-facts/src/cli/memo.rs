//! A cache of dictionary lookups: the commands of a book use few of its words, over and over.

use std::cell::RefCell;
use std::collections::HashMap;

/// The most entries; beyond that all are dropped at once.
const MOST: usize = 1 << 14;
/// Longer texts are not in the dictionary, or rare.
const LONGEST: usize = 64;

#[derive(Default)]
struct Memo {
    /// The data of the entries: its address in memory, and its length in bytes.
    of: (usize, usize),
    numbers: HashMap<String, Option<u32>>,
    texts: HashMap<u32, String>,
}

impl Memo {
    /// Makes room, and drops entries of other data.
    fn about(&mut self, data: &[u8]) -> &mut Self {
        let of = (data.as_ptr().addr(), data.len());
        if self.of != of || self.numbers.len() + self.texts.len() >= MOST {
            self.numbers.clear();
            self.texts.clear();
            self.of = of;
        }
        self
    }
}

thread_local! {
    static MEMO: RefCell<Memo> = RefCell::default();
}

/// The number of a text in the dictionary `data`, which `find` looks up.
pub(super) fn number(data: &[u8], text: &str, find: impl Fn() -> Option<u32>) -> Option<u32> {
    if text.len() > LONGEST {
        return find();
    }
    MEMO.with_borrow_mut(|memo| {
        let memo = memo.about(data);
        if let Some(number) = memo.numbers.get(text) {
            return *number;
        }
        let number = find();
        memo.numbers.insert(text.to_owned(), number);
        number
    })
}

/// The text of a number in the dictionary `data`, which `find` looks up.
pub(super) fn text(data: &[u8], number: u32, find: impl Fn() -> String) -> String {
    MEMO.with_borrow_mut(|memo| {
        let memo = memo.about(data);
        memo.texts.entry(number).or_insert_with(find).clone()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_of_the_same_data() {
        let (one, other) = ([1_u8], [1_u8, 2]);
        assert_eq!(number(&one, "a", || Some(1)), Some(1));
        assert_eq!(number(&one, "a", || None), Some(1));
        assert_eq!(number(&other, "a", || Some(2)), Some(2));
        assert_eq!(text(&other, 7, || "x".to_owned()), "x");
        assert_eq!(text(&other, 7, String::new), "x");
        assert_eq!(text(&one, 7, String::new), "");
    }
}
