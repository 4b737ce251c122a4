//! The files of a book: their text as it stands on disk, and how they are reached.

use std::cell::OnceCell;
use std::collections::HashMap;

/// Reads the files of a book. The pure part of the program reaches the world only through this.
pub trait Sources {
    /// The text of the file at `path`, which is relative to the root that includes may not
    /// leave, with `/` between its parts and neither `.` nor `..` in it.
    ///
    /// # Errors
    /// Says why the file has no text for us.
    fn read(&self, path: &str) -> Result<String, ReadError>;

    /// How the reader of a report finds the file at `path`.
    fn display(&self, path: &str) -> String {
        path.to_owned()
    }
}

/// Why a file has no text for us.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// There is no such file.
    #[error("the file does not exist")]
    Missing,
    /// The bytes are not UTF-8.
    #[error("the file is not UTF-8 (first bad byte at offset {offset})")]
    NotUtf8 {
        /// Where the first bad byte stands, counted from 0.
        offset: usize,
    },
    /// The path leads, perhaps through a link, out of the root.
    #[error("the path leads out of the book")]
    Outside,
    /// Anything else that the system said.
    #[error("{0}")]
    Other(String),
}

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
    /// Offset behind the last byte.
    pub end: usize,
}

impl Span {
    /// Whether `other` lies inside this span, whatever include led there.
    #[must_use]
    pub fn contains(&self, other: &Span) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }
}

/// A line and a column, both counted from 1; columns count Unicode scalar values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column. A tab is one column, a byte-order mark none.
    pub column: usize,
}

/// One file and its text.
#[derive(Debug)]
pub struct File {
    path: String,
    display: String,
    text: String,
    line_starts: OnceCell<Vec<usize>>,
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
        if self.text.starts_with('\u{feff}') {
            3
        } else {
            0
        }
    }

    fn line_starts(&self) -> &[usize] {
        self.line_starts.get_or_init(|| {
            std::iter::once(0)
                .chain(memchr::memchr_iter(b'\n', self.text.as_bytes()).map(|at| at + 1))
                .collect()
        })
    }

    /// The line and column of the byte at `offset`, which may be the end of the text.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let offset = offset.min(self.text.len());
        let starts = self.line_starts();
        let line = starts.partition_point(|start| *start <= offset);
        let start = line
            .checked_sub(1)
            .and_then(|index| starts.get(index))
            .copied()
            .unwrap_or(0);
        let start = if start == 0 {
            self.bom_len().min(offset)
        } else {
            start
        };
        let before = self.text.get(start..offset).unwrap_or_default();
        Position {
            line,
            column: before.chars().count() + 1,
        }
    }
}

/// Where a file was included from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Site {
    at: Span,
    target: FileId,
}

/// All files that a check has read, each once.
pub struct Files<'s> {
    sources: &'s dyn Sources,
    files: Vec<File>,
    by_path: HashMap<String, Result<FileId, ReadError>>,
    sites: Vec<Site>,
}

impl<'s> Files<'s> {
    /// No file yet; they come from `sources` when asked for.
    #[must_use]
    pub fn new(sources: &'s dyn Sources) -> Self {
        Self {
            sources,
            files: Vec::new(),
            by_path: HashMap::new(),
            sites: Vec::new(),
        }
    }

    /// The file at `path`, read on first use.
    ///
    /// # Errors
    /// What [`Sources::read`] said, the same on every call.
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
                line_starts: OnceCell::new(),
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
        self.sites.push(Site { at, target });
        id
    }

    /// The first include that brought a file in, if any did.
    #[must_use]
    pub fn first_site(&self, file: FileId) -> Option<SiteId> {
        let index = self.sites.iter().position(|site| site.target == file)?;
        u32::try_from(index).ok().map(SiteId)
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

    struct One(&'static str);
    impl Sources for One {
        fn read(&self, _: &str) -> Result<String, ReadError> {
            Ok(self.0.to_owned())
        }
    }

    #[test]
    fn positions_count_characters_and_skip_the_mark() {
        let sources = One("\u{feff}aé\tb\r\nx");
        let mut files = Files::new(&sources);
        let id = files.load("a.md").unwrap();
        let file = files.get(id).unwrap();
        let at = |offset| {
            let p = file.position(offset);
            (p.line, p.column)
        };
        assert_eq!(at(0), (1, 1));
        assert_eq!(at(3), (1, 1));
        assert_eq!(at(4), (1, 2));
        assert_eq!(at(6), (1, 3));
        assert_eq!(at(7), (1, 4));
        assert_eq!(at(10), (2, 1));
        assert_eq!(at(11), (2, 2));
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
