//! Checks of samples of AWS's shared `config` and `credentials` files.

mod file;
pub mod incomplete_key_pair;
pub mod inline_comment;
pub mod invalid_value;
pub mod missing_sso_setting;
pub mod misspelt_setting;
pub mod role_source;
pub mod section_header;
pub mod source_cycle;
pub mod unknown_reference;

pub use file::{ConfigSample, Entry, FileKind, Section, SectionKind};
