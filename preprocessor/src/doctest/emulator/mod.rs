//! AWS, emulated: ministack with permissions enforced, and what is known of how it differs from AWS.
//!
//! The list of differences is pure: a badge names them without running anything. [`process`] runs
//! the emulator, one for each chapter: it is ready in about half a second, and nothing of one
//! chapter can be seen in another.

pub mod difference;
#[cfg(feature = "doctest")]
pub mod process;

pub use difference::{DIFFERENCES, Difference};
#[cfg(feature = "doctest")]
pub use process::{Emulator, EmulatorError};

/// The Python program that starts the emulator and translates.
pub(crate) const LAUNCHER: &str = include_str!("launcher.py");

/// Managed policies of AWS by name, which the emulator lacks.
pub(crate) const MANAGED_POLICIES: &str = aws_doc_facts::MANAGED_POLICIES;

/// The account that the emulator plays: the one that AWS's documentation uses.
pub const ACCOUNT: &str = "111122223333";
