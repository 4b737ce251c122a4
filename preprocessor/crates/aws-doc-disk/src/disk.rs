//! A book's files on disk, as [`spanned_text::Sources`].

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use spanned_text::{ReadError, Sources};

use crate::regular;

/// Several trees of files, each with a root that includes must not leave.
#[derive(Debug, Default)]
pub struct Disk {
    roots: Vec<Root>,
    given: Vec<Given>,
}

/// A text in memory, with its name in reports.
#[derive(Debug)]
struct Given {
    shown: String,
    text: String,
}

/// The prefix of the paths of texts in memory; the number of the text follows.
const GIVEN: &str = "@given-";

#[derive(Debug)]
struct Root {
    /// The folder, without links in its path.
    folder: PathBuf,
    /// A folder below it, with `/` between its parts, …
    base: String,
    /// … and its path as the user gave it.
    shown: String,
}

impl Disk {
    /// Adds the tree below `folder`, of which reports call the folder `base` (relative to
    /// `folder`) `shown`. The paths of its files begin with what this returns. A tree that is
    /// there already keeps its name.
    ///
    /// # Errors
    /// When the folder cannot be found.
    pub fn add(&mut self, folder: &Path, base: &str, shown: &Path) -> std::io::Result<String> {
        let folder = folder.canonicalize()?;
        // A file has one path even if several links lead to it: it is read and reported once.
        if let Some(index) = self.roots.iter().position(|root| root.folder == folder) {
            return Ok(format!("@{index}"));
        }
        let name = format!("@{}", self.roots.len());
        self.roots.push(Root {
            folder,
            base: base.to_owned(),
            shown: slashes(shown),
        });
        Ok(name)
    }

    /// Adds a text that is not in any tree, named `shown` in reports, and returns its path. It cannot
    /// include files.
    pub fn add_text(&mut self, shown: String, text: String) -> String {
        self.given.push(Given { shown, text });
        format!("{GIVEN}{}/chapter.md", self.given.len() - 1)
    }

    /// The text in memory at `path`.
    fn given(&self, path: &str) -> Option<&Given> {
        let number = path.strip_prefix(GIVEN)?.strip_suffix("/chapter.md")?;
        self.given.get(number.parse::<usize>().ok()?)
    }

    /// The location of the file at `path`, with links resolved.
    #[must_use]
    pub fn locate(&self, path: &str) -> Option<PathBuf> {
        let (root, rest) = self.split(path)?;
        let real = root.folder.join(rest).canonicalize().ok()?;
        real.starts_with(&root.folder).then_some(real)
    }

    /// The tree of a path, and the rest of the path.
    fn split<'p>(&self, path: &'p str) -> Option<(&Root, &'p str)> {
        let (name, rest) = path.split_once('/').unwrap_or((path, ""));
        let index: usize = name.strip_prefix('@')?.parse().ok()?;
        Some((self.roots.get(index)?, rest))
    }
}

impl Sources for Disk {
    fn read(&self, path: &str) -> Result<String, ReadError> {
        if let Some(given) = self.given(path) {
            return match given.text.len() as u64 > regular::MOST_BYTES {
                true => Err(ReadError::Other("it is larger than 16 MiB".to_owned())),
                false => Ok(given.text.clone()),
            };
        }
        let (root, rest) = self.split(path).ok_or(ReadError::Outside)?;
        let path = root.folder.join(rest);
        let real = path.canonicalize().map_err(|error| read_error(&error))?;
        // A link inside the book may lead out of it.
        if !real.starts_with(&root.folder) {
            return Err(ReadError::Outside);
        }
        let bytes =
            regular::read(&real, regular::MOST_BYTES).map_err(|error| read_error(&error))?;
        String::from_utf8(bytes).map_err(|error| ReadError::NotUtf8 {
            offset: error.utf8_error().valid_up_to(),
        })
    }

    fn display(&self, path: &str) -> String {
        if let Some(given) = self.given(path) {
            return given.shown.clone();
        }
        let Some((root, rest)) = self.split(path) else {
            return path.to_owned();
        };
        let relative = relative(&root.base, rest);
        match root.shown.as_str() {
            "" | "." => relative,
            shown if shown.ends_with('/') => format!("{shown}{relative}"),
            shown => format!("{shown}/{relative}"),
        }
    }
}

fn read_error(error: &std::io::Error) -> ReadError {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => ReadError::Missing,
        _ => ReadError::Other(error.to_string()),
    }
}

/// The relative path from the folder `base` to `path`, both relative to the same root.
fn relative(base: &str, path: &str) -> String {
    let base: Vec<&str> = base.split('/').filter(|part| !part.is_empty()).collect();
    let path: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let common = base.iter().zip(&path).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", base.len() - common);
    up.chain(path.into_iter().skip(common))
        .collect::<Vec<_>>()
        .join("/")
}

/// A path with `/` between its parts.
#[must_use]
pub fn slashes(path: &Path) -> String {
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' {
        text.into_owned()
    } else {
        text.replace(std::path::MAIN_SEPARATOR, "/")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_shown_as_they_were_reached() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("book/src")).unwrap();
        std::fs::write(folder.path().join("book/src/a.md"), "x").unwrap();
        std::fs::write(folder.path().join("out.txt"), "secret").unwrap();
        let mut disk = Disk::default();
        let root = folder.path().join("book");
        let whole = disk.add(&root, "", Path::new("docs")).unwrap();
        let mut other = Disk::default();
        let inner = other.add(&root, "src", Path::new("")).unwrap();
        assert_eq!(disk.display(&format!("{whole}/src/a.md")), "docs/src/a.md");
        assert_eq!(other.display(&format!("{inner}/src/a.md")), "a.md");
        assert_eq!(other.display(&format!("{inner}/x.json")), "../x.json");
        assert_eq!(disk.add(&root, "src", Path::new("x")).unwrap(), whole);
        assert_eq!(disk.read(&format!("{whole}/src/a.md")).unwrap(), "x");
        assert_eq!(
            disk.read(&format!("{whole}/src/b.md")),
            Err(ReadError::Missing)
        );
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(folder.path().join("out.txt"), root.join("link")).unwrap();
            assert_eq!(disk.read(&format!("{whole}/link")), Err(ReadError::Outside));
        }
    }
}
