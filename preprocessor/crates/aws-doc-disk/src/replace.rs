//! Replaces files atomically: at any moment, also after a crash, a file holds either its old or its
//! new content.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{File, Metadata, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tempfile::NamedTempFile;

use crate::regular;

/// The prefix and suffix of the names of unfinished files; random letters are in between.
const PREFIX: &str = ".mdbook-aws-unfinished-";
const SUFFIX: &str = ".tmp";
const RANDOM: usize = 12;

/// How often to try: another process may remove an unfinished file before it is locked, but not this
/// often.
const TRIES: usize = 8;

/// Why a file was not replaced. It is unchanged.
#[derive(Debug, thiserror::Error)]
pub enum ReplaceError {
    /// It has been changed since it was read.
    #[error("it has changed since it was read; nothing was written")]
    Changed,
    /// An I/O error.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl From<ReplaceError> for io::Error {
    fn from(error: ReplaceError) -> Self {
        match error {
            ReplaceError::Changed => Self::other(error.to_string()),
            ReplaceError::Io(error) => error,
        }
    }
}

/// Replaces the text of a file that people edit, if it is still `before`. Links keep their target,
/// and the file keeps its owner, permissions and extended attributes.
///
/// # Errors
/// When the file has changed, is read-only, has several hard links, or cannot be written.
pub fn text(path: &Path, before: &str, after: &str) -> Result<(), ReplaceError> {
    let path = path.canonicalize()?;
    let old = writable(&path)?;
    let unchanged = || match regular::read(&path, regular::MOST_BYTES) {
        Ok(now) if now == before.as_bytes() => Ok(()),
        Ok(_) => Err(ReplaceError::Changed),
        Err(error) => Err(error.into()),
    };
    unchanged()?;
    write(&path, Some(&old), Keeps::All, after.as_bytes(), unchanged)
}

/// Writes a file that only programs write, and creates its folders. Earlier content is overwritten. A
/// link keeps its target, which must be in the same folder.
///
/// # Errors
/// When it cannot be written, is not a regular file, or a link leads out of the folder.
pub fn whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = folder_of(path);
    std::fs::create_dir_all(folder)?;
    whole_below(folder, path, bytes)
}

/// Writes a file below `root` as [`whole`] does. Links must not lead out of `root`.
///
/// # Errors
/// As [`whole`].
pub fn whole_below(root: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let root = match root.as_os_str().is_empty() {
        true => Path::new(".").canonicalize()?,
        false => root.canonicalize()?,
    };
    // The nearest parent that exists: what does not exist yet cannot be a link.
    let there = path.ancestors().find(|it| it.symlink_metadata().is_ok());
    if let Some(there) = there {
        let real = there.canonicalize()?;
        if !real.starts_with(&root) {
            let (from, to) = (there.display(), real.display());
            let message = format!("the link `{from}` leads out of its folder, to {to}");
            return Err(io::Error::other(message));
        }
    }
    std::fs::create_dir_all(folder_of(path))?;
    let (path, old) = match path.canonicalize() {
        Ok(real) => (real.clone(), Some(std::fs::metadata(real)?)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => (path.to_owned(), None),
        Err(error) => return Err(error),
    };
    if old.as_ref().is_some_and(|old| !old.is_file()) {
        return Err(io::Error::other("it is not a regular file"));
    }
    write(&path, old.as_ref(), Keeps::AllItCan, bytes, || Ok(())).map_err(io::Error::from)
}

/// The folder that a file lies in.
fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// The metadata of a regular file that may be written and replaced.
fn writable(path: &Path) -> Result<Metadata, ReplaceError> {
    let refused =
        |message: &str| ReplaceError::Io(io::Error::new(io::ErrorKind::PermissionDenied, message));
    let metadata = std::fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(io::Error::other("it is not a regular file").into());
    }
    // Root can open any file.
    if metadata.permissions().readonly() {
        return Err(refused("it is read-only"));
    }
    let file = File::options().write(true).open(path);
    let file = file.map_err(|error| match error.kind() {
        io::ErrorKind::PermissionDenied => refused("you may not write it"),
        _ => error.into(),
    })?;
    let metadata = file.metadata()?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        if metadata.nlink() > 1 {
            return Err(refused(
                "it has several names (hard links), which replacing it would part; \
                 give it a copy of its own first",
            ));
        }
    }
    Ok(metadata)
}

/// How a new file takes over the owner and attributes of the old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keeps {
    /// All of them, or the file is not written.
    All,
    /// As far as the system allows.
    AllItCan,
}

impl Keeps {
    #[cfg(unix)]
    fn judge(self, kept: io::Result<()>) -> io::Result<()> {
        match self {
            Self::All => kept,
            Self::AllItCan => Ok(()),
        }
    }
}

