//! Why a tool cannot be had, in words that say what to do.

use std::io;
use std::path::PathBuf;

/// Why a tool cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum ToolError {
    /// There is no Python, or only an old one.
    #[error(
        "the tools need Python 3.10 or newer as `python3` on the PATH{}",
        .old.as_ref().map(|old| format!("; found is {old}")).unwrap_or_default()
    )]
    NoPython {
        /// The version of the one that is too old.
        old: Option<String>,
    },
    /// A package could not be fetched or installed.
    #[error(
        "{tool} could not be installed, and nothing of it was kept. The first use needs the \
         network. pip said:\n{said}"
    )]
    Install {
        /// The package and its version.
        tool: String,
        /// The last lines of pip.
        said: String,
    },
    /// It is installed and does not run.
    #[error("{tool} does not run on this machine:\n{said}")]
    Broken {
        /// The program.
        tool: String,
        /// What it said instead.
        said: String,
    },
    /// The book takes a tool from the `PATH`, and it is not there.
    #[error("there is no `{program}` on the PATH, from which the book takes its tools")]
    NotOnPath {
        /// The program's name.
        program: &'static str,
    },
    /// A file or folder.
    #[error("{}: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What is wrong with it.
        source: io::Error,
    },
}
