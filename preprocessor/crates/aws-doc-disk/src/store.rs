//! The facts that a book holds in its folder `facts/`, where `mdbook-aws refresh` writes them.

use std::io;
use std::path::{Path, PathBuf};

use crate::regular;
use crate::replace;
use aws_doc_facts::changes::{BookFacts, Changes};
use aws_doc_facts::{Actions, Known, Models, Provenance, Regions};

/// The folder of a book's facts, next to its `book.toml`.
pub const FOLDER: &str = "facts";

/// The file with the record of what changed.
const RECORD: &str = "changes.json";

/// Facts of a book that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {reason}; delete it and run `mdbook-aws refresh`")]
pub struct StoreError {
    path: String,
    reason: String,
}

/// The built-in facts, updated by those that the book in `root` holds.
///
/// # Errors
/// When a file of the book's facts is there, but cannot be read or is not what `refresh` writes.
pub fn load(root: &Path) -> Result<Known, StoreError> {
    Ok(with_built_in(book_facts(root)?))
}

/// The facts that the book in `root` itself holds.
///
/// # Errors
/// As [`load`].
pub fn book_facts(root: &Path) -> Result<BookFacts, StoreError> {
    let folder = root.join(FOLDER);
    let record = folder.join(RECORD);
    let changes = match text(&record)? {
        None => None,
        Some(text) => {
            Some(Changes::parse(&text).map_err(|error| wrong(&record, &error.to_string()))?)
        }
    };
    Ok(BookFacts {
        regions: read(&folder, "regions", Regions::parse)?,
        models: read(&folder, "models", Models::parse)?,
        actions: read(&folder, "actions", Actions::parse)?,
        changes,
    })
}

/// The built-in facts, updated by those of a book.
#[must_use]
pub fn with_built_in(own: BookFacts) -> Known {
    let mut known = Known::bundled();
    if let Some(regions) = own.regions {
        known.regions = known.regions.merged(&regions);
    }
    if let Some(models) = own.models {
        known.models = known.models.updated(&models);
    }
    // The built-in list may be newer than what a book was given long ago.
    let newer = own
        .actions
        .filter(|it| it.provenance.retrieved() >= known.actions.provenance.retrieved());
    if let Some(actions) = newer {
        known.actions = actions;
    }
    known.changes = own.changes;
    known
}

/// The text of a file; `None` if it is missing.
fn text(path: &Path) -> Result<Option<String>, StoreError> {
    match regular::read_text(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(wrong(path, &error.to_string())),
    }
}

fn read<T>(
    folder: &Path,
    set: &str,
    parse: impl Fn(&str, &str) -> serde_json::Result<T>,
) -> Result<Option<T>, StoreError> {
    let paths = paths(folder, set);
    let [facts, provenance] = &paths;
    let Some(facts_text) = text(facts)? else {
        return Ok(None);
    };
    // A file without provenance is not one of a book's facts, or was never completed.
    let Some(provenance_text) = text(provenance)? else {
        return Ok(None);
    };
    // Find out which of the two is wrong.
    serde_json::from_str::<Provenance>(&provenance_text)
        .map_err(|error| wrong(provenance, &error.to_string()))?;
    parse(&facts_text, &provenance_text)
        .map(Some)
        .map_err(|error| wrong(facts, &error.to_string()))
}

fn wrong(path: &Path, reason: &str) -> StoreError {
    StoreError {
        path: path.display().to_string(),
        reason: reason.to_owned(),
    }
}

fn paths(folder: &Path, set: &str) -> [PathBuf; 2] {
    [
        folder.join(format!("{set}.json")),
        folder.join(format!("{set}.provenance.json")),
    ]
}

