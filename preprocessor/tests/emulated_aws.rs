//! Snippets of the kind that a guide shows, with the real tools against the emulated AWS: that
//! permissions hold, that the listed differences are met and translated, and what its errors are.
//!
//! Needs Python and, the first time, the package index.
#![cfg(feature = "doctest")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

#[path = "emulated_aws/account.rs"]
mod account;
#[path = "emulated_aws/credentials.rs"]
mod credentials;
#[path = "emulated_aws/install.rs"]
mod install;
#[path = "emulated_aws/listings.rs"]
mod listings;
#[path = "support/machine.rs"]
mod machine;
#[path = "emulated_aws/models.rs"]
mod models;
#[path = "emulated_aws/process.rs"]
mod process;
#[path = "emulated_aws/python.rs"]
mod python;
#[path = "support/skip.rs"]
mod skip;
#[path = "support/tools.rs"]
mod tools;
