//! What an installed tool consists of, so that a change of it is noticed before it runs.
//!
//! The list lies with the tool: each file with its SHA-256, and with what the system says of it that
//! changes whenever somebody writes it. If the latter is as it was, the file is not read again; a
//! copy of the cache is, once.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::Metadata;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use sha2::{Digest as _, Sha256};

/// The name of the list in the folder of a tool.
const NAME: &str = ".installed";

/// Bytes that a list may have.
const LONGEST: u64 = 64 * 1024 * 1024;

/// The files of a tool, by their paths in its folder.
type Files = BTreeMap<String, Entry>;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    content: Content,
    stamp: Stamp,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Content {
    /// The SHA-256 of a file, in hexadecimal digits.
    File(String),
    /// Where a link leads.
    Link(String),
}

/// What the system says of a file without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    mode: u32,
    size: u64,
    inode: u64,
    /// When its content changed, and when anything about it did, in nanoseconds. Nobody can set the
    /// latter.
    modified: i128,
    changed: i128,
}

/// Why a tool cannot be used as it is.
#[derive(Debug, thiserror::Error)]
pub(super) enum Changed {
    /// There is no list, or it cannot be read.
    #[error("there is no list of its files")]
    NoList,
    /// A file.
    #[error("{0} is not as it was installed")]
    File(String),
    /// A file that was added.
    #[error("{0} was added")]
    Added(String),
    /// It cannot be read.
    #[error("it cannot be read: {0}")]
    Unreadable(#[from] io::Error),
}

/// Lists the files of a tool that has just been installed in `folder`.
///
/// # Errors
/// When one cannot be read.
pub(super) fn write(folder: &Path) -> io::Result<()> {
    let stamps = look(folder)?;
    let paths: Vec<&String> = stamps.keys().collect();
    let contents = read_all(folder, &paths)?;
    let files = stamps
        .iter()
        .zip(contents)
        .map(|((path, stamp), content)| {
            let stamp = *stamp;
            (path.clone(), Entry { content, stamp })
        })
        .collect();
    put(folder, &files)
}

/// Compares the files of a tool with their list. One whose stamp has changed is read.
///
/// # Errors
/// When one is missing, was added, or has another content or mode.
pub(super) fn verify(folder: &Path) -> Result<(), Changed> {
    let list = aws_doc_disk::regular::read(&folder.join(NAME), LONGEST).ok();
    let list = list.and_then(|bytes| String::from_utf8(bytes).ok());
    let mut files = list.and_then(|text| parse(&text)).ok_or(Changed::NoList)?;
    let stamps = look(folder)?;
    let mut unsure = Vec::new();
    for (path, stamp) in &stamps {
        let entry = files
            .get(path)
            .ok_or_else(|| Changed::Added(path.clone()))?;
        if entry.stamp.mode != stamp.mode || entry.stamp.size != stamp.size {
            return Err(Changed::File(path.clone()));
        }
        if entry.stamp != *stamp || !STAMPS_SUFFICE {
            unsure.push(path);
        }
    }
    if let Some(path) = files.keys().find(|path| !stamps.contains_key(*path)) {
        return Err(Changed::File(path.clone()));
    }
    let contents = read_all(folder, &unsure)?;
    for (path, content) in unsure.iter().zip(contents) {
        let entry = files.get_mut(*path).ok_or(Changed::NoList)?;
        if entry.content != content {
            return Err(Changed::File((*path).clone()));
        }
        if let Some(stamp) = stamps.get(*path) {
            entry.stamp = *stamp;
        }
    }
    if !unsure.is_empty() && STAMPS_SUFFICE {
        // Who cannot write it reads the files again next time.
        let _ = put(folder, &files);
    }
    Ok(())
}

/// The stamps of all files and links below a folder, without the list itself.
fn look(folder: &Path) -> io::Result<BTreeMap<String, Stamp>> {
    let mut found = BTreeMap::new();
    let mut open = vec![(PathBuf::from(folder), String::new())];
    while let Some((at, before)) = open.pop() {
        for entry in std::fs::read_dir(&at)? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_str().filter(|name| !name.contains('\n'));
            let name = name.ok_or_else(|| {
                let path = entry.path();
                io::Error::other(format!("{}: the name is not plain text", path.display()))
            })?;
            let path = format!("{before}{name}");
            let metadata = entry.metadata()?;
            if metadata.is_dir() {
                open.push((entry.path(), format!("{path}/")));
            } else if path != NAME {
                found.insert(path, Stamp::of(&metadata));
            }
        }
    }
    Ok(found)
}

