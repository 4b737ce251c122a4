//! `suppression/unused`

use std::ops::Range;

use crate::check::rule::{Finding, Rule, rule};

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

/// The comment names the code of `found` at `range`, which the block does not produce.
pub(in crate::check) fn finding(range: Range<usize>, found: &Rule) -> Finding {
    let code = found.code;
    match found.finder() {
        Some(finder) => Finding::new(
            range,
            format!(
                "no comment suppresses `{code}`, which `{}` finds",
                finder.command()
            ),
        )
        .help("take the comment away; `severity` in book.toml gives the code another weight"),
        None => Finding::new(range, format!("`{code}` does not occur in what follows"))
            .help("take the comment away"),
    }
}
