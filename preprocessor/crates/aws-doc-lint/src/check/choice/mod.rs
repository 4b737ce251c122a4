//! The reader's choices: what `book.toml` declares and what the chapters use.

pub(crate) mod no_such_value;
pub(crate) mod undeclared;
pub(crate) mod untranslated;
pub(crate) mod unused;

use crate::rule::rules;

rules! { no_such_value, undeclared, untranslated, unused }
