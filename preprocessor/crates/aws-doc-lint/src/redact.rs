//! Keeps secrets out of every report.

use std::collections::BTreeMap;

use spanned_text::{FileId, Files, Span};

/// How many characters of a secret remain, so that its owner knows which it is.
const KEPT: usize = 4;

/// Masks secrets in any text of a report.
#[derive(Debug, Default)]
pub struct Redactor {
    /// Longer ones first, so that one that holds another is masked whole.
    secrets: Vec<String>,
    by_file: BTreeMap<FileId, Vec<(usize, usize)>>,
}

impl Redactor {
    /// A redactor for the secrets at `spans`.
    #[must_use]
    pub fn new(files: &Files<'_>, spans: &[Span]) -> Self {
        let mut redactor = Self::default();
        for span in spans {
            let text = files
                .text(span.file)
                .get(span.start..span.end)
                .unwrap_or_default();
            redactor
                .by_file
                .entry(span.file)
                .or_default()
                .push((span.start, span.end));
            // A secret of several lines, as a private key, can be quoted line by line.
            let lines = text
                .lines()
                .map(str::trim)
                .filter(|line| line.len() > 2 * KEPT);
            redactor.secrets.extend(lines.map(str::to_owned));
        }
        redactor
            .secrets
            .sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        redactor.secrets.dedup();
        redactor
    }

    /// `text` without the secrets: the first four characters and the length remain.
    #[must_use]
    pub fn text(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in &self.secrets {
            if text.contains(secret.as_str()) {
                text = text.replace(secret.as_str(), &mask(secret, 0));
            }
        }
        text
    }

    /// The bytes from `start` to `end` of a file, masked where a secret stands, at the same
    /// width: each character stays one character, so that carets point right.
    #[must_use]
    pub fn excerpt(&self, files: &Files<'_>, file: FileId, start: usize, end: usize) -> String {
        let text = files.text(file);
        let mut out = String::new();
        let mut done = start;
        for (from, to) in self.by_file.get(&file).into_iter().flatten() {
            let (from, to) = (*from, (*to).min(end));
            if to <= done || from >= end {
                continue;
            }
            let visible = from.max(done);
            out.push_str(text.get(done..visible).unwrap_or_default());
            let shown_before = visible - from;
            out.push_str(&mask(
                text.get(visible..to).unwrap_or_default(),
                shown_before,
            ));
            done = to;
        }
        out.push_str(text.get(done..end).unwrap_or_default());
        // The same secret may stand where no scan saw it.
        self.text(&out)
    }
}

/// `secret` with all but its first characters masked, of which `before` were cut off already.
fn mask(secret: &str, before: usize) -> String {
    secret
        .chars()
        .enumerate()
        .map(|(index, character)| match character {
            '\n' | '\r' => character,
            character if index + before < KEPT => character,
            // The mask takes as many bytes as what it covers: offsets in excerpts stay true.
            character => match character.len_utf8() {
                1 => '*',
                2 => '¤',
                3 => '•',
                _ => '🔒',
            },
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use spanned_text::{ReadError, Sources};

    struct Text(String);
    impl Sources for Text {
        fn read(&self, _: &str) -> Result<String, ReadError> {
            Ok(self.0.clone())
        }
    }

    #[test]
    fn nothing_of_a_secret_but_its_start_is_left() {
        let secret = "SEcRet/+/of/forty/characters";
        let sources = Text(format!("a {secret} b\nagain {secret}\n"));
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
}
