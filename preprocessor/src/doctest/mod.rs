//! Executed snippets: which blocks of a book run, and which have run.
//!
//! [`plan`] says what runs and what its result depends on, [`record`] what has run. Both are pure, so that
//! a build knows from the committed record which snippets were executed, without executing anything.
//! `run` runs a book's blocks when a user asks for it, with the parts in `execution`.

pub mod console;
pub mod digest;
pub mod emulator;
pub mod pin;
pub mod plan;
pub mod record;
pub mod tools;

#[cfg(all(feature = "doctest", unix))]
pub mod book;
#[cfg(all(feature = "doctest", unix))]
pub mod execution;
#[cfg(all(feature = "doctest", unix))]
pub mod run;

pub use digest::Digest;
pub use pin::{Need, PinnedTool, Pins};
pub use plan::ChapterPlan;
pub use record::{Record, Status};
