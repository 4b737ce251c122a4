//! IDs of models and inference profiles in code.

pub(crate) mod end_of_life;

use crate::model_id::ModelId;
use crate::rule::checks;

checks! { ModelId<'_>: end_of_life }
