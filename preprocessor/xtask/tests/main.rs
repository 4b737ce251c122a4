//! The chores of the workspace, and what they hold about it.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on should stop"
)]

mod licences;
mod modules;
mod new_check;
mod papers;
mod prose;
mod workflows;
