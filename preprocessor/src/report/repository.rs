//! Paths from the root of the repository, as CI services need them.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use aws_doc_disk::slashes;

/// The repositories that files lie in.
#[derive(Debug, Default)]
pub(super) struct Repository {
    /// The paths that were asked for before.
    known: RefCell<HashMap<String, String>>,
}

impl Repository {
    /// The path from the root of the Git repository to a file that reports show as `display`, with `/`
    /// between its parts. Outside of a repository it starts at the working directory; and if that does
    /// not hold the file, it is `display`.
    pub(super) fn path(&self, display: &str) -> String {
        if let Some(known) = self.known.borrow().get(display) {
            return known.clone();
        }
        let path = relative(Path::new(display)).unwrap_or_else(|| display.to_owned());
        let path = path.strip_prefix("./").map(str::to_owned).unwrap_or(path);
        let mut known = self.known.borrow_mut();
        known.insert(display.to_owned(), path.clone());
        path
    }
}

fn relative(path: &Path) -> Option<String> {
    let parent = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    // A link keeps its own name.
    let full = parent.canonicalize().ok()?.join(path.file_name()?);
    let root = root(&full).or_else(|| Path::new(".").canonicalize().ok())?;
    Some(slashes(full.strip_prefix(root).ok()?))
}

/// The nearest folder above `path` that holds `.git`: a folder, or a file in a work tree.
pub(super) fn root(path: &Path) -> Option<PathBuf> {
    path.ancestors()
        .skip(1)
        .find(|folder| folder.join(".git").exists())
        .map(Path::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_starts_at_the_repository() {
        let folder = tempfile::tempdir().unwrap();
        let docs = folder.path().join("docs");
        std::fs::create_dir_all(docs.join("deep")).unwrap();
        std::fs::create_dir(folder.path().join(".git")).unwrap();
        let repository = Repository::default();
        let odd = docs.join("deep/../a.md");
        assert_eq!(repository.path(odd.to_str().unwrap()), "docs/a.md");
    }

    #[test]
    fn a_file_of_no_folder_keeps_its_path() {
        let repository = Repository::default();
        assert_eq!(
            repository.path("./no/such/folder/a.md"),
            "no/such/folder/a.md"
        );
    }
}
