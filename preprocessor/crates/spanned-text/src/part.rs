//! Parts of texts and lists that are always there.
//!
//! `text.get(range)` leaves its caller with a `None` that cannot happen, and whoever turns that into
//! an empty text hides a wrong range. The methods here have a meaning for every range: what of it is
//! in the text.

use std::ops::{Bound, RangeBounds};

/// A text or list, parts of which can be had without a chance to fail.
pub trait Part {
    /// The part in `range`. What of the range is past the end is left out, and a text is cut
    /// between characters only: a bound within a character means the beginning of that character.
    ///
    /// ```
    /// use spanned_text::Part as _;
    /// assert_eq!("name=value".part(5..), "value");
    /// assert_eq!("name".part(2..9), "me");
    /// assert_eq!([1, 2, 3].part(1..), [2, 3]);
    /// ```
    #[must_use]
    fn part(&self, range: impl RangeBounds<usize>) -> &Self;
}

impl Part for str {
    #[inline]
    fn part(&self, range: impl RangeBounds<usize>) -> &str {
        let (start, end) = bounds(range, self.len());
        match self.get(start..end) {
            Some(part) => part,
            None => nearest(self, start, end),
        }
    }
}

impl<T> Part for [T] {
    #[inline]
    fn part(&self, range: impl RangeBounds<usize>) -> &[T] {
        let (start, end) = bounds(range, self.len());
        let head = self.get(..end).unwrap_or(self);
        head.get(start..).unwrap_or(&[])
    }
}

#[inline]
fn bounds(range: impl RangeBounds<usize>, len: usize) -> (usize, usize) {
    let start = match range.start_bound() {
        Bound::Included(start) => *start,
        Bound::Excluded(before) => before.saturating_add(1),
        Bound::Unbounded => 0,
    };
    let end = match range.end_bound() {
        Bound::Included(last) => last.saturating_add(1),
        Bound::Excluded(end) => *end,
        Bound::Unbounded => len,
    };
    (start, end)
}

/// What of the range is in the text.
#[cold]
fn nearest(text: &str, start: usize, end: usize) -> &str {
    let head = text.split_at_checked(text.floor_char_boundary(end));
    let head = head.map_or(text, |(head, _)| head);
    let tail = head.split_at_checked(head.floor_char_boundary(start));
    tail.map_or("", |(_, tail)| tail)
}

/// The ends of words, parts and lines in a text.
pub trait Cut {
    /// The text before the first of these, or all of it.
    ///
    /// ```
    /// use spanned_text::Cut as _;
    /// assert_eq!("s3:GetObject".before(':'), "s3");
    /// assert_eq!("role/admin".before([':', '/']), "role");
    /// assert_eq!("*".before(':'), "*");
    /// ```
    #[must_use]
    fn before(&self, mark: impl Mark) -> &str;

    /// The text after the last of these, or all of it.
    ///
    /// ```
    /// use spanned_text::Cut as _;
    /// assert_eq!("a\nb\nc".after_last('\n'), "c");
    /// assert_eq!("c".after_last('\n'), "c");
    /// ```
    #[must_use]
    fn after_last(&self, mark: impl Mark) -> &str;

    /// The first line, without its line break.
    #[must_use]
    fn first_line(&self) -> &str;
}

impl Cut for str {
    fn before(&self, mark: impl Mark) -> &str {
        mark.split(self).map_or(self, |(before, _)| before)
    }

    fn after_last(&self, mark: impl Mark) -> &str {
        mark.rsplit(self).map_or(self, |(_, after)| after)
    }

    fn first_line(&self) -> &str {
        let line = self.before('\n');
        if line.len() == self.len() {
            return line;
        }
        line.strip_suffix('\r').unwrap_or(line)
    }
}

/// What a text can be cut at: a character, one of several, or a text.
pub trait Mark {
    /// The text around the first one.
    fn split(self, text: &str) -> Option<(&str, &str)>;
    /// The text around the last one.
    fn rsplit(self, text: &str) -> Option<(&str, &str)>;
}

impl Mark for char {
    fn split(self, text: &str) -> Option<(&str, &str)> {
        text.split_once(self)
    }
    fn rsplit(self, text: &str) -> Option<(&str, &str)> {
        text.rsplit_once(self)
    }
}

impl<const N: usize> Mark for [char; N] {
    fn split(self, text: &str) -> Option<(&str, &str)> {
        text.split_once(self)
    }
    fn rsplit(self, text: &str) -> Option<(&str, &str)> {
        text.rsplit_once(self)
    }
}

impl Mark for &str {
    fn split(self, text: &str) -> Option<(&str, &str)> {
        text.split_once(self)
    }
    fn rsplit(self, text: &str) -> Option<(&str, &str)> {
        text.rsplit_once(self)
    }
}

#[cfg(test)]
mod tests {
    use super::{Cut as _, Part as _};

    #[test]
    fn a_range_of_the_text_is_that_part() {
        assert_eq!("abc".part(..), "abc");
        assert_eq!("abc".part(1..2), "b");
        assert_eq!("abc".part(..=1), "ab");
        assert_eq!("abc".part(3..), "");
        assert_eq!([1, 2, 3].part(..2), [1, 2]);
    }

    #[test]
    fn any_other_range_is_what_of_it_is_there() {
        assert_eq!("abc".part(1..9), "bc");
        assert_eq!("abc".part(9..), "");
        assert_eq!("abc".part(9..12), "");
        assert_eq!("aéc".part(2..), "éc");
        assert_eq!("aéc".part(..2), "a");
        assert_eq!("aé".part(2..2), "");
        #[expect(clippy::reversed_empty_ranges, reason = "such a range has to be empty")]
        {
            assert_eq!("abc".part(2..1), "");
            assert!([1, 2, 3].part(2..1).is_empty());
        }
        assert_eq!("abc".part(0..=usize::MAX), "abc");
        assert_eq!([1, 2].part(1..9), [2]);
        assert!([1, 2].part(9..).is_empty());
    }

    #[test]
    fn text_is_cut_at_marks() {
        assert_eq!("".before(':'), "");
        assert_eq!("a--b--c".before("--"), "a");
        assert_eq!("a--b--c".after_last("--"), "c");
        assert_eq!("one\r\ntwo".first_line(), "one");
        assert_eq!("one\r".first_line(), "one\r".lines().next().unwrap());
        assert_eq!("".first_line(), "");
    }
}
