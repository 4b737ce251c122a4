//! Attributes in the info string of a fence.

pub(crate) mod unfulfilled;
pub(crate) mod unknown;

use crate::document::Snippet;
use crate::rule::checks;

checks! { Snippet: unknown; unfulfilled }
