//! IDs of models and inference profiles, and where profiles are called.

pub(crate) mod geography;
pub(crate) mod misplaced_id;

use crate::inference_id::InferenceId;
use crate::rule::checks;

checks! { InferenceId<'_>: geography, misplaced_id }