/// The files for `known`, in the order in which they are written: the record first, so that no
/// change is lost, and each provenance after its facts.
#[must_use]
pub fn files(known: &Known) -> Vec<(String, String)> {
    let mut files = Vec::new();
    if let Some(changes) = &known.changes {
        files.push((RECORD.to_owned(), changes.to_json()));
    }
    let mut add = |set: &str, facts: String, provenance: &Provenance| {
        let mut provenance = provenance.clone();
        set.clone_into(&mut provenance.set);
        provenance.sha256 = aws_doc_facts::provenance::sha256(facts.as_bytes());
        files.push((format!("{set}.json"), facts));
        files.push((format!("{set}.provenance.json"), provenance.to_json()));
    };
    add(
        "regions",
        known.regions.to_json(),
        known.regions.provenance(),
    );
    add("models", known.models.to_json(), &known.models.provenance);
    add(
        "actions",
        known.actions.to_json(),
        &known.actions.provenance,
    );
    files
}

/// Writes the facts of the book in `root`. Files that would not change are left alone. Returns
/// the names of the files that did.
///
/// # Errors
/// When a file cannot be written; its old content is then still there.
pub fn save(root: &Path, known: &Known) -> io::Result<Vec<String>> {
    let folder = root.join(FOLDER);
    let mut written = Vec::new();
    for (name, text) in files(known) {
        let path = folder.join(&name);
        if regular::read(&path, regular::MOST_BYTES).is_ok_and(|old| old == text.as_bytes()) {
            continue;
        }
        replace::whole_below(root, &path, text.as_bytes())?;
        written.push(name);
    }
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back_and_is_stable() {
        let root = tempfile::tempdir().unwrap();
        let known = load(root.path()).unwrap();
        let written = save(root.path(), &known).unwrap();
        assert_eq!(written.len(), 6);
        let again = load(root.path()).unwrap();
        assert_eq!(save(root.path(), &again).unwrap(), Vec::<String>::new());
        assert_eq!(again.regions.to_json(), known.regions.to_json());
        let names = std::fs::read_dir(root.path().join(FOLDER)).unwrap();
        let mut names: Vec<_> = names.map(|it| it.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names.len(), 6, "no temporary file stays: {names:?}");
    }

    #[cfg(unix)]
    #[test]
    fn facts_are_not_written_out_of_the_book() {
        let folder = tempfile::tempdir().unwrap();
        let (root, other) = (folder.path().join("book"), folder.path().join("other"));
        std::fs::create_dir_all(&root).unwrap();
        std::fs::create_dir_all(&other).unwrap();
        std::os::unix::fs::symlink(&other, root.join(FOLDER)).unwrap();
        let error = save(&root, &Known::bundled()).unwrap_err().to_string();
        assert!(
            error.contains("book/facts` leads out of its folder"),
            "{error}"
        );
        assert_eq!(std::fs::read_dir(&other).unwrap().count(), 0);
        // Elsewhere in the book is fine.
        std::fs::remove_file(root.join(FOLDER)).unwrap();
        std::fs::create_dir(root.join("data")).unwrap();
        std::os::unix::fs::symlink("data", root.join(FOLDER)).unwrap();
        assert_eq!(save(&root, &Known::bundled()).unwrap().len(), 6);
        assert_eq!(std::fs::read_dir(root.join("data")).unwrap().count(), 6);
    }

    #[test]
    fn broken_facts_name_their_file() {
        let root = tempfile::tempdir().unwrap();
        save(root.path(), &Known::bundled()).unwrap();
        let path = root.path().join("facts/regions.json");
        std::fs::write(&path, "[\n{\"code\": 3}]").unwrap();
        let error = load(root.path()).unwrap_err().to_string();
        assert!(error.contains("facts/regions.json: "), "{error}");
        assert!(error.contains("line 2"), "{error}");
        let provenance = root.path().join("facts/regions.provenance.json");
        std::fs::write(&provenance, "{}").unwrap();
        let error = load(root.path()).unwrap_err().to_string();
        assert!(error.contains("regions.provenance.json: "), "{error}");
        // A file of the same name without provenance is ignored.
        std::fs::remove_file(&provenance).unwrap();
        assert!(load(root.path()).is_ok());
    }
}
