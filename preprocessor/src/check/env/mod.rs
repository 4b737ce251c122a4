//! Checks of samples that set environment variables: `.env` files, and the commands of shells.

pub mod backslash_in_value;
pub mod deprecated_name;
pub mod disagreement;
pub mod dollar_in_value;
pub mod duplicate_name;
pub mod export_prefix;
pub mod hash_in_value;
pub mod incomplete_key_pair;
pub mod inline_comment;
pub mod invalid_region;
pub mod invalid_value;
pub mod invisible_character;
pub mod malformed_access_key_id;
pub mod malformed_secret_key;
pub mod missing_session_token;
pub mod misspelt_name;
pub mod mixed_credentials;
pub mod needless_session_token;
pub mod not_an_assignment;
pub mod one_region_name;
pub(crate) mod placeholder;
pub mod placeholder_token;
pub mod quoted_value;
pub mod readers;
pub mod readers_disagree;
pub mod region_without_bedrock;
mod sample;
pub mod space_around_equals;
pub mod unclosed_quote;
pub mod unknown_reader;
pub mod unquoted_space;

pub use sample::{Dialect, EnvSample, Readers, Setting};
