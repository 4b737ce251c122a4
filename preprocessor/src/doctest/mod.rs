//! Executed snippets: what of a book would run, and what has run.
//!
//! [`plan`] says what runs and by what it is known, [`record`] what has run: both are pure, so that
//! a build can tell by the committed record which snippets were executed without executing
//! anything. The rest runs them, when a user of `mdbook-aws test` asks for it: [`run`] starts a
//! process for each chapter, which sets itself apart by [`sandbox`] and is [`worker`], and
//! [`judge`] compares what happened with what was expected.

pub mod console;
pub mod digest;
pub mod emulator;
pub mod pin;
pub mod plan;
pub mod record;
pub mod request;
pub mod tools;

#[cfg(all(feature = "doctest", unix))]
pub mod consent;
#[cfg(all(feature = "doctest", unix))]
pub mod expectation;
#[cfg(all(feature = "doctest", unix))]
pub mod judge;
#[cfg(all(feature = "doctest", unix))]
pub mod limits;
#[cfg(all(feature = "doctest", unix))]
mod processes;
#[cfg(all(feature = "doctest", unix))]
pub mod protocol;
#[cfg(all(feature = "doctest", unix))]
pub mod run;
#[cfg(all(feature = "doctest", unix))]
pub mod sandbox;
#[cfg(all(feature = "doctest", unix))]
pub mod secrets;
#[cfg(all(feature = "doctest", unix))]
mod session;
#[cfg(all(feature = "doctest", unix))]
pub mod store;
#[cfg(all(feature = "doctest", unix))]
mod update;
#[cfg(all(feature = "doctest", unix))]
pub mod worker;

pub use digest::Digest;
pub use pin::{Need, PinnedTool, Pins};
pub use plan::ChapterPlan;
pub use record::{Record, Status};
