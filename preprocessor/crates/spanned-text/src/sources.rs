//! Where the texts of files come from.

use std::collections::BTreeMap;

/// Reads files. This is the only way by which the checks reach a disk, an editor or a test's texts.
pub trait Sources {
    /// The text of the file at `path`, which is relative to the root that includes may not
    /// leave, with `/` between its parts and neither `.` nor `..` in it.
    ///
    /// # Errors
    /// Why the file could not be read.
    fn read(&self, path: &str) -> Result<String, ReadError>;

    /// How reports name the file at `path`.
    fn display(&self, path: &str) -> String {
        path.to_owned()
    }
}

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// There is no such file.
    #[error("the file does not exist")]
    Missing,
    /// The bytes are not UTF-8.
    #[error("the file is not UTF-8 (first bad byte at offset {offset})")]
    NotUtf8 {
        /// The offset of the first bad byte, counted from 0.
        offset: usize,
    },
    /// The path leads, perhaps through a link, out of the root.
    #[error("the path leads out of the book")]
    Outside,
    /// Any other error of the system, in its words.
    #[error("{0}")]
    Other(String),
}

/// Texts in memory by their paths: for tests, and for callers without files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Memory {
    texts: BTreeMap<String, String>,
}

impl Memory {
    /// No files.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds or replaces a file, and returns its former text.
    pub fn insert(&mut self, path: impl Into<String>, text: impl Into<String>) -> Option<String> {
        self.texts.insert(path.into(), text.into())
    }

    /// Removes a file, and returns its text.
    pub fn remove(&mut self, path: &str) -> Option<String> {
        self.texts.remove(path)
    }

    /// The text of the file at `path`.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }

    /// All paths and texts, by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let texts = self.texts.iter();
        texts.map(|(path, text)| (path.as_str(), text.as_str()))
    }
}

impl<P: Into<String>, T: Into<String>> FromIterator<(P, T)> for Memory {
    fn from_iter<I: IntoIterator<Item = (P, T)>>(files: I) -> Self {
        let files = files.into_iter();
        Self {
            texts: files
                .map(|(path, text)| (path.into(), text.into()))
                .collect(),
        }
    }
}

impl Sources for Memory {
    fn read(&self, path: &str) -> Result<String, ReadError> {
        self.texts.get(path).cloned().ok_or(ReadError::Missing)
    }
}

/// Texts that replace those of some files: the unsaved buffers of an editor over the disk.
pub struct Overlay<'s> {
    base: &'s dyn Sources,
    texts: Memory,
}

impl<'s> Overlay<'s> {
    /// `texts` over `base`, which gives all other files and the names of all in reports.
    #[must_use]
    pub fn new(base: &'s dyn Sources, texts: Memory) -> Self {
        Self { base, texts }
    }

    /// The texts that replace files.
    #[must_use]
    pub fn texts(&self) -> &Memory {
        &self.texts
    }

    /// The same, to add an opened buffer or remove a closed one.
    pub fn texts_mut(&mut self) -> &mut Memory {
        &mut self.texts
    }
}

impl Sources for Overlay<'_> {
    fn read(&self, path: &str) -> Result<String, ReadError> {
        match self.texts.get(path) {
            Some(text) => Ok(text.to_owned()),
            None => self.base.read(path),
        }
    }

    fn display(&self, path: &str) -> String {
        self.base.display(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_holds_what_was_put_in() {
        let mut memory = Memory::new();
        assert_eq!(memory.insert("a", "one"), None);
        assert_eq!(memory.insert("a", "two").as_deref(), Some("one"));
        assert_eq!(memory.read("a").as_deref(), Ok("two"));
        assert_eq!(memory.read("b"), Err(ReadError::Missing));
        assert_eq!(memory.iter().collect::<Vec<_>>(), [("a", "two")]);
        assert_eq!(memory.remove("a").as_deref(), Some("two"));
        assert_eq!(memory.read("a"), Err(ReadError::Missing));
    }

    #[test]
    fn an_overlay_hides_what_it_replaces() {
        struct Disk;
        impl Sources for Disk {
            fn read(&self, path: &str) -> Result<String, ReadError> {
                match path {
                    "saved" | "open" => Ok("on disk".to_owned()),
                    _ => Err(ReadError::Outside),
                }
            }
            fn display(&self, path: &str) -> String {
                format!("/book/{path}")
            }
        }
        let mut overlay = Overlay::new(&Disk, Memory::from_iter([("open", "in the editor")]));
        assert_eq!(overlay.read("open").as_deref(), Ok("in the editor"));
        assert_eq!(overlay.read("saved").as_deref(), Ok("on disk"));
        assert_eq!(overlay.read("other"), Err(ReadError::Outside));
        assert_eq!(overlay.display("open"), "/book/open");
        overlay.texts_mut().insert("new", "not on disk yet");
        assert_eq!(overlay.read("new").as_deref(), Ok("not on disk yet"));
        overlay.texts_mut().remove("open");
        assert_eq!(overlay.read("open").as_deref(), Ok("on disk"));
    }
}
