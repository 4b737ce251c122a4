//! `command/wrong-type`

use crate::command::{CommandCall, FaultKind};
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// A value is of another type than the option or member has.
    ///
    /// The AWS CLI refuses it before it asks AWS, with `Parameter validation failed` or `invalid
    /// literal`. Inside of JSON, `"5"` is a string and no number, and `"true"` no boolean; in the
    /// CLI's shorthand they are converted.
    ///
    /// ## Fails
    ///
    /// ```sh
    /// aws sts get-session-token --duration-seconds 1h
    /// ```
    ///
    /// ## Passes
    ///
    /// ```sh
    /// aws sts get-session-token --duration-seconds 3600
    /// ```
    ///
    /// ## References
    ///
    /// - [AWS CLI command reference](https://docs.aws.amazon.com/cli/latest/reference/)
    "command/wrong-type", Error
}

pub(crate) fn check(call: &CommandCall<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for fault in &call.faults {
        if let FaultKind::Type { found, expected } = &fault.kind {
            sink.push(Finding::new(
                fault.range.clone(),
                format!("{} is {expected}, not {found}", fault.of),
            ));
        }
    }
}
