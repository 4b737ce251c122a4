//! A text without its escapes, and without what separates the pieces of a word that was cut up.

use std::iter::Peekable;
use std::ops::Range;
use std::str::CharIndices;

/// The characters of a text that count, with their places in it.
#[derive(Debug)]
pub(super) struct Plain(Vec<(char, Range<usize>)>);

impl Plain {
    /// Leaves out white space, colours of terminals and the marks at the beginning of lines that
    /// differences of texts have. The letters `-` and `_` of Base64 for addresses become `+` and `/`.
    pub(super) fn of(text: &str) -> Self {
        let mut characters = Vec::with_capacity(text.len());
        let mut starts_line = true;
        for unit in Units::of(text) {
            let marks = starts_line
                && matches!(unit.character, '+' | '-')
                && text
                    .get(unit.range.end..)
                    .is_some_and(|rest| rest.starts_with(' '));
            starts_line = match unit.character {
                '\n' => true,
                character => starts_line && character.is_whitespace(),
            };
            let character = match unit.character {
                character if marks || character.is_whitespace() || character.is_control() => {
                    continue;
                }
                '-' => '+',
                '_' => '/',
                character => character,
            };
            characters.push((character, unit.range));
        }
        Self(characters)
    }

    pub(super) fn characters(&self) -> impl Iterator<Item = char> {
        self.0.iter().map(|(character, _)| *character)
    }

    /// The bytes of the text that make up the character at `place`.
    pub(super) fn range(&self, place: usize) -> Range<usize> {
        self.0.get(place).map_or(0..0, |(_, range)| range.clone())
    }
}

/// The text without escapes, if it may have any.
pub(super) fn decoded(text: &str) -> Option<String> {
    text.contains(['\\', '%', '&', '\u{1b}'])
        .then(|| Units::of(text).map(|unit| unit.character).collect())
}

/// A character that an escape may stand for.
struct Unit {
    character: char,
    range: Range<usize>,
}

struct Units<'t> {
    text: &'t str,
    characters: Peekable<CharIndices<'t>>,
}

impl<'t> Units<'t> {
    fn of(text: &'t str) -> Self {
        Self {
            text,
            characters: text.char_indices().peekable(),
        }
    }

    /// The character that begins at `at` with the length of its escape, if it is one.
    fn escape(&self, at: usize) -> Option<(char, usize)> {
        let rest = self.text.get(at..)?;
        let hex = |digits: &str| {
            let number = u32::from_str_radix(digits, 16).ok()?;
            char::from_u32(number)
        };
        let mut bytes = rest.bytes();
        match (bytes.next()?, bytes.next()) {
            (b'%', _) => Some((hex(rest.get(1..3)?)?, 3)),
            (b'\\', Some(b'u')) => Some((hex(rest.get(2..6)?)?, 6)),
            (b'\\', Some(b'n')) => Some(('\n', 2)),
            (b'\\', Some(b'r')) => Some(('\r', 2)),
            (b'\\', Some(b't')) => Some(('\t', 2)),
            (b'\\', Some(b'/' | b'"' | b'\\')) => Some((char::from(bytes_at(rest, 1)?), 2)),
            (b'&', Some(b'#')) => {
                let end = rest.bytes().take(10).position(|byte| byte == b';')?;
                let number = rest.get(2..end)?;
                let character = match number.strip_prefix(['x', 'X']) {
                    Some(digits) => hex(digits),
                    None => number.parse().ok().and_then(char::from_u32),
                };
                Some((character?, end + 1))
            }
            // Colours and the like, up to their letter.
            (0x1b, Some(b'[')) => {
                let end = rest.bytes().skip(2).take(20);
                let end = end.take_while(|byte| !byte.is_ascii_alphabetic()).count();
                rest.is_char_boundary(3 + end).then_some((' ', 3 + end))
            }
            _ => None,
        }
    }
}

fn bytes_at(text: &str, at: usize) -> Option<u8> {
    text.as_bytes().get(at).copied()
}

impl Iterator for Units<'_> {
    type Item = Unit;

    fn next(&mut self) -> Option<Unit> {
        let (at, character) = self.characters.next()?;
        let (character, length) = self.escape(at).unwrap_or((character, character.len_utf8()));
        while self
            .characters
            .next_if(|(next, _)| *next < at + length)
            .is_some()
        {}
        Some(Unit {
            character,
            range: at..at + length,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_read_and_what_is_none_stays() {
        for (text, plain) in [
            ("a%2Fb", "a/b"),
            ("a\\/b\\u002Fc", "a/b/c"),
            ("a&#47;b&#x2f;c", "a/b/c"),
            ("a\u{1b}[1;31mb", "ab"),
            ("100% of\\", "100%of\\"),
            ("%zz &# &#; \\u12", "%zz&#&#;\\u12"),
            ("+ a\n- b\n  + c", "abc"),
            ("a-b_c", "a+b/c"),
            ("%", "%"),
            ("\u{1b}[", "\u{1b}["),
        ] {
            let plain: String = plain.chars().filter(|it| !it.is_control()).collect();
            assert_eq!(
                Plain::of(text).characters().collect::<String>(),
                plain,
                "{text}"
            );
        }
    }
}
