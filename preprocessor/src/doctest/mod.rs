//! Executed snippets: what of a book would run, and what has run.

pub mod emulator;
pub mod pin;
pub mod tools;

pub use pin::{Need, PinnedTool, Pins};
