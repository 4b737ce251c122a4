//! The folder in which installed tools are kept: each is there as a whole or not at all, and is
//! compared with what was installed before it is used.

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use super::error::ToolError;
use super::install::file;
use super::making::Making;
use super::{manifest, pinned};
use crate::doctest::pin::Need;

/// After this time an unfinished installation is that of a program which was killed.
const LEFT_OVER: Duration = Duration::from_secs(60 * 60);

/// How the folder of an unfinished installation begins, and that of one to be removed.
const UNFINISHED: &str = ".installing-";

/// The folder in which installed tools are kept.
#[derive(Debug, Clone)]
pub(super) struct Shelf {
    root: PathBuf,
}

impl Shelf {
    pub(super) fn at(root: PathBuf) -> Self {
        Self { root }
    }

    /// The folder of a tool. Where it is not there yet, or is not as it was installed, `make` fills
    /// it.
    pub(super) fn once(
        &self,
        need: Need,
        tag: &str,
        progress: &mut dyn FnMut(&str),
        make: impl FnOnce(&mut Making<'_>) -> Result<(), ToolError>,
    ) -> Result<PathBuf, ToolError> {
        let tool = pinned(need);
        let digest = super::lock_digest(need);
        let digest = digest.get(..16).unwrap_or(&digest);
        let place = self.root.join(format!("{}-{digest}-{tag}", need.as_str()));
        let error = |error| file(&self.root, error);
        std::fs::create_dir_all(&self.root).map_err(error)?;
        let unfinished = || {
            tempfile::Builder::new()
                .prefix(UNFINISHED)
                .tempdir_in(&self.root)
                .map_err(error)
        };
        if place.is_dir() {
            let Err(why) = manifest::verify(&place) else {
                return Ok(place);
            };
            progress(&format!(
                "{} {} is removed, as {why}: {}",
                tool.name,
                tool.version,
                place.display()
            ));
            // At once, so that no other run finds half of it; then it may take its time.
            let old = unfinished()?;
            std::fs::rename(&place, old.path().join("old")).map_err(error)?;
            old.close().map_err(error)?;
        }
        let folder = unfinished()?;
        progress(&format!("installing {} {}", tool.name, tool.version));
        make(&mut Making {
            folder: folder.path().to_owned(),
            build_with: None,
            progress,
        })?;
        manifest::write(folder.path()).map_err(|error| file(folder.path(), error))?;
        // Another run may have installed the same in the meantime.
        match std::fs::rename(folder.path(), &place) {
            Err(error) if manifest::verify(&place).is_err() => Err(file(&place, error)),
            _ => Ok(place),
        }
    }

    /// Removes what programs left behind that were killed while they installed.
    pub(super) fn sweep(&self) {
        let Ok(entries) = std::fs::read_dir(&self.root) else {
            return;
        };
        for entry in entries.flatten() {
            let unfinished = entry.file_name().to_string_lossy().starts_with(UNFINISHED);
            let modified = entry.metadata().and_then(|it| it.modified());
            let age = modified.map(|then| SystemTime::now().duration_since(then));
            let old = matches!(age, Ok(Ok(age)) if age > LEFT_OVER);
            if unfinished && old {
                // Another run may be at it as well.
                let _ = std::fs::remove_dir_all(entry.path());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes a tool from the shelf and gives what was said, and whether it was made.
    fn take(shelf: &Shelf) -> (PathBuf, Vec<String>, bool) {
        let mut said = Vec::new();
        let mut made = false;
        let place = shelf
            .once(
                Need::Aws,
                "here",
                &mut |line| said.push(line.to_owned()),
                |tool| {
                    made = true;
                    std::fs::write(tool.folder.join("program"), "run").unwrap();
                    Ok(())
                },
            )
            .unwrap();
        (place, said, made)
    }

    #[test]
    fn a_tool_is_made_once_and_again_when_it_was_changed() {
        let cache = tempfile::tempdir().unwrap();
        let shelf = Shelf::at(cache.path().join("tools"));
        let (place, said, made) = take(&shelf);
        assert!(made && said.len() == 1, "{said:?}");
        let (again, said, made) = take(&shelf);
        assert!(!made && said.is_empty() && again == place, "{said:?}");
        std::fs::write(place.join("program"), "steal").unwrap();
        let (_, said, made) = take(&shelf);
        assert!(made, "{said:?}");
        assert!(
            said[0].contains("program is not as it was installed"),
            "{said:?}"
        );
        assert_eq!(
            std::fs::read_to_string(place.join("program")).unwrap(),
            "run"
        );
        // Nothing else is left.
        assert_eq!(
            std::fs::read_dir(cache.path().join("tools"))
                .unwrap()
                .count(),
            1
        );
    }
}
