//! Includes that fail.

pub(crate) mod cycle;
pub(crate) mod empty;
pub(crate) mod missing;
pub(crate) mod outside_book;

use crate::document::include::Problem;
use crate::rule::checks;

checks! { Problem: cycle, empty, missing, outside_book }
