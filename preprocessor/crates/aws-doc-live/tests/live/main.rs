//! The live sources against servers on the loopback interface.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

#[path = "../../../../tests/support/authority.rs"]
mod authority;
#[path = "../../../../tests/support/aws.rs"]
mod aws;
#[path = "../../../../tests/support/server.rs"]
mod server;
mod sources;
mod tls;
