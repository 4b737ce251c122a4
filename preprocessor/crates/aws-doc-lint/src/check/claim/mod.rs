//! Claims: what a book says about AWS, and the evidence for it.

pub(crate) mod no_such_probe;
pub(crate) mod overdue;
pub mod unreadable_source;
pub mod words_gone;

use crate::claim::ClaimPage;
use crate::rule::checks;

checks! { ClaimPage<'_>: no_such_probe, overdue; unreadable_source, words_gone }
