//! What has run: the file `executed.json` next to `book.toml`, which `mdbook-aws test --record`
//! writes and the author commits.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::digest::Digest;
use super::pin::PinnedTool;

/// The name of the file, in the folder of `book.toml`.
pub const FILE: &str = "executed.json";

/// Changes when an older program must not read the file.
const SCHEMA_VERSION: u32 = 1;

/// What has run, and with which tools.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    schema_version: u32,
    /// The tools that the blocks ran with, by the words of [`super::Need`].
    pub tools: BTreeMap<String, PinnedTool>,
    /// The blocks that ran and passed, in order, by the chapter's path below the book's sources.
    pub chapters: BTreeMap<String, Vec<Entry>>,
}

/// A block that ran and passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The digest of the text that a reader copies.
    pub copied: Digest,
    /// The digest of all that the result depends on.
    pub depends: Digest,
    /// The day on which it first ran like this, `YYYY-MM-DD` in UTC.
    pub date: String,
    /// Where the emulator differs from AWS in what the block did, in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differs: Vec<String>,
}

/// What the record says about a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status<'r> {
    /// It ran exactly like this, and passed.
    Executed(&'r Entry),
    /// A block with the same text ran, but something that it depends on has changed since.
    Stale,
    /// Nothing.
    Never,
}

/// Why a record cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// It is not the file that the program writes.
    #[error("{FILE}:{line}:{column}: {reason}; `mdbook-aws test --record` writes it again")]
    Malformed {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What is wrong.
        reason: String,
    },
    /// A newer program wrote it.
    #[error(
        "{FILE} has schema_version {0}, and this program knows {SCHEMA_VERSION}; update mdbook-aws"
    )]
    Newer(u32),
}

impl Default for Record {
    fn default() -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            tools: BTreeMap::new(),
            chapters: BTreeMap::new(),
        }
    }
}

impl Record {
    /// Reads the text of the file.
    ///
    /// # Errors
    /// When it is not what [`Self::to_json`] writes.
    pub fn parse(text: &str) -> Result<Self, RecordError> {
        #[derive(Deserialize)]
        struct Version {
            schema_version: u32,
        }
        let malformed = |error: serde_json::Error| RecordError::Malformed {
            line: error.line(),
            column: error.column(),
            reason: without_place(&error),
        };
        let version: Version = serde_json::from_str(text).map_err(malformed)?;
        if version.schema_version > SCHEMA_VERSION {
            return Err(RecordError::Newer(version.schema_version));
        }
        serde_json::from_str(text).map_err(malformed)
    }

    /// The text of the file, the same for the same record.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn to_json(&self) -> serde_json::Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// The blocks of a chapter that ran and passed, in order.
    #[must_use]
    pub fn entries(&self, chapter: &str) -> &[Entry] {
        self.chapters.get(chapter).map_or(&[], Vec::as_slice)
    }

    /// What the record says about the block of `chapter` with these digests.
    #[must_use]
    pub fn status(&self, chapter: &str, copied: &Digest, depends: &Digest) -> Status<'_> {
        let entries = self.entries(chapter);
        let exact = entries
            .iter()
            .find(|entry| entry.copied == *copied && entry.depends == *depends);
        match exact {
            Some(entry) => Status::Executed(entry),
            None if entries.iter().any(|entry| entry.copied == *copied) => Status::Stale,
            None => Status::Never,
        }
    }

    /// Takes the dates of `before` for all that ran in the same way then: a record changes only where
    /// something else has changed.
    pub fn keep_dates(&mut self, before: &Self) {
        for (chapter, entries) in &mut self.chapters {
            for entry in entries {
                if let Status::Executed(known) =
                    before.status(chapter, &entry.copied, &entry.depends)
                    && known.differs == entry.differs
                {
                    entry.date.clone_from(&known.date);
                }
            }
        }
    }
}

/// The message of an error without the place at its end, which comes first in ours.
fn without_place(error: &serde_json::Error) -> String {
    let message = error.to_string();
    match message.split_once(" at line ") {
        Some((reason, _)) => reason.to_owned(),
        None => message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(date: &str, depends: &str) -> Record {
        let entry = Entry {
            copied: Digest::of("copied"),
            depends: Digest::of(depends),
            date: date.to_owned(),
            differs: Vec::new(),
        };
        let mut record = Record::default();
        record.chapters.insert("a.md".to_owned(), vec![entry]);
        record
    }

    #[test]
    fn only_the_same_digests_count() {
        let record = record("2026-01-02", "all");
        let again = Record::parse(&record.to_json().unwrap()).unwrap();
        assert_eq!(again, record);
        let copied = Digest::of("copied");
        let status = |chapter, copied: &Digest, depends| {
            let depends = Digest::of(depends);
            match record.status(chapter, copied, &depends) {
                Status::Executed(entry) => entry.date.clone(),
                Status::Stale => "stale".to_owned(),
                Status::Never => "never".to_owned(),
            }
        };
        assert_eq!(status("a.md", &copied, "all"), "2026-01-02");
        assert_eq!(status("a.md", &copied, "other"), "stale");
        assert_eq!(status("a.md", &Digest::of("x"), "all"), "never");
        assert_eq!(status("b.md", &copied, "all"), "never");
    }

    #[test]
    fn a_day_stays_while_nothing_changes() {
        let mut same = record("2026-02-03", "all");
        same.keep_dates(&record("2026-01-02", "all"));
        assert_eq!(same, record("2026-01-02", "all"));
        let mut changed = record("2026-02-03", "more");
        changed.keep_dates(&record("2026-01-02", "all"));
        assert_eq!(changed, record("2026-02-03", "more"));
    }

    #[test]
    fn another_file_is_refused_with_its_place() {
        let error = Record::parse("{\n \"schema_version\": x}").unwrap_err();
        assert!(error.to_string().starts_with("executed.json:2:"), "{error}");
        let error = Record::parse("{\"schema_version\": 9, \"new\": 1}").unwrap_err();
        assert_eq!(error, RecordError::Newer(9));
    }
}
