//! The folder for chapters that have no file system of their own. It may come to hold what blocks
//! were given or have made, so it is the user's alone and does not outlive the run.

pub(super) mod removal;

use std::fs::{File, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rustix::fs::{FlockOperation, OFlags, flock};

/// How the names of these folders begin.
const PREFIX: &str = "mdbook-aws-test-";

/// A folder is locked right after it is made; one younger than this may not be locked yet.
const YOUNG: Duration = Duration::from_secs(60);

/// A folder for the files of a run. It is removed when this is dropped.
#[derive(Debug)]
pub struct Scratch {
    folder: PathBuf,
    /// Holds the lock by which other runs see that the folder is in use.
    _lock: File,
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed now, a later run tries again.
        let _ = removal::remove(&self.folder);
    }
}

impl Scratch {
    /// Makes a new folder in the system's folder for temporary files, and removes those of runs
    /// that were killed.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn new() -> io::Result<Self> {
        Self::below(&std::env::temp_dir())
    }

    fn below(place: &Path) -> io::Result<Self> {
        sweep(place);
        let folder = tempfile::Builder::new()
            .prefix(PREFIX)
            .permissions(Permissions::from_mode(0o700))
            .tempdir_in(place)?
            .keep();
        let lock = open(&folder)?;
        flock(&lock, FlockOperation::NonBlockingLockExclusive)?;
        Ok(Self {
            folder,
            _lock: lock,
        })
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.folder
    }
}

fn open(folder: &Path) -> io::Result<File> {
    let flags = OFlags::DIRECTORY | OFlags::NOFOLLOW;
    let flags = i32::try_from(flags.bits()).unwrap_or_default();
    File::options().read(true).custom_flags(flags).open(folder)
}

/// Removes the folders of runs that were killed, as far as they are this user's.
fn sweep(place: &Path) {
    let own = rustix::process::geteuid().as_raw();
    for entry in std::fs::read_dir(place).into_iter().flatten().flatten() {
        if !entry.file_name().to_string_lossy().starts_with(PREFIX) {
            continue;
        }
        let Ok(lock) = open(&entry.path()) else {
            continue;
        };
        let old = lock.metadata().is_ok_and(|it| {
            let age = it
                .modified()
                .map(|then| SystemTime::now().duration_since(then));
            it.uid() == own && matches!(age, Ok(Ok(age)) if age > YOUNG)
        });
        if old && flock(&lock, FlockOperation::NonBlockingLockExclusive).is_ok() {
            // Another run may be removing it as well.
            let _ = removal::remove(&entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(place: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(place).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    /// Makes a folder look as if it had been made ten minutes ago.
    fn age(folder: &Path) {
        let then = SystemTime::now() - Duration::from_secs(600);
        let folder = File::open(folder).unwrap();
        folder.set_modified(then).unwrap();
    }

    #[test]
    fn a_folder_is_for_its_user_alone_and_goes_with_the_run() {
        let place = tempfile::tempdir().unwrap();
        let scratch = Scratch::below(place.path()).unwrap();
        let mode = std::fs::metadata(scratch.path()).unwrap().mode();
        assert_eq!(mode & 0o777, 0o700);
        drop(scratch);
        assert_eq!(names(place.path()), Vec::<String>::new());
    }

    #[test]
    fn folders_of_killed_runs_are_removed_and_no_others() {
        let place = tempfile::tempdir().unwrap();
        let killed = place.path().join("mdbook-aws-test-killed");
        std::fs::create_dir_all(killed.join("0/shell")).unwrap();
        age(&killed);
        let young = place.path().join("mdbook-aws-test-young");
        std::fs::create_dir(&young).unwrap();
        let other = place.path().join("other");
        std::fs::create_dir(&other).unwrap();
        age(&other);
        let link = place.path().join("mdbook-aws-test-link");
        std::os::unix::fs::symlink(&other, &link).unwrap();
        let running = Scratch::below(place.path()).unwrap();
        age(running.path());
        let next = Scratch::below(place.path()).unwrap();
        let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
        let mut left: Vec<String> = [running.path(), next.path(), &young, &other, &link]
            .map(name)
            .into();
        left.sort();
        assert_eq!(names(place.path()), left);
    }
}
