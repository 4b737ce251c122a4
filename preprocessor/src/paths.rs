//! Paths as users know them.

use std::path::{Path, PathBuf};

/// A path from the working folder, if it is below that: the user most likely knows it by this.
pub(crate) fn shown(path: &Path) -> PathBuf {
    let here = std::env::current_dir().ok();
    here.and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned))
        .unwrap_or_else(|| path.to_owned())
}
