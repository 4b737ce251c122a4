//! Checks for secrets that must not be published.

pub mod access_key;
pub mod bedrock_key;
pub mod private_key;
pub mod scan;
pub mod secret_key;
pub mod session_token;