/// The contents of files, in their order; several are read at a time.
fn read_all(folder: &Path, paths: &[&String]) -> io::Result<Vec<Content>> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let read = Mutex::new(Vec::with_capacity(paths.len()));
    std::thread::scope(|scope| {
        for _ in 0..threads.min(paths.len()) {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(path) = paths.get(index) else { return };
                    let content = Content::of(&folder.join(path.as_str()));
                    if let Ok(mut read) = read.lock() {
                        read.push((index, content));
                    }
                }
            });
        }
    });
    let mut read = read.into_inner().unwrap_or_else(|error| error.into_inner());
    read.sort_by_key(|(index, _)| *index);
    read.into_iter().map(|(_, content)| content).collect()
}

impl Content {
    fn of(path: &Path) -> io::Result<Self> {
        if path.symlink_metadata()?.is_symlink() {
            let target = std::fs::read_link(path)?;
            return Ok(Self::Link(target.to_string_lossy().into_owned()));
        }
        let mut file = std::fs::File::open(path)?;
        let mut hash = Sha256::new();
        let mut piece = vec![0; 64 * 1024];
        loop {
            let length = file.read(&mut piece)?;
            match piece.get(..length) {
                Some([]) | None => break,
                Some(read) => hash.update(read),
            }
        }
        let mut text = String::with_capacity(64);
        for byte in hash.finalize() {
            let _ = write!(text, "{byte:02x}");
        }
        Ok(Self::File(text))
    }
}

/// Whether every change of a file changes its stamp; where it does not, all files are read each time.
const STAMPS_SUFFICE: bool = cfg!(unix);

impl Stamp {
    #[cfg(unix)]
    fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt as _;
        let time = |seconds: i64, nanoseconds: i64| {
            i128::from(seconds) * 1_000_000_000 + i128::from(nanoseconds)
        };
        Self {
            mode: metadata.mode(),
            size: metadata.size(),
            inode: metadata.ino(),
            modified: time(metadata.mtime(), metadata.mtime_nsec()),
            changed: time(metadata.ctime(), metadata.ctime_nsec()),
        }
    }

    /// Other systems say too little.
    #[cfg(not(unix))]
    fn of(metadata: &Metadata) -> Self {
        Self {
            mode: 0,
            size: metadata.len(),
            inode: 0,
            modified: 0,
            changed: 0,
        }
    }
}

/// Writes the list, whole.
fn put(folder: &Path, files: &Files) -> io::Result<()> {
    let mut text = String::new();
    for (path, entry) in files {
        let Stamp {
            mode,
            size,
            inode,
            modified,
            changed,
        } = entry.stamp;
        let (kind, content) = match &entry.content {
            Content::File(hash) => ("file", hash.as_str()),
            Content::Link(target) => ("link", target.as_str()),
        };
        let _ = writeln!(
            text,
            "{kind}\t{content}\t{mode:o}\t{size}\t{inode}\t{modified}\t{changed}\t{path}"
        );
    }
    aws_doc_disk::write_whole(&folder.join(NAME), text.as_bytes())
}

