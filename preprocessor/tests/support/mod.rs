//! What several tests share: books in memory, and the literate form of expectations.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "each test uses a part of it, and a test that cannot go on should stop"
)]

use std::collections::BTreeMap;

use aws_doc_facts::Facts;
use aws_doc_lint::document::Input;
use aws_doc_lint::run::{BookFile, Findings, check};
use mdbook_aws::settings::Settings;
use spanned_text::{Files, ReadError, Sources};

/// The built-in facts, judged on a day that does not change.
pub(crate) fn facts() -> Facts {
    Facts::bundled().on("2026-11-29".to_owned())
}

/// A book in memory.
#[derive(Debug, Default, Clone)]
pub(crate) struct Memory(pub(crate) BTreeMap<String, String>);

impl Sources for Memory {
    fn read(&self, path: &str) -> Result<String, ReadError> {
        self.0.get(path).cloned().ok_or(ReadError::Missing)
    }
}

impl Memory {
    /// A book of one chapter, `example.md`.
    pub(crate) fn one(text: &str) -> Self {
        Self::default().with("example.md", text)
    }

    pub(crate) fn with(mut self, path: &str, text: &str) -> Self {
        self.0.insert(path.to_owned(), text.to_owned());
        self
    }

    /// Checks the chapters `paths` and hands the result to `look`.
    pub(crate) fn check<T>(
        &self,
        paths: &[&str],
        look: impl FnOnce(&Files<'_>, &Findings, &Facts) -> T,
    ) -> T {
        self.check_by(&facts(), paths, look)
    }

    /// Checks the chapters `paths` by these facts and hands the result to `look`.
    pub(crate) fn check_by<T>(
        &self,
        facts: &Facts,
        paths: &[&str],
        look: impl FnOnce(&Files<'_>, &Findings, &Facts) -> T,
    ) -> T {
        let mut files = Files::new(self);
        let inputs: Vec<Input> = paths.iter().map(|path| Input::file(*path)).collect();
        let mut options = Settings::default().run;
        if let Some(text) = self.0.get("book.toml") {
            options = Settings::from_book_toml(text, "book.toml").unwrap().run;
            options.book = Some(BookFile {
                path: "book.toml".to_owned(),
                whole: true,
            });
        }
        options.directives = Some(mdbook_aws::render::validate);
        let outcome = check(&mut files, &inputs, facts, &options);
        look(&files, &outcome, facts)
    }

    /// The codes that `example.md` produces.
    pub(crate) fn codes(&self) -> Vec<&'static str> {
        self.check(&["example.md"], |_, outcome, _| {
            outcome
                .diagnostics
                .iter()
                .map(|diagnostic| diagnostic.code)
                .collect()
        })
    }
}

/// Whether a line of a case is an expectation.
pub(crate) fn is_expectation(line: &str) -> bool {
    let trimmed = line.trim_start();
    let carets = trimmed.trim_start_matches('^');
    let after = carets.trim_start();
    (carets.len() < trimmed.len()
        && ["error[", "warning[", "hint["]
            .iter()
            .any(|severity| after.starts_with(severity)))
        || [
            "= help: ",
            "= note: ",
            "= label: ",
            "= fix: ",
            "= elsewhere: ",
        ]
        .iter()
        .any(|kind| trimmed.starts_with(kind))
}

/// The text of a case without its expectations.
pub(crate) fn strip(text: &str) -> String {
    text.split_inclusive('\n')
        .filter(|line| !is_expectation(line))
        .collect()
}

/// The text of one file of a case with what was found in it.
pub(crate) fn annotate(path: &str, text: &str, files: &Files<'_>, outcome: &Findings) -> String {
    let mut below: BTreeMap<usize, String> = BTreeMap::new();
    let mut elsewhere = String::new();
    for diagnostic in &outcome.diagnostics {
        let Some(span) = diagnostic.span else {
            continue;
        };
        let file = files.get(span.file).unwrap();
        if file.path() != path {
            let at = file.position(span.start);
            elsewhere.push_str(&format!(
                "= elsewhere: {}:{}:{}: {}[{}]: {}\n",
                file.path(),
                at.line,
                at.column,
                diagnostic.severity.as_str(),
                diagnostic.code,
                diagnostic.message
            ));
            continue;
        }
        let (start, end) = (file.position(span.start), file.position(span.end));
        let line = text.lines().nth(start.line - 1).unwrap_or_default();
        let width = if end.line == start.line {
            end.column - start.column
        } else {
            line.chars().count() + 1 - start.column
        };
        // Tabs stay tabs, so that the carets are below their characters on screen.
        let indent: String = line
            .chars()
            .take(start.column - 1)
            .map(|c| if c == '\t' { '\t' } else { ' ' })
            .collect();
        let over = if end.line == start.line {
            String::new()
        } else {
            format!(" (to {}:{})", end.line, end.column)
        };
        let expected = below.entry(start.line).or_default();
        expected.push_str(&format!(
            "{indent}{} {}[{}]{over}: {}\n",
            "^".repeat(width.max(1)),
            diagnostic.severity.as_str(),
            diagnostic.code,
            diagnostic.message
        ));
        let pad = format!("{indent}  ");
        for label in &diagnostic.labels {
            let file = files.get(label.span.file).unwrap();
            let at = file.position(label.span.start);
            let text = &label.message;
            expected.push_str(&format!(
                "{pad}= label: {}:{}: {text}\n",
                at.line, at.column
            ));
        }
        for note in &diagnostic.notes {
            expected.push_str(&format!("{pad}= note: {note}\n"));
        }
        if let Some(help) = &diagnostic.help {
            expected.push_str(&format!("{pad}= help: {help}\n"));
        }
        for fix in &diagnostic.fixes {
            let applicability = match fix.applicability {
                aws_doc_lint::diagnostic::Applicability::Safe => "safe",
                aws_doc_lint::diagnostic::Applicability::Unsafe => "unsafe",
            };
            expected.push_str(&format!("{pad}= fix: {} ({applicability})\n", fix.title));
        }
    }
    let mut out = String::new();
    for (index, line) in text.split_inclusive('\n').enumerate() {
        out.push_str(line);
        if let Some(expected) = below.remove(&(index + 1)) {
            if !line.ends_with('\n') {
                out.push('\n');
            }
            out.push_str(&expected);
        }
    }
    out.extend(below.into_values());
    out.push_str(&elsewhere);
    out
}

/// A real-looking access key id, put together here so that none stands in the tree.
pub(crate) fn access_key_id() -> String {
    ["AKIA", "QZ7T", "R2NW", "K5XJ", "4PVM"].concat()
}

/// What stands for a secret in cases and pages, and how it is put together.
fn secrets() -> Vec<(&'static str, String)> {
    // Letters that look random and are the same each time.
    let letters = |count: usize, seed: usize| -> String {
        const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        (0..count)
            .map(|at| char::from(ALPHABET[(at * at * 7 + at * 31 + seed) % 61]))
            .collect()
    };
    let start = ["bedrock-api-key-", "YmVkcm9jay5hbWF6b25hd3MuY29t"].concat();
    vec![
        ("@access-key-id@", access_key_id()),
        ("@secret-access-key@", letters(40, 3)),
        ("@session-token@", letters(360, 11)),
        ("@bedrock-key@", format!("{start}{}", letters(120, 5))),
        (
            "@bedrock-long-term-key@",
            format!("{}{}", ["AB", "SK"].concat(), letters(128, 17)),
        ),
        (
            "@private-key@",
            format!(
                "-----BEGIN PRIVATE KEY-----\\n{}\\n{}\\n-----END PRIVATE KEY-----",
                letters(64, 23),
                letters(64, 29)
            ),
        ),
    ]
}

/// Puts secrets that look real where a case or a page names them; none is written out in the tree.
pub(crate) fn with_secrets(text: &str) -> String {
    secrets()
        .into_iter()
        .fold(text.to_owned(), |text, (name, secret)| {
            text.replace(name, &secret)
        })
}

/// The opposite of [`with_secrets`], which leaves carets where they are.
pub(crate) fn without_secrets(text: &str) -> String {
    secrets()
        .into_iter()
        .fold(text.to_owned(), |text, (name, secret)| {
            text.replace(&secret, name)
        })
}
