//! `suppression/unknown-code`

use std::ops::Range;

use crate::check::rules;
use crate::rule::{Finding, rule};
use crate::suggest::nearest;

rule! {
    /// A comment `aws-ignore` names a code that does not exist, or none.
    ///
    /// ## Fails
    ///
    /// ````markdown
    /// <!-- aws-ignore env/inlien-comment: read by python-dotenv only -->
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
    "suppression/unknown-code", Error
}

/// The comment names `code` at `range`.
pub(crate) fn finding(range: Range<usize>, code: &str) -> Finding {
    let finding = if code.is_empty() {
        Finding::new(range, "the comment names no code")
    } else {
        Finding::new(range, format!("there is no code `{code}`"))
    };
    match nearest(code, rules().iter().map(|rule| rule.code), 4) {
        Some(near) => finding.did_you_mean(near),
        None => finding.help("`mdbook-aws explain` lists all codes"),
    }
}
