//! Characters that look like an ASCII character, or like nothing, and are another.
//!
//! They come along when text is copied from a page or a word processor: a no-break space between
//! two words, a curly quote, a dash for two hyphens, a zero-width space at the end of a key.

/// What a character looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// A hyphen, `-`.
    Dash,
    /// A quotation mark, `"` or `'`.
    Quote,
    /// White space.
    Space,
    /// Nothing: it has no width.
    ZeroWidth,
}

/// A character that is not what it looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Lookalike {
    /// What it looks like.
    pub kind: Kind,
    /// Its name for messages, with an article: `a no-break space`.
    pub name: &'static str,
    /// The plain text to write instead; empty for a character without width.
    pub plain: &'static str,
}

/// The entry of a character; `None` for ASCII and for what resembles none of it.
#[must_use]
pub fn find(character: char) -> Option<Lookalike> {
    let (kind, name, plain) = match character {
        '\u{a0}' | '\u{202f}' | '\u{2007}' => (Kind::Space, "a no-break space", " "),
        '\u{85}' | '\u{2028}' | '\u{2029}' => (Kind::Space, "a line separator", " "),
        '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{205f}' | '\u{3000}' => {
            (Kind::Space, "a space outside ASCII", " ")
        }
        '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}' => {
            (Kind::ZeroWidth, "a zero-width character", "")
        }
        '\u{ad}' => (Kind::ZeroWidth, "a soft hyphen", ""),
        '\u{201c}' | '\u{201d}' | '\u{201e}' => (Kind::Quote, "a curly quote", "\""),
        '\u{2018}' | '\u{2019}' | '\u{201a}' => (Kind::Quote, "a curly quote", "'"),
        '\u{2010}'..='\u{2014}' | '\u{2212}' => (Kind::Dash, "a dash that is not a hyphen", "-"),
        _ => return None,
    };
    Some(Lookalike { kind, name, plain })
}

/// Whether a character is white space of any kind, or has no width: both pass for a space in a text
/// that was copied.
#[must_use]
pub fn is_space(character: char) -> bool {
    character.is_whitespace() || find(character).is_some_and(|one| one.kind == Kind::ZeroWidth)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_white_space_outside_ascii_is_a_space() {
        for character in '\0'..=char::MAX {
            let is_space = find(character).is_some_and(|one| one.kind == Kind::Space);
            let expected = character.is_whitespace() && !character.is_ascii();
            assert_eq!(is_space, expected, "{}", character.escape_unicode());
        }
    }

    #[test]
    fn what_to_write_is_ascii_and_no_lookalike() {
        for character in ('\0'..=char::MAX).filter(|one| find(*one).is_some()) {
            assert!(!character.is_ascii(), "{}", character.escape_unicode());
            let one = find(character).unwrap();
            assert!(one.plain.is_ascii() && one.plain.len() <= 1);
            assert_eq!(one.plain.is_empty(), one.kind == Kind::ZeroWidth);
        }
    }
}
