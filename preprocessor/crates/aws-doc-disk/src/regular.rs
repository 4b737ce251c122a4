//! Reads regular files up to a size limit, and refuses devices, pipes and folders.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _};
use std::path::Path;

/// The largest text of a book that is read, in bytes.
pub const MOST_BYTES: u64 = 16 << 20;

/// The content of the regular file at `path`, which has at most `most` bytes. Never waits for the
/// other end of a pipe, and never reads from a device.
///
/// # Errors
/// When it is not a regular file, is larger, or cannot be read.
pub fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    // Opening some devices has side effects, so check first.
    refuse_special(&std::fs::metadata(path)?)?;
    read_from(open(path)?, most)
}

/// The content of an open file.
fn read_from(file: File, most: u64) -> io::Result<Vec<u8>> {
    let metadata = file.metadata()?;
    refuse_special(&metadata)?;
    let mut bytes = Vec::new();
    if metadata.len() <= most {
        file.take(most + 1).read_to_end(&mut bytes)?;
    }
    if metadata.len() > most || bytes.len() as u64 > most {
        return Err(too_large(most));
    }
    Ok(bytes)
}

/// The text of a regular file of at most [`MOST_BYTES`].
///
/// # Errors
/// As [`read`], and when it is not UTF-8.
pub fn read_text(path: &Path) -> io::Result<String> {
    read_text_of(path, MOST_BYTES)
}

/// The text of a regular file of at most `most` bytes.
///
/// # Errors
/// As [`read`], and when it is not UTF-8.
pub fn read_text_of(path: &Path, most: u64) -> io::Result<String> {
    String::from_utf8(read(path, most)?).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let message = format!("it is not UTF-8 (first bad byte at offset {at})");
        io::Error::new(io::ErrorKind::InvalidData, message)
    })
}

/// Whether [`read`] would read the file at `path`, as far as its metadata shows.
///
/// # Errors
/// As [`read`].
pub fn look_at(path: &Path) -> io::Result<()> {
    let metadata = std::fs::metadata(path)?;
    refuse_special(&metadata)?;
    match metadata.len() > MOST_BYTES {
        true => Err(too_large(MOST_BYTES)),
        false => Ok(()),
    }
}

fn too_large(most: u64) -> io::Error {
    let message = format!("it is larger than {} MiB", most >> 20);
    io::Error::new(io::ErrorKind::FileTooLarge, message)
}

fn refuse_special(metadata: &std::fs::Metadata) -> io::Result<()> {
    if metadata.is_dir() {
        return Err(io::Error::new(
            io::ErrorKind::IsADirectory,
            "it is a folder",
        ));
    }
    if !metadata.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    Ok(())
}

/// Opens a file that may have become a pipe since it was checked.
fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt as _;
        let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
        options.custom_flags(flags.bits().cast_signed());
    }
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_file_or_too_long_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, "12345").unwrap();
        assert_eq!(read(&path, 5).unwrap(), b"12345");
        let told = |path: &Path, most| read(path, most).unwrap_err().to_string();
        assert_eq!(told(&path, 4), "it is larger than 0 MiB");
        assert_eq!(told(folder.path(), 5), "it is a folder");
        std::fs::write(&path, b"a\xff").unwrap();
        let error = read_text(&path).unwrap_err().to_string();
        assert_eq!(error, "it is not UTF-8 (first bad byte at offset 1)");
        #[cfg(unix)]
        {
            assert_eq!(told(Path::new("/dev/zero"), 5), "it is not a regular file");
            let pipe = folder.path().join("pipe");
            let mode = rustix::fs::Mode::RUSR;
            rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, mode).unwrap();
            assert_eq!(told(&pipe, 5), "it is not a regular file");
            // What says that it is empty and is not: it has a length only once it is read.
            let told = read_from(open(Path::new("/proc/self/maps")).unwrap(), 5);
            assert!(told.is_err());
            // It became a pipe after it was looked at.
            let told = read_from(open(&pipe).unwrap(), 5).unwrap_err().to_string();
            assert_eq!(told, "it is not a regular file");
        }
    }
}
