//! Names of Regions, wherever they stand.

pub(crate) mod mistyped;
pub(crate) mod unknown;

use crate::region::RegionName;
use crate::rule::checks;

checks! { RegionName<'_>: mistyped, unknown }
