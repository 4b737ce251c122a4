//! What is kept between runs: which chapters have passed.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::digest::Digest;

/// Writes a file as a whole, so that a stop halfway leaves the old one, and two writers at a time
/// leave one of both.
///
/// # Errors
/// What the system says.
pub fn write(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// The chapters that have passed, each by the digest of all that it depends on.
#[derive(Debug)]
pub struct Passed {
    folder: PathBuf,
}

impl Passed {
    /// Those that are noted in the folder `state`.
    #[must_use]
    pub fn at(state: &Path) -> Self {
        Self {
            folder: state.join("passed"),
        }
    }

    /// Where the emulated AWS did otherwise than AWS in each step of the chapter with this
    /// digest, if that has passed.
    #[must_use]
    pub fn get(&self, digest: &Digest) -> Option<Vec<Vec<String>>> {
        let text = std::fs::read_to_string(self.folder.join(digest.as_str())).ok()?;
        serde_json::from_str(&text).ok()
    }

    /// Notes that it has.
    ///
    /// # Errors
    /// What the system says.
    pub fn note(&self, digest: &Digest, differs: &[Vec<String>]) -> io::Result<()> {
        let text = serde_json::to_string(differs)?;
        write(&self.folder.join(digest.as_str()), &text)
    }
}
