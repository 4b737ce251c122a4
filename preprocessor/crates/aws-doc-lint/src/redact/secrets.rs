//! The one function that keeps secrets out of what is printed, written and stored.
//!
//! What names a secret may stand elsewhere: it may be quoted or printed alone, in pieces, or with
//! escapes. So every secret that is known is masked wherever it, or a piece of it, is.

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

use super::plain::{Plain, decoded};
use crate::secret;
use spanned_text::Part as _;

/// How many characters of a secret remain, so that its owner knows which it is.
pub(super) const KEPT: usize = 4;

/// How many characters of a secret are enough to know it by: messages quote the beginning of a value, or
/// a value without its ends.
const PIECE: usize = 8;

/// How many different characters a piece must have: a row of one letter is not a secret.
const DIFFERENT: usize = 4;

/// Some secrets that are known.
#[derive(Debug, Clone, Default)]
pub struct Secrets {
    /// All pieces of them.
    pieces: HashSet<Piece>,
    /// The pieces that they begin with.
    starts: HashSet<Piece>,
}

/// A piece of a secret; all of them are ASCII.
type Piece = [u8; PIECE];

impl Secrets {
    /// Learns those that can be seen in `text`.
    pub fn learn(&mut self, text: &str) {
        self.learn_as_written(text);
        self.learn_decoded(text);
    }

    /// Learns those that can be seen in `text` without its escapes: in a string of JSON, or a part of an
    /// address.
    pub(super) fn learn_decoded(&mut self, text: &str) {
        if let Some(decoded) = decoded(text) {
            self.learn_as_written(&decoded);
        }
    }

    fn learn_as_written(&mut self, text: &str) {
        for secret in secret::scan(text) {
            self.add(text.part(secret.range));
        }
    }

    /// Adds a secret, which may have several lines.
    pub(super) fn add(&mut self, secret: &str) {
        let lines = secret.lines().map(str::trim);
        let lines = lines.filter(|line| !line.starts_with("-----"));
        let secret: String = lines.collect();
        // The part that all keys share is not secret and may be quoted in prose.
        let secret = secret.strip_prefix(SAID_BY_ALL).unwrap_or(&secret);
        let plain = Plain::of(secret);
        let mut pieces = pieces(&plain).map(|(_, piece)| piece);
        if let Some(first) = pieces.next() {
            self.starts.insert(first);
            self.pieces.insert(first);
        }
        self.pieces.extend(pieces.filter(is_telling));
    }

    /// Whether there is one in `text`, known or not, or a piece of a known one.
    #[must_use]
    pub fn are_in(&self, text: &str) -> bool {
        let mut seen = Self::default();
        seen.learn(text);
        !secret::scan(text).is_empty() || !self.found(&seen, &Plain::of(text)).is_empty()
    }

    /// `text` without secrets, known ones and those that can be seen in it. The first four characters of
    /// each remain, and every other becomes one that takes as many bytes.
    #[must_use]
    pub fn masked(&self, text: &str) -> String {
        let scanned = secret::scan(text);
        let mut seen = Self::default();
        scanned.iter().for_each(|secret| {
            seen.add(text.part(secret.range.clone()));
        });
        seen.learn_decoded(text);
        if scanned.is_empty() && seen.pieces.is_empty() && self.pieces.is_empty() {
            return text.to_owned();
        }
        let mut hidden = vec![false; text.len()];
        let mut hide = |range: Range<usize>| {
            if let Some(bytes) = hidden.get_mut(range) {
                bytes.fill(true);
            }
        };
        let plain = Plain::of(text);
        for found in self.found(&seen, &plain) {
            for place in found {
                hide(plain.range(place));
            }
        }
        for secret in scanned {
            let shown = text.part(secret.range.clone());
            let kept = shown
                .char_indices()
                .nth(KEPT)
                .map_or(shown.len(), |it| it.0);
            hide(secret.range.start + kept..secret.range.end);
        }
        let mask = |(at, character): (usize, char)| match hidden.get(at) {
            Some(true) => mask(character),
            _ => character,
        };
        text.char_indices().map(mask).collect()
    }

    /// The places of the characters of `plain` that belong to these secrets or to `others`, but for those
    /// that remain.
    fn found(&self, others: &Self, plain: &Plain) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        for (at, piece) in pieces(plain) {
            if !self.pieces.contains(&piece) && !others.pieces.contains(&piece) {
                continue;
            }
            let kept = match self.starts.contains(&piece) || others.starts.contains(&piece) {
                true => KEPT,
                false => 0,
            };
            match found.last_mut() {
                Some(last) if at <= last.end => last.end = at + PIECE,
                _ => found.push(at + kept..at + PIECE),
            }
        }
        found
    }
}

/// How every short-term key of Amazon Bedrock begins: with words, and the host in Base64.
pub(super) const SAID_BY_ALL: &str = "bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t";

/// The pieces of a text and the places of their first characters.
fn pieces(plain: &Plain) -> impl Iterator<Item = (usize, Piece)> {
    let mut piece = [0; PIECE];
    let mut length = 0;
    plain
        .characters()
        .enumerate()
        .filter_map(move |(at, character)| {
            piece.rotate_left(1);
            let byte = u8::try_from(character).ok().filter(u8::is_ascii);
            length = byte.map_or(0, |_| length + 1);
            if let Some(last) = piece.last_mut() {
                *last = byte.unwrap_or_default();
            }
            (length >= PIECE).then(|| (at + 1 - PIECE, piece))
        })
}

