//! Why a chapter cannot be run to its end, whatever its blocks do.

use std::io;

use crate::doctest::emulator::EmulatorError;

/// Why a chapter cannot be run to its end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// The system refuses something.
    #[error("cannot {what}: {source}")]
    System {
        /// What it was for.
        what: String,
        /// What the system says.
        source: io::Error,
    },
    /// The shell that blocks run in cannot be started.
    #[error("cannot start bash: {0}; install bash 4.4 or newer")]
    NoBash(io::Error),
    /// It is too old.
    #[error("bash is {0}; install bash 4.4 or newer")]
    OldBash(String),
    /// It ends, or says something else than that it is ready.
    #[error("bash did not start: {}", said.as_deref().unwrap_or("it ended without a word"))]
    BashSilent {
        /// What it says.
        said: Option<String>,
    },
    /// The shell has no input or output.
    #[error("the shell cannot be reached")]
    Unreachable,
    /// Something survives.
    #[error("the processes of a block could not be killed")]
    Unkillable,
    /// A path is not text.
    #[error("a tool's path is not Unicode: {0}")]
    Path(String),
    /// The emulated AWS does not run.
    #[error(transparent)]
    Emulator(#[from] EmulatorError),
}

impl Fault {
    /// The fault of a request to the system.
    pub(crate) fn system(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let what = what.into();
        move |source| Self::System { what, source }
    }
}
