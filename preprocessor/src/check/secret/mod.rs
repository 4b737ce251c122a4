//! Checks for secrets that must not be published.

pub mod access_key;
pub mod scan;
