//! Files that are not on disk: texts in memory, and unsaved buffers over other files.

use std::collections::BTreeMap;

use spanned_text::{ReadError, Sources};

/// Files in memory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Memory {
    files: BTreeMap<String, String>,
}

impl Memory {
    /// The files with these paths and texts.
    #[must_use]
    pub fn new<P: Into<String>, T: Into<String>>(files: impl IntoIterator<Item = (P, T)>) -> Self {
        let files = files.into_iter();
        Self {
            files: files
                .map(|(path, text)| (path.into(), text.into()))
                .collect(),
        }
    }

    /// Adds a file, or replaces its text.
    pub fn insert(&mut self, path: impl Into<String>, text: impl Into<String>) {
        self.files.insert(path.into(), text.into());
    }

    /// Removes a file.
    pub fn remove(&mut self, path: &str) {
        self.files.remove(path);
    }
}

impl Sources for Memory {
    fn read(&self, path: &str) -> Result<String, ReadError> {
        self.files.get(path).cloned().ok_or(ReadError::Missing)
    }
}

/// Unsaved buffers over other files: a file that has a buffer is read from there.
#[derive(Clone, Copy)]
pub struct Overlay<'s> {
    below: &'s dyn Sources,
    buffers: &'s Memory,
}

impl<'s> Overlay<'s> {
    /// The files of `below`, except for those that have a buffer.
    #[must_use]
    pub fn new(below: &'s dyn Sources, buffers: &'s Memory) -> Self {
        Self { below, buffers }
    }
}

impl Sources for Overlay<'_> {
    fn read(&self, path: &str) -> Result<String, ReadError> {
        match self.buffers.read(path) {
            Err(ReadError::Missing) => self.below.read(path),
            found => found,
        }
    }

    fn display(&self, path: &str) -> String {
        self.below.display(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_covers_the_file_until_it_is_closed() {
        let disk = Memory::new([("a.md", "saved"), ("b.md", "other")]);
        let mut buffers = Memory::new([("a.md", "unsaved")]);
        assert_eq!(
            Overlay::new(&disk, &buffers).read("a.md").unwrap(),
            "unsaved"
        );
        assert_eq!(Overlay::new(&disk, &buffers).read("b.md").unwrap(), "other");
        buffers.remove("a.md");
        let overlay = Overlay::new(&disk, &buffers);
        assert_eq!(overlay.read("a.md").unwrap(), "saved");
        assert_eq!(overlay.read("c.md"), Err(ReadError::Missing));
    }
}
