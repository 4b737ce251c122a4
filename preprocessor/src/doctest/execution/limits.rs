//! What a block may use of the machine.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What a block may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// How long it may run, where it does not say otherwise.
    pub timeout: Duration,
    /// Bytes that it may write to standard output and standard error.
    pub output: u64,
    /// Bytes that one file may grow to.
    pub file: u64,
    /// Bytes that all files of a chapter may take together, where the system counts them.
    pub files: u64,
    /// Bytes of memory of all processes of a chapter, without the emulator.
    pub memory: u64,
    /// Processes of a chapter at a time, without the emulator.
    pub processes: usize,
    /// Files that all processes of a chapter may have open at a time, without the emulator.
    pub open: u64,
}

const MIB: u64 = 1024 * 1024;

impl Default for Limits {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(60),
            output: MIB,
            file: 64 * MIB,
            files: 512 * MIB,
            memory: 2048 * MIB,
            processes: 128,
            open: 8192,
        }
    }
}