/// What stands for a character of a secret: as many bytes, so that offsets stay true.
pub(super) fn mask(character: char) -> char {
    match character.len_utf8() {
        _ if matches!(character, '\n' | '\r') => character,
        1 => '*',
        2 => '¤',
        3 => '•',
        _ => '🔒',
    }
}

/// Whether a piece is not one that other texts hold by chance.
fn is_telling(piece: &Piece) -> bool {
    piece.iter().collect::<BTreeSet<_>>().len() >= DIFFERENT
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made here, as no key that looks real may stand in a file of the project.
    fn secret() -> String {
        let letters: Vec<char> = ('a'..='z').chain('A'..='Z').chain('0'..='9').collect();
        (0..40)
            .map(|place| letters[(place * 23 + 7) % 62])
            .collect()
    }

    fn part(text: &str, range: Range<usize>) -> &str {
        text.get(range).unwrap()
    }

    /// One that looks otherwise with escapes.
    fn with_slash() -> String {
        let secret = secret();
        format!("{}/{}", part(&secret, 0..19), part(&secret, 20..40))
    }

    #[test]
    fn a_secret_is_masked_where_nothing_names_it() {
        let secret = secret();
        let masked = format!("{}{}", secret.get(..4).unwrap(), "*".repeat(36));
        let mut secrets = Secrets::default();
        let line = format!("AWS_SECRET_ACCESS_KEY={secret}\n");
        assert_eq!(
            secrets.masked(&line),
            format!("AWS_SECRET_ACCESS_KEY={masked}\n")
        );
        let alone = format!("+ {secret}\n");
        assert_eq!(secrets.masked(&alone), alone, "a hash looks just so");
        secrets.learn(&line);
        assert!(secrets.are_in(&alone));
        assert_eq!(secrets.masked(&alone), format!("+ {masked}\n"));
        assert_eq!(secrets.masked("nothing here"), "nothing here");
    }

    #[test]
    fn differences_of_json_are_masked() {
        let line = format!("+   \"SecretAccessKey\": \"{}\",\n", secret());
        assert!(!Secrets::default().masked(&line).contains(&secret()));
    }

    #[test]
    fn pieces_and_escapes_are_masked() {
        let secret = with_slash();
        let mut secrets = Secrets::default();
        secrets.learn(&format!("AWS_SECRET_ACCESS_KEY={secret}\n"));
        let folded = |width: usize, glue: &str| {
            let letters: Vec<char> = secret.chars().collect();
            let lines: Vec<String> = letters
                .chunks(width)
                .map(|it| it.iter().collect())
                .collect();
            lines.join(glue)
        };
        for printed in [
            folded(10, "\n"),
            folded(5, "\n"),
            folded(7, "\r"),
            folded(6, "\n+ "),
            folded(3, " "),
            folded(9, "\u{1b}[1m"),
            part(&secret, 0..30).to_owned(),
            part(&secret, 10..40).to_owned(),
            secret.replace('/', "%2F"),
            secret.replace('/', "%2f"),
            secret.replace('/', "\\/"),
            secret.replace('/', "\\u002f"),
            secret.replace('/', "&#x2F;"),
            secret.replace('/', "_"),
        ] {
            for text in [format!("+ {printed}\n"), format!("a\n+ {printed} b")] {
                assert!(secrets.are_in(&text), "{text}");
                let masked = secrets.masked(&text);
                let start = |from: usize| secret.get(from..from + 4).unwrap();
                for from in 5..36 {
                    assert!(!masked.contains(start(from)), "{from}: {text} → {masked}");
                }
            }
        }
        for other in [
            "a hash: 0123456789abcdef",
            part(&secret, 0..7),
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        ] {
            assert!(!secrets.are_in(other), "{other}");
            assert_eq!(secrets.masked(other), other);
        }
    }

    #[test]
    fn a_secret_that_was_only_ever_written_with_escapes_is_known() {
        let secret = with_slash();
        for text in [
            format!(
                "{{\"SecretAccessKey\": \"{}\"}}",
                secret.replace('/', "\\/")
            ),
            format!("AWS_SECRET_ACCESS_KEY={}", secret.replace('/', "%2F")),
        ] {
            let masked = Secrets::default().masked(&text);
            assert!(!masked.contains(part(&secret, 5..15)), "{masked}");
            assert!(!masked.contains(part(&secret, 25..40)), "{masked}");
        }
        let line: String = secret.repeat(2).chars().take(64).collect();
        let key = ["BEGIN", "END"].map(|word| format!("-----{word} PRIVATE KEY-----"));
        let text = format!(
            "{{\"key\": \"{}\\n{line}\\n{line}\\n{}\\n\"}}",
            key[0], key[1]
        );
        let masked = Secrets::default().masked(&text);
        assert!(!masked.contains(part(&line, 10..20)), "{masked}");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_masked_without_harm(text in "(?s).{0,300}") {
            let masked = Secrets::default().masked(&text);
            proptest::prop_assert_eq!(masked.chars().count(), text.chars().count());
            proptest::prop_assert_eq!(masked.lines().count(), text.lines().count());
        }
    }
}
