//! Executed blocks. `mdbook-aws test` reports these.

pub mod failed;
pub mod left_running;
pub mod limit;
pub mod output;
pub mod stale_record;
pub mod timeout;
pub mod unusable_expectation;

use crate::rule::rules;

rules! { failed, left_running, limit, output, stale_record, timeout, unusable_expectation }
