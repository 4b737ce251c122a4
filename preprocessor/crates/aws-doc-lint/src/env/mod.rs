//! Samples that set environment variables, as ten readers of `.env` files and the shells read them.

pub(crate) mod characters;
pub mod disagreement;
pub(crate) mod placeholder;
pub mod readers;
mod sample;

pub use sample::{Dialect, EnvSample, Readers, Setting};
