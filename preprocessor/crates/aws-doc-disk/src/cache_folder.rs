//! The folder for what the program can create or fetch again.

use std::path::PathBuf;

/// The folder for the program's caches: `MDBOOK_AWS_CACHE_DIR`, or a folder in the system's cache
/// folder. `None` if the environment, which `variable` reads, names neither.
#[must_use]
pub fn cache_folder(variable: impl Fn(&str) -> Option<String>) -> Option<PathBuf> {
    let set = |name: &str| {
        variable(name)
            .filter(|path| !path.is_empty())
            .map(PathBuf::from)
    };
    set("MDBOOK_AWS_CACHE_DIR").or_else(|| {
        let caches = if cfg!(windows) {
            set("LOCALAPPDATA")
        } else {
            set("XDG_CACHE_HOME")
                .filter(|path| path.is_absolute())
                .or_else(|| {
                    let own = if cfg!(target_os = "macos") {
                        "Library/Caches"
                    } else {
                        ".cache"
                    };
                    set("HOME").map(|home| home.join(own))
                })
        };
        caches.map(|caches| caches.join("mdbook-aws"))
    })
}
