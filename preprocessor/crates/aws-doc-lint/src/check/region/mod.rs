//! Names of Regions, in prose and in code.

pub(crate) mod mistyped;
pub(crate) mod unknown;

use crate::region::RegionName;
use crate::rule::checks;

checks! { RegionName<'_>: mistyped, unknown }
