//! Writes files whole.

use std::io::{self, Write as _};
use std::path::Path;

/// Writes a file so that at any moment, and after a crash at any moment, either the old or the new
/// content is there as a whole.
///
/// # Errors
/// When the file cannot be written; its old content is then still there.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new()
        .prefix(".mdbook-aws-")
        .tempfile_in(folder)?;
    file.write_all(bytes)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // A temporary file is the owner's alone; facts are for everyone who may read the book.
        let mode = std::fs::metadata(path).map_or(0o644, |old| old.permissions().mode());
        file.as_file()
            .set_permissions(std::fs::Permissions::from_mode(mode))?;
    }
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::write_whole;

    #[test]
    fn writers_at_once_never_mix() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        std::thread::scope(|scope| {
            for byte in [b'a', b'b', b'c'] {
                let path = &path;
                scope.spawn(move || {
                    for _ in 0..10 {
                        write_whole(path, &vec![byte; 100_000]).unwrap();
                        let read = std::fs::read(path).unwrap();
                        assert_eq!(read.len(), 100_000);
                        assert!(read.iter().all(|it| *it == read[0]));
                    }
                });
            }
        });
    }
}
