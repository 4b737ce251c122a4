//! Listings whose lines are numbered.

use spanned_text::text::MappedText;

/// The text without the numbers of its lines (`1. `, `1: ` or `1 `); `None` unless every line
/// that is not blank has one, each one more than the last.
#[must_use]
pub(crate) fn without_numbers(text: &MappedText) -> Option<MappedText> {
    let mut plain = MappedText::new();
    let mut next: Option<u32> = None;
    let mut at = 0;
    for line in text.as_str().split_inclusive('\n') {
        let start = at;
        at += line.len();
        if line.trim().is_empty() {
            plain.push_slice(text, start..at);
            continue;
        }
        let (number, length) = number(line)?;
        if next.is_some_and(|next| next != number) {
            return None;
        }
        next = Some(number.checked_add(1)?);
        plain.push_slice(text, start + length..at);
    }
    next.map(|_| plain)
}

/// The number at the start of a line, and the bytes that it takes with the space after it.
fn number(line: &str) -> Option<(u32, usize)> {
    let digits = line.trim_start_matches(' ');
    let count = digits.bytes().take_while(u8::is_ascii_digit).count();
    let number = digits.get(..count)?.parse().ok()?;
    let rest = digits.get(count..)?;
    let rest = rest.strip_prefix(['.', ':']).unwrap_or(rest);
    let code = match rest.strip_prefix([' ', '\t']) {
        Some(code) => code,
        // A number alone is that of an empty line.
        None if rest.trim().is_empty() => rest,
        None => return None,
    };
    Some((number, line.len() - code.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use spanned_text::{Files, Memory};

    fn plain(text: &'static str) -> Option<(String, Option<usize>)> {
        let sources = Memory::from_iter([("x", text)]);
        let mut files = Files::new(&sources);
        let file = files.load("x").unwrap();
        let plain = without_numbers(&MappedText::of_file(file, text, 0..text.len()))?;
        let last = plain.len().saturating_sub(1);
        let start = plain.span(last..plain.len()).map(|span| span.start);
        Some((plain.as_str().to_owned(), start))
    }

    #[test]
    fn numbers_go_and_positions_stay() {
        assert_eq!(
            plain(" 9. {\n10.   \"A\": 1\n\n11. }"),
            Some(("{\n  \"A\": 1\n\n}".to_owned(), Some(24)))
        );
        assert_eq!(plain("1 a\n2\n3 b\n").unwrap().0, "a\n\nb\n");
    }

    #[test]
    fn other_numbers_stay() {
        for text in [
            "1. a\n3. b\n",
            "1. a\nb\n",
            "a\n",
            "\n",
            "1a\n2b\n",
            "99999999999 a\n",
        ] {
            assert_eq!(plain(text), None, "{text}");
        }
    }
}
