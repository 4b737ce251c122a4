//! Chapters: what is given to the checks, and what is read from it.

use spanned_text::{FileId, MappedText, ReadError};

use super::include::Expanded;
use super::{Document, Kind};

/// A chapter, read.
#[derive(Debug)]
pub struct Chapter {
    /// Its file.
    pub file: FileId,
    /// Its text as it was given, with its places on disk.
    pub given: MappedText,
    /// Its text with includes resolved.
    pub expanded: Expanded,
    /// What it holds.
    pub document: Document,
}

/// A chapter that cannot be read.
#[derive(Debug, Clone, thiserror::Error)]
#[error("cannot read {path}: {error}")]
pub struct UnreadableChapter {
    /// The file as reports show it.
    pub path: String,
    /// Why.
    #[source]
    pub error: ReadError,
}

/// A chapter to be checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The path of its file, as [`spanned_text::Sources`] takes it.
    pub path: String,
    /// Its text, where that may not be what the file holds: another preprocessor was there before.
    pub content: Option<String>,
    /// What its file is.
    pub form: Form,
}

/// What a file is as a whole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Form {
    /// Markdown, with snippets in it.
    #[default]
    Markdown,
    /// One snippet and nothing else, such as a policy or a script.
    Plain(Kind),
}

impl Input {
    /// The chapter as its file has it.
    #[must_use]
    pub fn file(path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            content: None,
            form: Form::Markdown,
        }
    }

    /// A file that is one snippet.
    #[must_use]
    pub fn plain(path: impl Into<String>, kind: Kind) -> Self {
        Self {
            form: Form::Plain(kind),
            ..Self::file(path)
        }
    }
}