/// Writes a file next to `path`, and moves it there once it is complete and `ready` agrees.
fn write(
    path: &Path,
    old: Option<&Metadata>,
    keeps: Keeps,
    bytes: &[u8],
    ready: impl Fn() -> Result<(), ReplaceError>,
) -> Result<(), ReplaceError> {
    let folder = folder_of(path);
    sweep(folder);
    for _ in 0..TRIES {
        let Some(mut file) = begin(folder)? else {
            continue;
        };
        file.write_all(bytes)?;
        take_after(file.as_file(), path, old, keeps)?;
        file.as_file().sync_all()?;
        ready()?;
        match file.persist(path) {
            Ok(_) => {
                #[cfg(unix)]
                // Only a power failure can undo the move now; not every file system can sync.
                let _ = File::open(folder).and_then(|folder| folder.sync_all());
                return Ok(());
            }
            Err(error) if error.error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error.error.into()),
        }
    }
    Err(io::Error::other("another program keeps removing the temporary file").into())
}

/// A new, locked file in `folder`, which no other process removes while it is being written; `None`
/// if one removed it before it was locked.
fn begin(folder: &Path) -> io::Result<Option<NamedTempFile>> {
    let file = tempfile::Builder::new()
        .prefix(PREFIX)
        .suffix(SUFFIX)
        .rand_bytes(RANDOM)
        .tempfile_in(folder)?;
    match file.as_file().try_lock() {
        Err(TryLockError::WouldBlock) => Ok(None),
        // On a file system without locks no process removes it either.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(Some(file)),
    }
}

/// Gives a new file the owner, permissions and attributes of the old one at `path`.
#[cfg(unix)]
fn take_after(file: &File, path: &Path, old: Option<&Metadata>, keeps: Keeps) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    // Only the owner can read a temporary file; a new file is for all who can read the folder.
    let Some(old) = old else {
        return file.set_permissions(std::fs::Permissions::from_mode(0o644));
    };
    let now = file.metadata()?;
    if (now.uid(), now.gid()) != (old.uid(), old.gid()) {
        let (user, group) = (
            rustix::fs::Uid::from_raw(old.uid()),
            rustix::fs::Gid::from_raw(old.gid()),
        );
        let given = rustix::fs::fchown(file, Some(user), Some(group)).map_err(|error| {
            let message = format!("its owner or group cannot be kept: {error}");
            io::Error::new(io::ErrorKind::PermissionDenied, message)
        });
        keeps.judge(given)?;
    }
    // After the owner, as changing that clears special bits.
    file.set_permissions(std::fs::Permissions::from_mode(old.mode() & 0o7777))?;
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    keeps.judge(File::open(path).and_then(|from| attributes::copy(&from, file)))?;
    Ok(())
}

#[cfg(not(unix))]
fn take_after(file: &File, _: &Path, old: Option<&Metadata>, _: Keeps) -> io::Result<()> {
    old.map_or(Ok(()), |old| file.set_permissions(old.permissions()))
}

/// Extended attributes, among them access control lists.
#[cfg(any(target_os = "linux", target_os = "macos"))]
mod attributes {
    use std::ffi::CStr;
    use std::fs::File;
    use std::io;

    use rustix::fs::{XattrFlags, fgetxattr, flistxattr, fsetxattr};
    use rustix::io::Errno;
    use spanned_text::Part as _;

    /// The largest size of an attribute, and of the list of names, on Linux.
    const LONGEST: usize = 64 << 10;

    /// Copies the attributes that the owner of a file may set; the system sets the others.
    pub(super) fn copy(from: &File, to: &File) -> io::Result<()> {
        let mut names = vec![0; LONGEST];
        let len = match flistxattr(from, names.as_mut_slice()) {
            Ok(len) => len,
            Err(Errno::NOTSUP) => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        let mut value = vec![0; LONGEST];
        for name in names.part(..len).split_inclusive(|it| *it == 0) {
            let Ok(name) = CStr::from_bytes_with_nul(name) else {
                continue;
            };
            let Ok(len) = fgetxattr(from, name, value.as_mut_slice()) else {
                continue;
            };
            let Some(content) = value.get(..len) else {
                continue;
            };
            match fsetxattr(to, name, content, XattrFlags::empty()) {
                Ok(()) | Err(Errno::NOTSUP) => {}
                Err(_) if of_the_system(name) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    fn of_the_system(name: &CStr) -> bool {
        let name = name.to_bytes();
        name.starts_with(b"security.")
            || name.starts_with(b"trusted.")
            || name.starts_with(b"com.apple.")
    }
}

/// Removes the unfinished files of killed processes in `folder`, once for each folder.
pub fn sweep(folder: &Path) {
    static SWEPT: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
    let mut swept = SWEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if swept.insert(folder.to_owned()) {
        drop(swept);
        sweep_now(folder);
    }
}

fn sweep_now(folder: &Path) {
    // What cannot be listed or removed stays; it does no harm.
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let regular = entry.file_type().is_ok_and(|it| it.is_file());
        if !regular || !is_unfinished(&entry.file_name()) {
            continue;
        }
        let path = entry.path();
        // Its writer holds the lock until the file has its final name, or the process has ended.
        let locked = File::open(&path).map(|file| file.try_lock().map(|()| file));
        if let Ok(Ok(_held)) = locked {
            let _ = std::fs::remove_file(&path);
        }
    }
}

fn is_unfinished(name: &OsStr) -> bool {
    let name = name.to_str().and_then(|name| name.strip_prefix(PREFIX));
    let random = name.and_then(|name| name.strip_suffix(SUFFIX));
    random.is_some_and(|it| it.len() == RANDOM && it.bytes().all(|c| c.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests;
