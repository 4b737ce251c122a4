//! `choice/untranslated`

use std::ops::Range;

use crate::document::forms::Forms;
use crate::rule::{Finding, rule};
use shell_forms::Shell;

rule! {
    /// A block in bash has no form for another shell that readers may choose.
    ///
    /// With `translate = true`, a block in bash is written for each shell of the choice, and for each
    /// reader the page shows one of them. Only what certainly does the same is written. Of this block a
    /// part has no such counterpart, so readers of the other shell see bash, which does not work for them.
    ///
    /// Write the form by hand, as a block below that begins with a comment `<!-- aws-for shell=NAME -->`.
    /// Or change the block: JSON can be read from a file, `$(…)` can become a variable. Where the block is
    /// for bash alone, say so with `<!-- aws-ignore choice/untranslated: WHY -->`.
    ///
    /// ## Fails
    ///
    /// ````toml
    /// [preprocessor.aws.choices.shell]
    /// values = ["bash", "powershell"]
    /// translate = true
    /// ````
    ///
    /// ````markdown
    /// ```sh
    /// chmod 600 .env
    /// ```
    /// ````
    ///
    /// ## Passes
    ///
    /// ````toml
    /// [preprocessor.aws.choices.shell]
    /// values = ["bash", "powershell"]
    /// translate = true
    /// ````
    ///
    /// ````markdown
    /// <!-- aws-for shell=bash -->
    /// ```sh
    /// chmod 600 .env
    /// ```
    ///
    /// <!-- aws-for shell=powershell -->
    /// ```powershell
    /// icacls .env /inheritance:r /grant "${env:USERNAME}:F"
    /// ```
    ///
    /// ```sh
    /// export AWS_REGION=us-west-2 AWS_DEFAULT_REGION=us-west-2
    /// ```
    /// ````
    ///
    /// ## References
    ///
    /// - [about_Parsing](https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_parsing)
    "choice/untranslated", Warning
}

/// One finding for each part of a block that keeps it from being written for some shells.
pub(crate) fn findings(forms: &Forms) -> Vec<Finding> {
    let mut parts: Vec<(Range<usize>, &str, Vec<Shell>)> = Vec::new();
    for (shell, refusal) in &forms.refused {
        let known = parts
            .iter_mut()
            .find(|(range, reason, _)| *range == refusal.range && *reason == refusal.reason);
        match known {
            Some((_, _, shells)) => shells.push(*shell),
            None => parts.push((refusal.range.clone(), &refusal.reason, vec![*shell])),
        }
    }
    let findings = parts.into_iter().map(|(range, reason, shells)| {
        let names: Vec<&str> = shells.iter().map(|shell| shell.name()).collect();
        let ids: Vec<&str> = shells.iter().map(|shell| shell.id()).collect();
        let names = match names.split_last() {
            Some((last, [])) => (*last).to_owned(),
            Some((last, others)) => format!("{} and {last}", others.join(", ")),
            None => String::new(),
        };
        let message = format!("this block has no form for {names}: {reason}");
        Finding::new(range, message).help(format!(
            "write it by hand below, after `<!-- aws-for {}={} -->`",
            forms.choice,
            ids.join("+")
        ))
    });
    findings.collect()
}
