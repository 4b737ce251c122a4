//! `command/json-syntax`

use crate::command::{CommandCall, FaultKind};
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use spanned_text::Part as _;

rule! {
    /// A value that begins like JSON is none.
    ///
    /// The AWS CLI refuses it with `Invalid JSON`. Mostly a quote or bracket is missing, or the shell
    /// has taken the quotes: JSON belongs in single quotes.
    ///
    /// ## Fails
    ///
    /// ```sh
    /// aws iam tag-role --role-name demo --tags '[{"Key": "team", "Value": "docs"]'
    /// ```
    ///
    /// ## Passes
    ///
    /// ```sh
    /// aws iam tag-role --role-name demo --tags '[{"Key": "team", "Value": "docs"}]'
    /// ```
    ///
    /// ## References
    ///
    /// - [AWS CLI command reference](https://docs.aws.amazon.com/cli/latest/reference/)
    "command/json-syntax", Error
}

pub(crate) fn check(call: &CommandCall<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for fault in &call.faults {
        if let FaultKind::Json { message } = &fault.kind {
            let mut finding = Finding::new(
                fault.range.clone(),
                format!("{} is not valid JSON: {message}", fault.of),
            );
            let source = call.text.part(fault.range.clone());
            if source.starts_with('\\') {
                finding = finding.help(
                    "inside of quotes a line needs no backslash at its end, and single quotes keep it",
                );
            }
            sink.push(finding);
        }
    }
}
