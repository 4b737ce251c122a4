//! Books on disk, built by real mdBook.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use mdbook_aws::mdbook::Aws;
use mdbook_aws::site::Site;
use mdbook_driver::MDBook;
use mdbook_driver::config::Config;

const PROGRAM: &str = env!("CARGO_BIN_EXE_mdbook-aws");

/// How a book's preprocessor and renderer are run.
#[derive(Clone, Copy)]
pub(crate) enum Through {
    /// In this process, as the guide does.
    Library,
    /// By the program, as plain mdBook does.
    Program,
}

/// Writes files below a folder.
pub(crate) fn write(root: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

/// Every file below a folder with its bytes.
pub(crate) fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_owned();
                found.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// The book at `root`, whatever the environment says about books, with more settings. It asks no source
/// of facts, and facts do not get old while the tests do.
pub(crate) fn load(
    root: &Path,
    through: Through,
    settings: &[(&str, &str)],
) -> anyhow::Result<MDBook> {
    let mut config = Config::from_disk(root.join("book.toml"))?;
    config.set("preprocessor.aws.live", "never")?;
    let command = match cfg!(unix) {
        true => format!("env SOURCE_DATE_EPOCH=0 {PROGRAM}"),
        false => PROGRAM.to_owned(),
    };
    config.set("preprocessor.aws.command", &command)?;
    let has_site = config.contains_key("output.site");
    if has_site {
        config.set("output.site.command", format!("{command} render"))?;
    }
    for (key, value) in settings {
        config.set(key, value)?;
    }
    let mut book = MDBook::load_with_config(root, config)?;
    if matches!(through, Through::Library) {
        book.with_preprocessor(Aws::with_reporter(|_| {}));
        if has_site {
            book.with_renderer(Site::new());
        }
    }
    Ok(book)
}
