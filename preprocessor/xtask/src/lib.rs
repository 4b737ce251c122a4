//! The chores of this workspace; `cargo xtask` lists them.
//!
//! - [`licences`] collects the licences of all crates that a program contains.
//! - [`modules`] reads which module uses which, draws that, and finds circles.
//! - [`new_check`] writes the files of a new check and registers it.
//! - [`prose`] looks for turns of phrase that no native engineer would write.

pub mod licences;
pub mod modules;
pub mod new_check;
pub mod prose;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// The root of the workspace that this program was built from.
#[must_use]
pub fn workspace_root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

/// The folders of the workspace's crates with their package names, ordered by name.
///
/// # Errors
/// When a manifest cannot be read.
pub fn crates(root: &Path) -> Result<Vec<(String, PathBuf)>> {
    let mut folders = vec![
        root.to_owned(),
        root.join("preprocessor"),
        root.join("preprocessor/xtask"),
    ];
    let below = root.join("preprocessor/crates");
    for entry in
        std::fs::read_dir(&below).with_context(|| format!("cannot read {}", below.display()))?
    {
        folders.push(entry?.path());
    }
    let mut crates = Vec::new();
    for folder in folders {
        let manifest = folder.join("Cargo.toml");
        if !manifest.is_file() {
            continue;
        }
        let table = read_toml(&manifest)?;
        let name = table.get("package").and_then(|package| package.get("name"));
        let name = name.and_then(toml::Value::as_str);
        let name = name.with_context(|| format!("{} names no package", manifest.display()))?;
        crates.push((name.to_owned(), folder));
    }
    crates.sort();
    Ok(crates)
}

/// Reads a TOML file.
///
/// # Errors
/// When it cannot be read or is not valid TOML.
pub fn read_toml(path: &Path) -> Result<toml::Table> {
    read(path)?
        .parse()
        .with_context(|| format!("{} is not valid TOML", path.display()))
}

/// Reads a text file, with its path in the error.
///
/// # Errors
/// When it cannot be read.
pub fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// The files below `folder` with this extension, ordered.
///
/// # Errors
/// When a folder cannot be read.
pub fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder)
            .with_context(|| format!("cannot read {}", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
