//! Executed snippets: what of a book would run, and what has run.
//!
//! [`plan`] says what runs and by what it is known, [`record`] what has run: both are pure, so that
//! a build can tell by the committed record which snippets were executed without executing
//! anything. [`execution`] runs them, when a user of `mdbook-aws test` asks for it.

pub mod console;
pub mod digest;
pub mod emulator;
pub mod pin;
pub mod plan;
pub mod record;
pub mod tools;

#[cfg(all(feature = "doctest", unix))]
pub mod execution;

pub use digest::Digest;
pub use pin::{Need, PinnedTool, Pins};
pub use plan::ChapterPlan;
pub use record::{Record, Status};
