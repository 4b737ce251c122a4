//! `command/shorthand-syntax`

use crate::command::{CommandCall, FaultKind};
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// A value is not valid shorthand of the AWS CLI.
    ///
    /// Structures and maps are given as JSON or as `Key=value,Other=value`. The AWS CLI refuses
    /// anything else with `Error parsing parameter`. Mostly there is a space instead of a comma, or a
    /// comma where a space separates two structures.
    ///
    /// ## Fails
    ///
    /// ```sh
    /// aws iam tag-role --role-name demo --tags team:docs
    /// ```
    ///
    /// ## Passes
    ///
    /// ```sh
    /// aws iam tag-role --role-name demo --tags Key=team,Value=docs
    /// ```
    ///
    /// ## References
    ///
    /// - [Using shorthand syntax with the AWS CLI](https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-shorthand.html)
    "command/shorthand-syntax", Error
}

pub(crate) fn check(call: &CommandCall<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for fault in &call.faults {
        if let FaultKind::Shorthand { message } = &fault.kind {
            sink.push(Finding::new(
                fault.range.clone(),
                format!("{} cannot be read: {message}", fault.of),
            ));
        }
    }
}
