//! The tools that snippets call: the real AWS CLI, Python packages, and the emulated AWS.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "each test uses a part of it, and a test that cannot go on should stop"
)]

use std::collections::BTreeSet;

use mdbook_aws::doctest::Need;
use mdbook_aws::doctest::tools::install::{Installed, ToolError, Tools};

use crate::machine::{self, PYTHON, REGISTRIES};
use crate::skip::skip;

/// Makes the tools ready in the cache folder of tests, from the package index where they are not there
/// yet.
pub(crate) fn install(needs: &[Need]) -> Result<Installed, ToolError> {
    let needs = BTreeSet::from_iter(needs.iter().copied());
    Tools::new(&machine::cache()).install(&needs, &mut |step| println!("{step}"))
}

/// Notes that `what` is not tested, as the tools cannot be had.
pub(crate) fn missing(what: &str, error: &ToolError) {
    match error {
        ToolError::NoPython { old: None } => skip(what, "python3 is not installed", PYTHON),
        ToolError::NoPython { old: Some(old) } => {
            let why = format!("python3 is Python {old}, which is too old");
            skip(what, &why, PYTHON);
        }
        ToolError::Install { tool, .. } => {
            skip(
                what,
                &format!("pip cannot install {tool}\n{error}"),
                REGISTRIES,
            );
        }
        _ => skip(what, &error.to_string(), REGISTRIES),
    }
}
