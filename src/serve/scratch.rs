//! The folder of what is being served: gone when the server ends, whatever ends it.

use std::fs::{File, Metadata, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// What its name begins with; random letters follow.
const PREFIX: &str = "bedrock-guide-";
const RANDOM: usize = 12;

/// The file in it that is locked as long as the server runs.
const LOCK: &str = "lock";

/// A server that starts may take a folder for one that was left, before it is locked.
const TRIES: usize = 8;

/// A folder for the builds of one server.
pub(super) struct Scratch {
    folder: TempDir,
    _lock: File,
}

impl Scratch {
    /// A new folder. Those that killed servers have left are removed.
    ///
    /// # Errors
    /// When none can be made.
    pub(super) fn new() -> io::Result<Self> {
        let made = Self::new_in(&std::env::temp_dir())?;
        sweep(&std::env::temp_dir(), made.folder.path());
        Ok(made)
    }

    fn new_in(place: &Path) -> io::Result<Self> {
        for _ in 0..TRIES {
            let folder = tempfile::Builder::new()
                .prefix(PREFIX)
                .rand_bytes(RANDOM)
                .tempdir_in(place)?;
            let path = folder.path().join(LOCK);
            let lock = File::create_new(&path)?;
            // Where a file system has no locks, nobody sweeps either.
            let free = !matches!(lock.try_lock(), Err(TryLockError::WouldBlock));
            if free && path.exists() {
                return Ok(Self {
                    folder,
                    _lock: lock,
                });
            }
        }
        Err(io::Error::other("no folder for the pages can be locked"))
    }

    /// A folder in it for one build.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(super) fn folder(&self) -> io::Result<TempDir> {
        tempfile::Builder::new()
            .prefix("build-")
            .tempdir_in(self.folder.path())
    }

    /// Removes it, also while a build still writes into it.
    pub(super) fn remove(&self) {
        for _ in 0..TRIES {
            let removed = std::fs::remove_dir_all(self.folder.path());
            if removed.is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
                return;
            }
        }
    }
}

/// Removes the folders in `place` whose servers are gone, of the user to whom `own` belongs.
fn sweep(place: &Path, own: &Path) {
    let Ok(own) = own.symlink_metadata() else {
        return;
    };
    for entry in std::fs::read_dir(place).into_iter().flatten().flatten() {
        if entry.file_name().to_str().is_some_and(is_named_so)
            && let Some(_lock) = left(entry.path(), &own)
        {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

fn is_named_so(name: &str) -> bool {
    name.strip_prefix(PREFIX)
        .is_some_and(|it| it.len() == RANDOM && it.bytes().all(|c| c.is_ascii_alphanumeric()))
}

/// The lock of a folder that a server of this user has left; nothing if it is anything else.
fn left(folder: PathBuf, own: &Metadata) -> Option<File> {
    let metadata = folder.symlink_metadata().ok()?;
    let path = folder.join(LOCK);
    let lock = path.symlink_metadata().ok()?;
    if !metadata.is_dir() || !lock.is_file() || !same_user(&metadata, own) {
        return None;
    }
    let lock = File::open(path).ok()?;
    lock.try_lock().ok()?;
    Some(lock)
}

#[cfg(unix)]
fn same_user(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    one.uid() == other.uid()
}

#[cfg(not(unix))]
fn same_user(_: &Metadata, _: &Metadata) -> bool {
    true
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

    use super::*;

    #[test]
    fn only_what_is_left_is_swept() {
        let place = tempfile::tempdir().unwrap();
        let running = Scratch::new_in(place.path()).unwrap();
        let other = Scratch::new_in(place.path()).unwrap();
        let make = |name: &str, lock: bool| {
            let folder = place.path().join(name);
            std::fs::create_dir(&folder).unwrap();
            if lock {
                std::fs::write(folder.join(LOCK), "").unwrap();
            }
            folder
        };
        let left = make("bedrock-guide-abcdefABCDEF", true);
        let kept = [
            make("bedrock-guide-abcdefABCDE0", false),
            make("bedrock-guide-notes", true),
            running.folder.path().to_owned(),
            other.folder.path().to_owned(),
        ];
        sweep(place.path(), running.folder.path());
        assert!(!left.exists());
        assert!(kept.iter().all(|folder| folder.exists()));
        other.folder().unwrap();
        other.remove();
        assert!(!other.folder.path().exists());
    }
}
