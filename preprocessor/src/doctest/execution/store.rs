//! What is kept between runs: which chapters have passed.

use std::fs::File;
use std::io::{self};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::doctest::digest::Digest;
use aws_doc_disk::regular;
use aws_doc_disk::write_whole;

/// How many chapters are remembered.
const MOST: usize = 1000;

/// What wrote an entry: another version may judge otherwise.
const PROGRAM: &str = concat!("mdbook-aws ", env!("CARGO_PKG_VERSION"), " 1");

/// The chapters that have passed, each by the digest of all that it depends on.
#[derive(Debug)]
pub struct Passed {
    folder: PathBuf,
}

/// What is noted of a chapter.
#[derive(serde::Serialize, serde::Deserialize)]
struct Note {
    program: String,
    differs: Vec<Vec<String>>,
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
    /// digest, if that has passed. An entry that cannot be read is none.
    #[must_use]
    pub fn get(&self, digest: &Digest) -> Option<Vec<Vec<String>>> {
        let path = self.folder.join(digest.as_str());
        let text = regular::read_text(&path).ok()?;
        let note: Note = serde_json::from_str(&text).ok()?;
        if note.program != PROGRAM {
            return None;
        }
        // What is used stays longest; that this cannot be noted harms nothing.
        let _ = File::options()
            .append(true)
            .open(&path)
            .and_then(|file| file.set_modified(SystemTime::now()));
        Some(note.differs)
    }

    /// Notes that it has, and forgets the entries that were used least lately if there are more
    /// than a thousand.
    ///
    /// # Errors
    /// What the system says.
    pub fn note(&self, digest: &Digest, differs: &[Vec<String>]) -> io::Result<()> {
        let note = Note {
            program: PROGRAM.to_owned(),
            differs: differs.to_vec(),
        };
        let text = serde_json::to_string(&note)?;
        write_whole(&self.folder.join(digest.as_str()), text.as_bytes())?;
        self.keep(MOST)
    }

    /// Removes all but the `most` files that were written or used last, what was left of a writer
    /// that was killed too.
    fn keep(&self, most: usize) -> io::Result<()> {
        let mut files = Vec::new();
        for entry in std::fs::read_dir(&self.folder)? {
            let entry = entry?;
            // Another run may be removing the same files.
            if let Ok(used) = entry.metadata().and_then(|it| it.modified()) {
                files.push((std::cmp::Reverse(used), entry.path()));
            }
        }
        files.sort();
        for (_, path) in files.iter().skip(most) {
            match std::fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_passed_is_known_until_it_is_torn_or_of_another_version() {
        let state = tempfile::tempdir().unwrap();
        let passed = Passed::at(state.path());
        let digest = Digest::of("chapter");
        assert_eq!(passed.get(&digest), None);
        let differs = vec![vec![], vec!["converse".to_owned()]];
        passed.note(&digest, &differs).unwrap();
        assert_eq!(passed.get(&digest), Some(differs));
        assert_eq!(passed.get(&Digest::of("another")), None);
        let path = state.path().join("passed").join(digest.as_str());
        let text = std::fs::read_to_string(&path).unwrap();
        for wrong in [
            text.get(..text.len() - 1).unwrap().to_owned(),
            text.replace(PROGRAM, "mdbook-aws 0.0.1"),
            String::new(),
        ] {
            std::fs::write(&path, wrong).unwrap();
            assert_eq!(passed.get(&digest), None);
        }
    }

    #[test]
    fn what_was_not_used_for_longest_is_forgotten() {
        let state = tempfile::tempdir().unwrap();
        let passed = Passed::at(state.path());
        let digests = ["a", "b", "c"].map(Digest::of);
        let hour = std::time::Duration::from_secs(3600);
        for (age, digest) in (1..).zip(&digests) {
            passed.note(digest, &[]).unwrap();
            let path = state.path().join("passed").join(digest.as_str());
            let file = File::options().append(true).open(path).unwrap();
            file.set_modified(SystemTime::now() - hour * age).unwrap();
        }
        assert!(passed.get(&digests[2]).is_some(), "is used again");
        passed.keep(2).unwrap();
        let known = digests.map(|digest| passed.get(&digest).is_some());
        assert_eq!(known, [true, false, true]);
    }
}
