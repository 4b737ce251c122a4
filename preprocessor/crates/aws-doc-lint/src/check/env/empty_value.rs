//! `env/empty-value`

use crate::env::{Dialect, EnvSample};
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use aws_doc_facts::env_names::ValueKind;
use spanned_text::{Cut as _, Part as _};

rule! {
    /// The variable for a profile or a Region is set to nothing.
    ///
    /// An empty variable is not the same as none. botocore looks for a profile without a name and stops with
    /// `ProfileNotFound`; with an empty Region it calls `https://bedrock-runtime..amazonaws.com`. A sample that
    /// its reader copies and fills in in part leaves such lines behind. Variables for keys do no harm when
    /// they are empty.
    ///
    /// ## Fails
    ///
    /// ```env
    /// AWS_PROFILE=
    /// AWS_REGION=us-east-1
    /// ```
    ///
    /// ## Passes
    ///
    /// ```env
    /// # AWS_PROFILE=dev
    /// AWS_REGION=us-east-1
    /// ```
    ///
    /// ## References
    ///
    /// - [Environment variables of the AWS CLI](https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-envvars.html)
    "env/empty-value", Warning
}

pub(crate) fn check(sample: &EnvSample<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    // cmd and PowerShell remove a variable that is set to nothing.
    if !matches!(sample.dialect, Dialect::File | Dialect::Shell) {
        return;
    }
    for setting in sample.settings() {
        let variable = facts.env_names().variable(setting.name);
        let what = match variable.map(|variable| variable.kind) {
            Some(ValueKind::Profile) => "SDKs look for a profile without a name",
            Some(ValueKind::Region) => "SDKs look for endpoints in a Region without a name",
            _ => continue,
        };
        let raw = sample.text.get(setting.assignment.value.clone());
        let raw = raw.unwrap_or_default().trim();
        // A comment behind it is another matter.
        if !matches!(raw, "" | "\"\"" | "''") {
            continue;
        }
        // `export NAME= value`: `env/shell-syntax` reports the space.
        let behind = sample.text.part(setting.assignment.value.end..);
        let behind = behind.first_line();
        let word = behind.trim_start();
        let is_value = !word.is_empty() && !word.starts_with(['#', ';', '&', '|']);
        if raw.is_empty() && is_value && !word.split_whitespace().any(|one| one.contains('=')) {
            continue;
        }
        // What sets it to something comes last.
        if sample
            .setting(setting.name)
            .is_some_and(|last| !last.value.is_empty())
        {
            continue;
        }
        let name = setting.assignment.name.clone();
        let message = format!("`{}` is set, to nothing: {what}", setting.name);
        sink.push(Finding::new(name, message).help("leave the line out, or make it a comment"));
    }
}
