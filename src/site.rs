//! The guide from its folder to its pages: mdBook, with the preprocessor in this process.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use mdbook_aws::mdbook::Aws;
use mdbook_aws::site::Site;
use mdbook_driver::MDBook;
use mdbook_driver::config::Config;

/// What to build differently from `book.toml`.
#[derive(Debug, Default, Clone)]
pub(crate) struct Changes {
    /// The folder for the pages.
    pub(crate) build_dir: Option<PathBuf>,
    /// The path from which pages learn about the next build.
    pub(crate) live_reload: Option<&'static str>,
}

/// The folder of the book: `given`, or `book` in this folder or one above, or next to the
/// package that cargo runs.
///
/// # Errors
/// When there is no `book.toml` in any of them.
pub(crate) fn find(given: Option<&Path>) -> Result<PathBuf> {
    if let Some(given) = given {
        return is_book(given)
            .with_context(|| format!("there is no book.toml in {}", given.display()));
    }
    let here = std::env::current_dir()?;
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    here.ancestors()
        .map(|folder| folder.join("book"))
        .chain(package.map(|package| package.join("book")))
        .find_map(|folder| is_book(&folder))
        .context("there is no book/book.toml in this folder or one above; name it with --book")
}

fn is_book(folder: &Path) -> Option<PathBuf> {
    folder.join("book.toml").is_file().then_some(())?;
    folder.canonicalize().ok()
}

/// Checks and builds the book at `root`; returns the folder of the pages.
///
/// # Errors
/// When the book has errors, which have been reported then, or cannot be read or written.
pub(crate) fn build(root: &Path, changes: &Changes) -> Result<PathBuf> {
    mdbook_aws::mdbook::look_at_settings(root)?;
    let mut config = Config::from_disk(root.join("book.toml"))?;
    config.update_from_env()?;
    if let Some(build_dir) = &changes.build_dir {
        config.build.build_dir.clone_from(build_dir);
    }
    if let Some(endpoint) = changes.live_reload {
        config.set("output.html.live-reload-endpoint", endpoint)?;
        // The address of the server, whatever that of the published guide is.
        config.set("output.html.site-url", "/")?;
    }
    mdbook_aws::mdbook::look_at_sources(root, &config)?;
    let finishes = config.contains_key("output.site");
    let mut book = MDBook::load_with_config(root, config)?;
    book.with_preprocessor(Aws::new());
    if finishes {
        book.with_renderer(Site::new());
    }
    book.build()?;
    Ok(book.build_dir_for("html"))
}
