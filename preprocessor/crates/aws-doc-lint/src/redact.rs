//! Keeps secrets out of every report.

mod plain;
mod secrets;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use spanned_text::Part as _;
use spanned_text::{FileId, Files, Span};

pub use secrets::Secrets;

/// Masks the secrets of some files in any text of a report about them.
#[derive(Debug, Default)]
pub struct Redactor {
    secrets: Secrets,
    /// Places of secrets, in order.
    by_file: BTreeMap<FileId, Vec<(usize, usize)>>,
}

impl Redactor {
    /// A redactor for the secrets at `spans`, and those that the files hold with escapes.
    #[must_use]
    pub fn new(files: &Files<'_>, spans: &[Span]) -> Self {
        let mut redactor = Self::default();
        for (_, file) in files.iter() {
            redactor.secrets.learn_decoded(file.text());
        }
        for span in spans {
            let text = files.text(span.file).part(span.start..span.end);
            redactor
                .by_file
                .entry(span.file)
                .or_default()
                .push((span.start, span.end));
            redactor.secrets.add(text);
        }
        for spans in redactor.by_file.values_mut() {
            spans.sort_unstable_by_key(|(start, end)| (*start, Reverse(*end)));
            // Without those inside others, ends are in order, too.
            let mut last = 0;
            spans.retain(|(_, end)| {
                let is_inside = *end <= last;
                last = last.max(*end);
                !is_inside
            });
        }
        redactor
    }

    /// `text` without the secrets and their pieces, as [`Secrets::masked`] has it.
    #[must_use]
    pub fn text(&self, text: &str) -> String {
        self.secrets.masked(text)
    }

    /// The bytes from `start` to `end` of a file, with its secrets masked, at the same
    /// width: each character stays one character, so that carets point right.
    #[must_use]
    pub fn excerpt(&self, files: &Files<'_>, file: FileId, start: usize, end: usize) -> String {
        let text = files.text(file);
        let mut out = String::new();
        let mut done = start;
        let spans = self.by_file.get(&file).map_or(&[][..], Vec::as_slice);
        let first = spans.partition_point(|(_, to)| *to <= start);
        let spans = spans.iter().skip(first);
        for (from, to) in spans.take_while(|(from, _)| *from < end) {
            let (from, to) = (*from, (*to).min(end));
            let visible = from.max(done);
            out.push_str(text.part(done..visible));
            let shown_before = visible - from;
            out.push_str(&mask(text.part(visible..to), shown_before));
            done = to;
        }
        out.push_str(text.part(done..end));
        // The same secret may occur where no scan saw it.
        self.text(&out)
    }
}

/// `text`, of which nothing is known, without the secrets that can be seen in it.
#[must_use]
pub fn unknown(text: &str) -> String {
    Secrets::default().masked(text)
}

/// `secret` with all but its first characters masked, of which `before` bytes were cut off already.
fn mask(secret: &str, before: usize) -> String {
    let characters = secret.chars().enumerate();
    characters
        .map(|(index, character)| match index + before < secrets::KEPT {
            true => character,
            false => secrets::mask(character),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use spanned_text::Memory;

    #[test]
    fn nothing_of_a_secret_but_its_start_is_left() {
        let secret = "SEcRet/+/of/forty/characters";
        let sources = Memory::from_iter([("x", format!("a {secret} b\nagain {secret}\n"))]);
        let mut files = Files::new(&sources);
        let file = files.load("x").unwrap();
        let span = Span {
            file,
            via: None,
            start: 2,
            end: 2 + secret.len(),
        };
        let redactor = Redactor::new(&files, &[span]);
        let end = files.text(file).len();
        let excerpt = redactor.excerpt(&files, file, 0, end);
        assert_eq!(excerpt.len(), end);
        assert!(!excerpt.contains("Ret/"), "{excerpt}");
        assert_eq!(excerpt.matches("SEcR****").count(), 2);
        assert_eq!(redactor.excerpt(&files, file, 4, 9), "cR***");
        assert!(!redactor.text(&format!("help: {secret}")).contains("Ret/"));
    }

    #[test]
    fn places_may_repeat_and_overlap() {
        let sources = Memory::from_iter([("x", "0123456789".repeat(6))]);
        let mut files = Files::new(&sources);
        let file = files.load("x").unwrap();
        let span = |start, end| Span {
            file,
            via: None,
            start,
            end,
        };
        let spans = [
            span(40, 50),
            span(5, 9),
            span(0, 20),
            span(15, 25),
            span(40, 50),
        ];
        let mut redactor = Redactor::new(&files, &spans);
        // Only the places count here, not the text at them.
        redactor.secrets = Secrets::default();
        let excerpt = |start, end| redactor.excerpt(&files, file, start, end);
        assert_eq!(excerpt(0, 30), format!("0123{}56789", "*".repeat(21)));
        assert_eq!(
            excerpt(30, 52),
            format!("01234567890123{}01", "*".repeat(6))
        );
        assert_eq!(excerpt(26, 40), "67890123456789");
    }

    fn redactor(secrets: &[&str]) -> Redactor {
        let mut redactor = Redactor::default();
        secrets
            .iter()
            .for_each(|secret| redactor.secrets.add(secret));
        redactor
    }

    #[test]
    fn pieces_of_a_secret_are_masked() {
        let secret = "SEcRet/+/of/forty/characters==";
        let redactor = redactor(&[secret, secret]);
        for (text, masked) in [
            // Cut, as messages cut long values, at either end.
            ("reads `SEcRet/+/of/fo…`", "reads `SEcR**********…`"),
            ("reads `forty/characters`", "reads `****************`"),
            ("x=Ret/+/of y", "x=******** y"),
            // Several secrets with nothing between them.
            (
                &format!("{secret}{secret}"),
                &format!("SEcR{}", "*".repeat(2 * secret.len() - 4)),
            ),
            // Less than anybody could use, and words that only look alike.
            ("Ret/+/o", "Ret/+/o"),
            ("of forty chars", "of forty chars"),
            ("größe", "größe"),
        ] {
            assert_eq!(redactor.text(text), masked);
        }
        let start = secrets::SAID_BY_ALL;
        let short_term = format!("{start}Lz9BY3Rpb249Q2FsbFdpdGhCZWFyZXJUb2tlbg");
        let redactor = super::tests::redactor(&[&short_term]);
        let text = "`bedrock-api-key-` begins it, and bedrock-runtime does not";
        assert_eq!(redactor.text(text), text);
        let masked = redactor.text(&short_term);
        assert!(masked.starts_with(&format!("{start}Lz9B****")), "{masked}");
    }

    #[test]
    fn many_secrets_take_no_more_than_their_share_of_time() {
        let secrets: Vec<String> = (0..20_000)
            .map(|n| format!("{n:05}-of-many-secrets"))
            .collect();
        let text = secrets.join(" ");
        let redactor = redactor(&secrets.iter().map(String::as_str).collect::<Vec<_>>());
        let start = std::time::Instant::now();
        let masked = redactor.text(&text);
        assert!(start.elapsed().as_secs() < 5);
        assert!(!masked.contains("secrets"));
        assert_eq!(masked.len(), text.len());
    }

    #[test]
    fn what_looks_like_a_secret_is_masked_where_nothing_is_known() {
        let id = ["AKIA", "QZ7T", "R2NW", "K5XJ", "4PVM"].concat();
        let masked = unknown(&format!("the default `{id}` is not allowed"));
        assert_eq!(masked, "the default `AKIA****************` is not allowed");
        assert_eq!(unknown("nothing"), "nothing");
    }
}
