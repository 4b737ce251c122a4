//! Keeps the secrets out of what is told of a run.
//!
//! A program may print alone what was known for a secret by its name before: so what is found in
//! all that a chapter says and prints is masked wherever it stands.

use std::collections::BTreeSet;

use aws_doc_lint::secret;

/// How many characters of a secret remain, so that its owner knows which it is.
const KEPT: usize = 4;

/// The secrets of a chapter.
#[derive(Debug, Clone, Default)]
pub struct Secrets {
    known: BTreeSet<String>,
}

impl Secrets {
    /// Learns those that are in `text`.
    pub fn learn(&mut self, text: &str) {
        for secret in secret::scan(text) {
            let secret = text.get(secret.range).unwrap_or_default();
            // A private key may be quoted line by line.
            let lines = secret.lines().map(str::trim);
            let lines = lines.filter(|line| line.len() > 2 * KEPT);
            self.known.extend(lines.map(str::to_owned));
        }
    }

    /// Whether there is one in `text`.
    #[must_use]
    pub fn are_in(&self, text: &str) -> bool {
        !secret::scan(text).is_empty() || self.known.iter().any(|secret| text.contains(secret))
    }

    /// `text` without secrets: the first four characters and the length of each remain.
    #[must_use]
    pub fn masked(&self, text: &str) -> String {
        let mut clean = String::with_capacity(text.len());
        let mut at = 0;
        for secret in secret::scan(text) {
            clean.push_str(text.get(at..secret.range.start).unwrap_or_default());
            clean.push_str(&mask(text.get(secret.range.clone()).unwrap_or_default()));
            at = secret.range.end;
        }
        clean.push_str(text.get(at..).unwrap_or_default());
        // Longer ones first, so that one that holds another is masked whole.
        let mut known: Vec<&String> = self.known.iter().collect();
        known.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        for secret in known {
            if clean.contains(secret.as_str()) {
                clean = clean.replace(secret.as_str(), &mask(secret));
            }
        }
        clean
    }
}

fn mask(secret: &str) -> String {
    let mask = |(index, character)| match character {
        '\n' | '\r' => character,
        character if index < KEPT => character,
        _ => '*',
    };
    secret.chars().enumerate().map(mask).collect()
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
}
