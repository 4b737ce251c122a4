//! `suppression/no-reason`

use std::ops::Range;

use crate::rule::{Finding, rule};

rule! {
    /// A comment `aws-ignore` gives no reason.
    ///
    /// Next year's reader will want to know why the check does not count here. Write the reason after
    /// a colon.
    ///
    /// ## Fails
    ///
    /// ````markdown
    /// <!-- aws-ignore env/inline-comment -->
    /// ```env
    /// AWS_REGION=us-east-1 # the closest
    /// ```
    /// ````
    ///
    /// ## Passes
    ///
    /// ````markdown
    /// <!-- aws-ignore env/inline-comment: this file is read by python-dotenv only -->
    /// ```env
    /// AWS_REGION=us-east-1 # the closest
    /// ```
    /// ````
    "suppression/no-reason", Error
}

/// The comment at `range` has no reason.
pub(crate) fn finding(range: Range<usize>) -> Finding {
    Finding::new(range, "no reason is given for ignoring this check")
        .help("write it after a colon: `<!-- aws-ignore CODE: why -->`")
}
