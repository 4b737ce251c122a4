//! Keeps the secrets out of what is told of a run.
//!
//! A program may print alone what was known for a secret by its name before, in pieces, or with
//! escapes: so what is found in all that a chapter says and prints is masked wherever it stands.

mod plain;

use std::collections::BTreeSet;
use std::ops::Range;

use aws_doc_lint::secret;

use plain::Plain;

/// How many characters of a secret remain, so that its owner knows which it is.
const KEPT: usize = 4;

/// How many characters of a secret are enough to know it by.
const PIECE: usize = 8;

/// How many of them must differ: a row of the same letter is no secret.
const DIFFERENT: usize = 4;

/// The secrets of a chapter.
#[derive(Debug, Clone, Default)]
pub struct Secrets {
    /// All pieces of them.
    pieces: BTreeSet<Piece>,
    /// The pieces that they begin with.
    starts: BTreeSet<Piece>,
}

type Piece = [char; PIECE];

impl Secrets {
    /// Learns those that are in `text`.
    pub fn learn(&mut self, text: &str) {
        self.learn_as_written(text);
        // A string of JSON, a part of an address.
        if let Some(decoded) = plain::decoded(text) {
            self.learn_as_written(&decoded);
        }
    }

    fn learn_as_written(&mut self, text: &str) {
        for secret in secret::scan(text) {
            let secret = text.get(secret.range).unwrap_or_default();
            let lines: Vec<&str> = secret.lines().map(str::trim).collect();
            // What every key says of itself is no secret, and may be quoted in prose.
            let lines = lines.into_iter().filter(|line| !line.starts_with("-----"));
            let secret: String = lines.collect();
            let secret = secret.strip_prefix(SAID_BY_ALL).unwrap_or(&secret);
            let characters: Vec<char> = Plain::of(secret).characters().collect();
            let mut pieces = characters
                .windows(PIECE)
                .filter_map(|it| it.try_into().ok());
            if let Some(first) = pieces.next() {
                self.starts.insert(first);
                self.pieces.insert(first);
            }
            self.pieces.extend(pieces.filter(tells));
        }
    }

    /// Whether there is one in `text`, or a piece of one.
    #[must_use]
    pub fn are_in(&self, text: &str) -> bool {
        let mut all = self.clone();
        all.learn(text);
        !secret::scan(text).is_empty() || !all.found(&Plain::of(text)).is_empty()
    }

    /// `text` without secrets: the first four characters and the length of each remain.
    #[must_use]
    pub fn masked(&self, text: &str) -> String {
        let mut all = self.clone();
        all.learn(text);
        let plain = Plain::of(text);
        let mut hidden = vec![false; text.len()];
        let mut hide = |range: Range<usize>| {
            if let Some(bytes) = hidden.get_mut(range) {
                bytes.fill(true);
            }
        };
        for found in all.found(&plain) {
            for place in found {
                hide(plain.range(place));
            }
        }
        for secret in secret::scan(text) {
            let shown = text.get(secret.range.clone()).unwrap_or_default();
            let kept = shown
                .char_indices()
                .nth(KEPT)
                .map_or(shown.len(), |it| it.0);
            hide(secret.range.start + kept..secret.range.end);
        }
        let mask = |(at, character): (usize, char)| match character {
            '\n' | '\r' => character,
            _ if hidden.get(at) == Some(&true) => '*',
            _ => character,
        };
        text.char_indices().map(mask).collect()
    }

    /// The places of the characters of `plain` that belong to secrets, but for those that remain.
    fn found(&self, plain: &Plain) -> Vec<Range<usize>> {
        let characters: Vec<char> = plain.characters().collect();
        let mut found: Vec<Range<usize>> = Vec::new();
        for (at, piece) in characters.windows(PIECE).enumerate() {
            let Ok(piece) = Piece::try_from(piece) else {
                continue;
            };
            if !self.pieces.contains(&piece) {
                continue;
            }
            let kept = if self.starts.contains(&piece) {
                KEPT
            } else {
                0
            };
            match found.last_mut() {
                Some(last) if kept == 0 && at <= last.end => last.end = at + PIECE,
                _ => found.push(at + kept..at + PIECE),
            }
        }
        found
    }
}

/// How every short-term key of Amazon Bedrock begins: with words, and the host in Base64.
const SAID_BY_ALL: &str = "bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t";

/// Whether a piece is not one that other texts hold by chance.
fn tells(piece: &Piece) -> bool {
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
