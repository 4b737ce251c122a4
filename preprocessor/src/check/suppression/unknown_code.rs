//! `suppression/unknown-code`

use std::ops::Range;

use crate::check::REGISTRY;
use crate::check::rule::{Finding, rule};
use crate::nearest::nearest;

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
    "suppression/unknown-code", Error, Verdict
}

/// The comment names `code` at `range`.
pub(in crate::check) fn finding(range: Range<usize>, code: &str) -> Finding {
    let finding = if code.is_empty() {
        Finding::new(range, "the comment names no code")
    } else {
        Finding::new(range, format!("there is no code `{code}`"))
    };
    match nearest(code, REGISTRY.iter().map(|rule| rule.code), 4) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding.help("`mdbook-aws explain` lists all codes"),
    }
}
