//! `suppression/unused`

use std::ops::Range;

use crate::check::rule::{Finding, rule};

rule! {
    /// A comment `aws-ignore` suppresses nothing.
    ///
    /// What it was written for has been mended, or it stands before the wrong block. A comment
    /// covers the block or paragraph that follows it.
    ///
    /// ## Fails
    ///
    /// ````markdown
    /// <!-- aws-ignore env/inline-comment: read by python-dotenv only -->
    /// ```env
    /// AWS_REGION=us-east-1
    /// ```
    /// ````
    ///
    /// ## Passes
    ///
    /// ````markdown
    /// <!-- aws-ignore env/inline-comment: read by python-dotenv only -->
    /// ```env
    /// AWS_REGION=us-east-1 # the closest
    /// ```
    /// ````
    "suppression/unused", Warning, Verdict
}

/// The comment names `code` at `range`, which the block does not produce.
pub(in crate::check) fn finding(range: Range<usize>, code: &str) -> Finding {
    Finding::new(range, format!("`{code}` does not occur in what follows"))
        .help("take the comment away")
}
