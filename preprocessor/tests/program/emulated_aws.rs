//! Snippets of the kind that a guide shows, with the real tools against the emulated AWS: that
//! permissions hold, that the listed differences are met and translated, and what its errors are.
//!
//! Needs Python and, the first time, the package index.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

mod account;
mod credentials;
mod install;
mod listings;
mod models;
mod process;
mod python;
