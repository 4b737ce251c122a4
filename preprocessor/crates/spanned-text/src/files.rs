//! The files of a book: their text as it is on disk, and the includes that lead to them.

use std::cell::OnceCell;
use std::collections::HashMap;

use crate::line_index::{self, LineIndex, Position, Utf16Position};
use crate::sources::{ReadError, Sources};

/// Which file of a [`Files`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(u32);

/// Which `{{#include}}` of a [`Files`] brought a text in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SiteId(u32);

/// A stretch of bytes of a file on disk; the end is exclusive and a byte-order mark counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The include through which it was reached, if any.
    pub via: Option<SiteId>,
    /// Offset of the first byte.
    pub start: usize,
    /// Offset after the last byte.
    pub end: usize,
}

impl Span {
    /// Whether `other` lies inside this span, whatever include led there.
    #[must_use]
    pub fn contains(&self, other: &Span) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }
}

/// One file and its text.
#[derive(Debug)]
pub struct File {
    path: String,
    display: String,
    text: String,
    lines: OnceCell<LineIndex>,
}

impl File {
    /// The path from the root, as [`Sources::read`] takes it.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The path as reports show it.
    #[must_use]
    pub fn display(&self) -> &str {
        &self.display
    }

    /// The text as on disk, byte-order mark included.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Bytes that a leading byte-order mark takes: 3 or 0.
    #[must_use]
    pub fn bom_len(&self) -> usize {
        line_index::bom_len(&self.text)
    }

    /// Where its lines start.
    #[must_use]
    pub fn line_index(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    /// The line and column of the byte at `offset`, which may be the end of the text.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        self.line_index().position(&self.text, offset)
    }

    /// The same as the Language Server Protocol counts: from 0, in UTF-16 code units.
    #[must_use]
    pub fn position_utf16(&self, offset: usize) -> Utf16Position {
        self.line_index().position_utf16(&self.text, offset)
    }

    /// The byte at a position as the Language Server Protocol counts; `None` when there is no such
    /// line.
    #[must_use]
    pub fn offset_utf16(&self, position: Utf16Position) -> Option<usize> {
        self.line_index().offset_utf16(&self.text, position)
    }
}

/// Where a file was included from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Site {
    at: Span,
}

/// All files that a check has read, each once.
///
/// A file is read when it is first asked for and kept from then on: whoever checks again after a
/// file has changed starts with a new `Files`. [`FileId`]s and [`Span`]s belong to the `Files` that
/// they come from.
pub struct Files<'s> {
    sources: &'s dyn Sources,
    files: Vec<File>,
    by_path: HashMap<String, Result<FileId, ReadError>>,
    sites: Vec<Site>,
    /// The first include that brought each file in.
    first_sites: HashMap<FileId, SiteId>,
}

impl<'s> Files<'s> {
    /// No files yet; `sources` gives each when it is first loaded.
    #[must_use]
    pub fn new(sources: &'s dyn Sources) -> Self {
        Self {
            sources,
            files: Vec::new(),
            by_path: HashMap::new(),
            sites: Vec::new(),
            first_sites: HashMap::new(),
        }
    }

    /// The file at `path`, read on first use.
    ///
    /// # Errors
    /// Those of [`Sources::read`], the same on every call.
    pub fn load(&mut self, path: &str) -> Result<FileId, ReadError> {
        if let Some(known) = self.by_path.get(path) {
            return known.clone();
        }
        let loaded = self.sources.read(path).map(|text| {
            let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
            self.files.push(File {
                path: path.to_owned(),
                display: self.sources.display(path),
                text,
                lines: OnceCell::new(),
            });
            id
        });
        self.by_path.insert(path.to_owned(), loaded.clone());
        loaded
    }

    /// The file with this number; `None` only for a number of another `Files`.
    #[must_use]
    pub fn get(&self, id: FileId) -> Option<&File> {
        self.files.get(id.0 as usize)
    }

    /// The text of a file, empty for a number of another `Files`.
    #[must_use]
    pub fn text(&self, id: FileId) -> &str {
        self.get(id).map_or("", File::text)
    }

    /// How reports show the file at `path`, read or not.
    #[must_use]
    pub fn display(&self, path: &str) -> String {
        self.sources.display(path)
    }

    /// Every file read so far.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &File)> {
        (0..).map(FileId).zip(&self.files)
    }

    /// Remembers that the directive at `at` brings `target` in.
    pub fn add_site(&mut self, at: Span, target: FileId) -> SiteId {
        let id = SiteId(u32::try_from(self.sites.len()).unwrap_or(u32::MAX));
        self.sites.push(Site { at });
        self.first_sites.entry(target).or_insert(id);
        id
    }

    /// The first include that brought a file in, if any did.
    #[must_use]
    pub fn first_site(&self, file: FileId) -> Option<SiteId> {
        self.first_sites.get(&file).copied()
    }

    /// The include directives that led to a text, the innermost first.
    #[must_use]
    pub fn included_from(&self, via: Option<SiteId>) -> Vec<Span> {
        let mut chain = Vec::new();
        let mut next = via;
        while let Some(site) = next.and_then(|id| self.sites.get(id.0 as usize)) {
            chain.push(site.at);
            next = site.at.via;
        }
        chain
    }
}

/// Joins `relative` to the folder of `base`; `None` when that leaves the root.
///
/// Both use `/`; `\` counts as a separator too, as it does for mdBook on Windows.
#[must_use]
pub fn join(base: &str, relative: &str) -> Option<String> {
    if relative.starts_with(['/', '\\']) || relative.as_bytes().get(1) == Some(&b':') {
        return None;
    }
    let folder = base.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(relative.split(['/', '\\'])) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_once() {
        struct Counting(std::cell::Cell<usize>);
        impl Sources for Counting {
            fn read(&self, path: &str) -> Result<String, ReadError> {
                self.0.set(self.0.get() + 1);
                match path {
                    "a" => Ok("é\n😀x".to_owned()),
                    _ => Err(ReadError::Missing),
                }
            }
        }
        let sources = Counting(std::cell::Cell::new(0));
        let mut files = Files::new(&sources);
        let id = files.load("a").unwrap();
        assert_eq!(files.load("a"), Ok(id));
        assert_eq!(files.load("b"), Err(ReadError::Missing));
        assert_eq!(files.load("b"), Err(ReadError::Missing));
        assert_eq!(sources.0.get(), 2);
        let file = files.get(id).unwrap();
        assert_eq!(file.position(7), Position { line: 2, column: 2 });
        let position = file.position_utf16(7);
        assert_eq!((position.line, position.character), (1, 2));
        assert_eq!(file.offset_utf16(position), Some(7));
    }

    #[test]
    fn joining_stays_inside() {
        assert_eq!(
            join("src/a/b.md", "../c.json").as_deref(),
            Some("src/c.json")
        );
        assert_eq!(join("src/a.md", "../../c"), None);
        assert_eq!(join("src/a.md", "/etc/passwd"), None);
        assert_eq!(join("a.md", ".\\b.md").as_deref(), Some("b.md"));
    }
}
