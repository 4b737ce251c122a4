//! Samples of AWS's shared `config` and `credentials` files.

mod file;

pub use file::{ConfigSample, Entry, FileKind, Section, SectionKind};
