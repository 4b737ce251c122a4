//! Checks of a book before mdBook reads it.

use std::path::Path;

use mdbook_preprocessor::config::Config;
use mdbook_preprocessor::errors::Result;

use crate::paths::shown;
use crate::settings::Settings;
use aws_doc_disk::{regular, slashes};

/// Checks the settings of a book before mdBook reads them. The errors of mdBook show lines of the
/// file, which may be a link to a private one.
///
/// # Errors
/// When `book.toml` is not valid TOML, or a setting of this program is not valid.
pub fn look_at_settings(root: &Path) -> Result<()> {
    let place = root.join("book.toml");
    let text = regular::read_text(&place)
        .map_err(|error| anyhow::anyhow!("cannot read {}: {error}", place.display()))?;
    Settings::from_book_toml(&text, &slashes(&shown(&place)))?;
    Ok(())
}

/// Checks the files that mdBook is about to read.
///
/// mdBook would wait forever for a pipe, read a device to its end, and panic at a chapter with an
/// absolute path.
///
/// # Errors
/// When the summary or a chapter is not a regular file, is too large, or has an absolute path.
pub fn look_at_sources(root: &Path, config: &Config) -> Result<()> {
    let sources = root.join(&config.book.src);
    let place = sources.join("SUMMARY.md");
    let text = regular::read_text(&place)
        .map_err(|error| anyhow::anyhow!("cannot read {}: {error}", place.display()))?;
    // mdBook itself reports what is wrong with the summary.
    let Ok(summary) = mdbook_summary::parse_summary(&text) else {
        return Ok(());
    };
    for chapter in crate::summary::chapters(&summary) {
        if chapter.has_root() {
            anyhow::bail!(
                "{}: the chapter `{}` has an absolute path; write it relative to the folder of \
                 SUMMARY.md",
                place.display(),
                chapter.display()
            );
        }
        match regular::look_at(&sources.join(&chapter)) {
            // mdBook creates it, or reports that it is missing.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => anyhow::bail!("cannot read the chapter {}: {error}", chapter.display()),
            Ok(()) => {}
        }
    }
    Ok(())
}
