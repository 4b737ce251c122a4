//! A folder in which this program and the blocks of a chapter both write. What a block puts there
//! may be a link to elsewhere, or a pipe at which a reader would wait for ever: so nothing is opened
//! by way of a link, and nothing is read or written that is not a plain file.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::os::fd::{AsFd as _, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{
    AtFlags, CWD, FileType, Mode, OFlags, fchmod, ftruncate, mkdirat, openat, statat,
};
use rustix::io::Errno;

/// A folder that is known by itself and not by its path.
#[derive(Debug)]
pub(crate) struct Exchange {
    path: PathBuf,
    folder: OwnedFd,
}

/// Never by way of a link, never waiting, never passed on.
const SAFE: OFlags = OFlags::NOFOLLOW
    .union(OFlags::NONBLOCK)
    .union(OFlags::CLOEXEC)
    .union(OFlags::NOCTTY);

impl Exchange {
    /// The folder at `path`, which is made if it is not there, for its user alone.
    pub(crate) fn at(path: &Path) -> io::Result<Self> {
        match mkdirat(CWD, path, Mode::RWXU) {
            Ok(()) | Err(Errno::EXIST) => {}
            Err(error) => return Err(error.into()),
        }
        let folder = openat(CWD, path, SAFE | OFlags::DIRECTORY, Mode::empty())?;
        Ok(Self {
            path: path.to_owned(),
            folder,
        })
    }

    /// Its path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Makes a file anew, for its user alone, in the place of whatever bears this name.
    pub(crate) fn create(&self, name: &str, text: &str) -> io::Result<()> {
        self.remove(name)?;
        let flags = SAFE | OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL;
        let file = openat(&self.folder, name, flags, Mode::RUSR | Mode::WUSR)?;
        File::from(file).write_all(text.as_bytes())
    }

    /// Removes a file, if it is there.
    pub(crate) fn remove(&self, name: &str) -> io::Result<()> {
        match rustix::fs::unlinkat(&self.folder, name, AtFlags::empty()) {
            Ok(()) | Err(Errno::NOENT) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// The first `most` bytes of a plain file as text; empty if there is no such file.
    pub(crate) fn read(&self, name: &str, most: u64) -> String {
        let mut bytes = Vec::new();
        if let Ok(file) = plain(self.folder.as_fd(), name, OFlags::RDONLY) {
            // A file that breaks off is reported as far as it goes.
            let _ = file.take(most).read_to_end(&mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// The length of a plain file in bytes; 0 if there is no such file.
    pub(crate) fn length(&self, name: &str) -> u64 {
        match statat(&self.folder, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) if FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile => {
                u64::try_from(stat.st_size).unwrap_or_default()
            }
            _ => 0,
        }
    }

    /// Writes a file at `path` below the folder, for its user alone, as files with credentials must
    /// be. Folders on the way are made.
    pub(crate) fn write(&self, path: &str, text: &str) -> io::Result<()> {
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
        let mut folder = self.folder.try_clone()?;
        for part in folders.split('/').filter(|part| !part.is_empty()) {
            match mkdirat(&folder, part, Mode::RWXU | Mode::RWXG | Mode::RWXO) {
                Ok(()) | Err(Errno::EXIST) => {}
                Err(error) => return Err(error.into()),
            }
            folder = openat(&folder, part, SAFE | OFlags::DIRECTORY, Mode::empty())?;
        }
        let mut file = plain(folder.as_fd(), name, OFlags::WRONLY | OFlags::CREATE)?;
        fchmod(&file, Mode::RUSR | Mode::WUSR)?;
        ftruncate(&file, 0)?;
        file.write_all(text.as_bytes())
    }
}

/// Opens a plain file at `path`.
pub(crate) fn open_plain(path: &Path) -> io::Result<File> {
    plain(CWD, path, OFlags::RDONLY)
}

fn plain(folder: BorrowedFd<'_>, name: impl rustix::path::Arg, flags: OFlags) -> io::Result<File> {
    let file = File::from(openat(folder, name, SAFE | flags, Mode::RUSR | Mode::WUSR)?);
    match file.metadata()?.is_file() {
        true => Ok(file),
        false => Err(io::Error::other("it is not a plain file")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    #[test]
    fn files_are_made_read_and_written() {
        let place = tempfile::tempdir().unwrap();
        let exchange = Exchange::at(&place.path().join("x")).unwrap();
        exchange.create("a", "one").unwrap();
        exchange.create("a", "two").unwrap();
        assert_eq!(
            (exchange.read("a", 100).as_str(), exchange.length("a")),
            ("two", 3)
        );
        assert_eq!(exchange.read("a", 2), "tw");
        assert_eq!(
            (exchange.read("b", 2).as_str(), exchange.length("b")),
            ("", 0)
        );
        exchange.write("deep/down/file", "a long text").unwrap();
        exchange.write("deep/down/file", "short").unwrap();
        let file = place.path().join("x/deep/down/file");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "short");
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn links_and_pipes_of_a_block_lead_nowhere() {
        let place = tempfile::tempdir().unwrap();
        let other = place.path().join("other");
        std::fs::create_dir(&other).unwrap();
        std::fs::write(other.join("file"), "theirs").unwrap();
        let exchange = Exchange::at(&place.path().join("x")).unwrap();
        let inside = |name: &str| exchange.path().join(name);
        symlink(other.join("file"), inside("link")).unwrap();
        symlink(&other, inside("folder")).unwrap();
        let pipe = inside("pipe");
        rustix::fs::mknodat(CWD, &pipe, FileType::Fifo, Mode::RWXU, 0).unwrap();
        for name in ["link", "pipe"] {
            assert_eq!(
                (exchange.read(name, 9).as_str(), exchange.length(name)),
                ("", 0)
            );
        }
        for name in ["link", "pipe", "folder/file", "folder/new"] {
            assert!(exchange.write(name, "ours").is_err(), "{name}");
        }
        for name in ["link", "pipe"] {
            exchange.create(name, "ours").unwrap();
            assert_eq!(exchange.read(name, 9), "ours");
        }
        assert_eq!(
            std::fs::read_to_string(other.join("file")).unwrap(),
            "theirs"
        );
        assert!(!other.join("new").exists());
        // The folder stays the same when another takes its place.
        std::fs::rename(exchange.path(), place.path().join("moved")).unwrap();
        symlink(&other, exchange.path()).unwrap();
        exchange.create("new", "ours").unwrap();
        assert!(!other.join("new").exists());
    }
}
