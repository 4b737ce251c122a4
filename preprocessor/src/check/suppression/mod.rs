//! Checks of the comments that switch checks off.

pub mod no_reason;
pub mod unknown_code;
pub mod unused;
