//! Checks of mdBook's includes, which mdBook itself only logs.

pub mod cycle;
pub mod empty;
pub mod missing;
pub mod outside_book;