/// Reads a list. None if it is not one.
fn parse(text: &str) -> Option<Files> {
    let mut files = Files::new();
    for line in text.lines() {
        let mut fields = line.splitn(8, '\t');
        let kind = fields.next()?;
        let content = fields.next()?.to_owned();
        let content = match kind {
            "file" => Content::File(content),
            "link" => Content::Link(content),
            _ => return None,
        };
        let stamp = Stamp {
            mode: u32::from_str_radix(fields.next()?, 8).ok()?,
            size: fields.next()?.parse().ok()?,
            inode: fields.next()?.parse().ok()?,
            modified: fields.next()?.parse().ok()?,
            changed: fields.next()?.parse().ok()?,
        };
        files.insert(fields.next()?.to_owned(), Entry { content, stamp });
    }
    // No tool is without files.
    (!files.is_empty()).then_some(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tool() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("bin/deep")).unwrap();
        std::fs::write(folder.path().join("bin/program"), "run").unwrap();
        std::fs::write(folder.path().join("bin/deep/a\tname"), "").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("program", folder.path().join("bin/link")).unwrap();
        write(folder.path()).unwrap();
        folder
    }

    /// The message about the tool after a change.
    #[track_caller]
    fn said(change: impl FnOnce(&Path)) -> String {
        let tool = tool();
        change(tool.path());
        verify(tool.path()).unwrap_err().to_string()
    }

    #[test]
    fn an_unchanged_tool_is_itself() {
        let tool = tool();
        verify(tool.path()).unwrap();
        let list = std::fs::read_to_string(tool.path().join(NAME)).unwrap();
        assert_eq!(list.lines().count(), if cfg!(unix) { 3 } else { 2 });
        // A copy has other numbers and times, and the same content.
        let program = tool.path().join("bin/program");
        let copy = tool.path().join("copy");
        std::fs::copy(&program, &copy).unwrap();
        std::fs::rename(&copy, &program).unwrap();
        verify(tool.path()).unwrap();
        assert_ne!(
            std::fs::read_to_string(tool.path().join(NAME)).unwrap(),
            list
        );
        verify(tool.path()).unwrap();
    }

    #[test]
    fn every_change_is_noticed() {
        let program = |folder: &Path| folder.join("bin/program");
        let changed = "bin/program is not as it was installed";
        assert_eq!(
            said(|it| std::fs::write(program(it), "ran").unwrap()),
            changed
        );
        assert_eq!(
            said(|it| std::fs::write(program(it), "longer").unwrap()),
            changed
        );
        assert_eq!(
            said(|it| std::fs::remove_file(program(it)).unwrap()),
            changed
        );
        let added = said(|it| std::fs::write(it.join("bin/sitecustomize.py"), "").unwrap());
        assert_eq!(added, "bin/sitecustomize.py was added");
        let none = said(|it| std::fs::remove_file(it.join(NAME)).unwrap());
        assert_eq!(none, "there is no list of its files");
        assert_eq!(said(|it| std::fs::write(it.join(NAME), "").unwrap()), none);
        assert_eq!(
            said(|it| std::fs::write(it.join(NAME), "file\tx").unwrap()),
            none
        );
    }

    #[test]
    #[cfg(unix)]
    fn a_time_that_is_set_back_hides_nothing() {
        let changed = said(|it| {
            let program = it.join("bin/program");
            let before = std::fs::metadata(&program).unwrap().modified().unwrap();
            std::fs::write(&program, "ran").unwrap();
            let file = std::fs::File::options().write(true).open(&program).unwrap();
            file.set_modified(before).unwrap();
        });
        assert_eq!(changed, "bin/program is not as it was installed");
        let moved = said(|it| {
            std::fs::remove_file(it.join("bin/link")).unwrap();
            std::os::unix::fs::symlink("another", it.join("bin/link")).unwrap();
        });
        assert_eq!(moved, "bin/link is not as it was installed");
        let mode = said(|it| {
            let mode = std::os::unix::fs::PermissionsExt::from_mode(0o777);
            std::fs::set_permissions(it.join("bin/program"), mode).unwrap();
        });
        assert_eq!(mode, "bin/program is not as it was installed");
    }
}
