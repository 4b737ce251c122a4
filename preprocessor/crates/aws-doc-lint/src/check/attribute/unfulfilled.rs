//! `attribute/unfulfilled`

use std::ops::Range;

use crate::rule::{Finding, rule};

rule! {
    /// A block that says `fails=CODE` does not fail so.
    ///
    /// The attribute is for examples of what is wrong: the block must produce exactly that
    /// diagnostic, which then counts as expected. When it does not, the example no longer shows
    /// what the text says of it.
    ///
    /// ## Fails
    ///
    /// ````markdown
    /// ```env,fails=env/inline-comment
    /// AWS_REGION=us-east-1
    /// ```
    /// ````
    ///
    /// ## Passes
    ///
    /// ````markdown
    /// ```env,fails=env/inline-comment
    /// AWS_REGION=us-east-1 # the closest
    /// ```
    /// ````
    "attribute/unfulfilled", Error
}

/// The attribute at `range` expects `code`, which was not found.
pub(crate) fn finding(range: Range<usize>, code: &str) -> Finding {
    Finding::new(range, format!("the block does not fail with `{code}`"))
        .help("fix the example, or remove the attribute")
}
