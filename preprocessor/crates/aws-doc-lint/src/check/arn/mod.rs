//! Amazon Resource Names outside policies: in prose, tables, links and samples.

pub(crate) mod account_id;
pub(crate) mod partition;
pub(crate) mod region;

use crate::arn::ArnInText;
use crate::rule::checks;

checks! { ArnInText<'_>: account_id, partition, region }
