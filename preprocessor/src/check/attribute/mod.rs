//! Checks of what authors write behind the language of a fence.

pub mod unfulfilled;
pub mod unknown;
