//! `mdbook-aws test` on books that are right, and on books that are broken: each fault is named at
//! its line, and no process and no file is left behind.
#![cfg(all(feature = "doctest", unix))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

#[path = "run_blocks/aws.rs"]
mod aws;
#[path = "run_blocks/book.rs"]
mod book;
#[path = "run_blocks/broken.rs"]
mod broken;
#[path = "run_blocks/consent.rs"]
mod consent;
#[path = "run_blocks/escape.rs"]
mod escape;
#[path = "run_blocks/killed.rs"]
mod killed;
#[path = "support/machine.rs"]
mod machine;
#[path = "run_blocks/record.rs"]
mod record;
#[path = "run_blocks/right.rs"]
mod right;
#[path = "run_blocks/secrets.rs"]
mod secrets;
#[path = "support/skip.rs"]
mod skip;
mod support;
#[path = "support/tools.rs"]
mod tools;
