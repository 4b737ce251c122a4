//! IDs of Bedrock's models and inference profiles.

pub(crate) mod geography;
pub(crate) mod misplaced_id;

use crate::model_name::ModelName;
use crate::rule::checks;

checks! { ModelName<'_>: geography, misplaced_id }
