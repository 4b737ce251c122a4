//! Systems other than Linux have no layers that a program could set for itself and what it starts.

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::Command;

use super::Layer;
use crate::doctest::execution::protocol::Job;

/// The command of the program that confines itself; nothing starts it here.
pub const COMMAND: &str = "run-confined";

/// What a program of a chapter may do: what its user may.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Confinement;

impl Confinement {
    /// For the shell of a chapter.
    #[must_use]
    pub fn of_shell(_: &Job, _: Option<u16>) -> Self {
        Self
    }

    /// For the emulated AWS of a chapter.
    #[must_use]
    pub fn of_emulator(_: &Job, _: &Path) -> Self {
        Self
    }

    /// The command that becomes `program`.
    ///
    /// # Errors
    /// Never.
    pub fn command(&self, program: &Path) -> io::Result<Command> {
        Ok(Command::new(program))
    }
}

/// Does nothing, and says so.
#[must_use]
pub fn main(_: &[OsString]) -> String {
    "this system confines no programs".to_owned()
}

/// Whether this system has a layer.
#[must_use]
pub fn has(_: Layer) -> bool {
    false
}
