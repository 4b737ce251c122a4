//! `choice/unused`

use crate::rule::{Finding, rule};

rule! {
    /// A choice that `book.toml` declares occurs in no chapter.
    ///
    /// Either it is left over, or its slots are misspelt. It is looked for where a whole book is
    /// checked.
    ///
    /// ## Fails
    ///
    /// ````toml
    /// [preprocessor.aws.choices.region]
    /// from = "regions"
    /// default = "us-west-2"
    /// ````
    ///
    /// ````markdown
    /// ```env
    /// AWS_REGION=us-west-2
    /// AWS_DEFAULT_REGION=us-west-2
    /// ```
    /// ````
    ///
    /// ## Passes
    ///
    /// ````toml
    /// [preprocessor.aws.choices.shell]
    /// values = ["bash", "powershell"]
    /// ````
    ///
    /// ````markdown
    /// <!-- aws-for shell=bash -->
    /// ```sh
    /// export AWS_PROFILE=bedrock
    /// ```
    ///
    /// <!-- aws-for shell=powershell -->
    /// ```powershell
    /// $env:AWS_PROFILE = 'bedrock'
    /// ```
    /// ````
    "choice/unused", Warning
}

/// No chapter uses the choice `name`.
pub(crate) fn finding(name: &str) -> Finding {
    Finding::new(0..0, format!("no chapter uses the choice `{name}`")).help(format!(
        "take it away, or write `{{{{aws:{name}}}}}` in a fence"
    ))
}
