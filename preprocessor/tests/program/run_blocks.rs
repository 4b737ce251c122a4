//! `mdbook-aws test` on books that are right, and on books that are broken: each fault is named at
//! its line, and no process and no file is left behind.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

mod aws;
mod book;
mod broken;
mod consent;
mod escape;
mod kernel;
mod killed;
mod library;
mod probes;
mod record;
mod right;
mod secrets;
