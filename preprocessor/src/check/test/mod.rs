//! What `mdbook-aws test` finds when it runs the blocks of a book.

pub mod failed;
pub mod left_running;
pub mod limit;
pub mod output;
pub mod stale_record;
pub mod timeout;
pub mod unusable_expectation;
