//! `suppression/no-reason`

use std::ops::Range;

use crate::rule::{Finding, rule};

rule! {
    /// A comment `aws-ignore` gives no reason.
    ///
    /// Who reads it next year wants to know why the check does not count here. The reason stands
    /// behind a colon.
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
        .help("write it behind a colon: `<!-- aws-ignore CODE: why -->`")
}
