//! Authors' `aws-ignore` comments.

pub(crate) mod no_reason;
pub(crate) mod unknown_code;
pub(crate) mod unused;

use crate::rule::rules;

rules! { no_reason, unknown_code, unused }
