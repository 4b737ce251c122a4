//! The `book.toml` of a book.

use std::path::Path;

use anyhow::Result;
use aws_doc_disk::regular;

/// The text of `book.toml`; empty for a book without one, whose settings come from the environment.
///
/// # Errors
/// When the file exists and cannot be read.
pub(crate) fn read(root: &Path) -> Result<String> {
    let path = root.join("book.toml");
    match regular::read_text(&path) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => anyhow::bail!("cannot read {}: {error}", path.display()),
    }
}
