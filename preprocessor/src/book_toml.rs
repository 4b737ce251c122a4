//! The `book.toml` of a book.

use std::io;
use std::path::{Path, PathBuf};

use aws_doc_disk::regular;

/// A `book.toml` that is there and cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {}: {source}", path.display())]
pub(crate) struct BookTomlError {
    /// Its path.
    path: PathBuf,
    /// What the system says.
    source: io::Error,
}

/// The text of `book.toml`; empty for a book without one, whose settings come from the environment.
///
/// # Errors
/// When the file exists and cannot be read.
pub(crate) fn read(root: &Path) -> Result<String, BookTomlError> {
    let path = root.join("book.toml");
    match regular::read_text(&path) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        Err(source) => Err(BookTomlError { path, source }),
    }
}
