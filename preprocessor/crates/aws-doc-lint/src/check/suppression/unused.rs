//! `suppression/unused`

use std::ops::Range;

use crate::rule::{Finding, Rule, rule};

rule! {
    /// A comment `aws-ignore` suppresses nothing.
    ///
    /// What it was written for has been fixed, or it precedes the wrong block. A comment
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
    "suppression/unused", Warning
}

/// The comment names the code of `found` at `range`, which the block does not produce.
pub(crate) fn finding(range: Range<usize>, found: &Rule) -> Finding {
    let code = found.code;
    let command = found.reported_by;
    if command.owns_suppressions() == command {
        return Finding::new(range, format!("`{code}` does not occur in what follows"))
            .help("remove the comment");
    }
    Finding::new(
        range,
        format!(
            "no comment suppresses `{code}`, which `{}` reports",
            command.command()
        ),
    )
    .help("remove the comment; `severity` in book.toml overrides the severity of the code")
}
