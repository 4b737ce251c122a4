//! Edits to a text.

use std::ops::Range;

use spanned_text::Part as _;

/// `text` with the bytes of each range replaced; everything else stays byte for byte. The ranges are
/// disjoint and in order, and an empty one inserts.
pub(crate) fn splice<'e>(
    text: &str,
    edits: impl IntoIterator<Item = (Range<usize>, &'e str)>,
) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (range, new) in edits {
        out.push_str(text.part(done..range.start));
        out.push_str(new);
        done = range.end;
    }
    out.push_str(text.part(done..));
    out
}

#[cfg(test)]
mod tests {
    use super::splice;

    #[test]
    fn edits_replace_remove_and_insert() {
        assert_eq!(splice("größe", []), "größe");
        let edits = [(0..0, ">"), (1..2, ""), (2..4, "oe"), (7..7, "!")];
        assert_eq!(splice("größe", edits), ">goeße!");
    }
}
