//! Code blocks as Markdown sees them.

pub(crate) mod unclosed;

use crate::document::Fence;
use crate::rule::checks;

checks! { Fence<'_>: unclosed }
