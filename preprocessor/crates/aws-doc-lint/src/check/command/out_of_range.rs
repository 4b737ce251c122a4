//! `command/out-of-range`

use crate::command::{CommandCall, FaultKind};
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// A number is smaller or greater than the option or member allows.
    ///
    /// The AWS CLI checks the minimum only; a number that is too great is refused by AWS, when the
    /// reader runs the command. The limits are those of the service models.
    ///
    /// ## Fails
    ///
    /// ```sh
    /// aws sts get-session-token --duration-seconds 10
    /// ```
    ///
    /// ## Passes
    ///
    /// ```sh
    /// aws sts get-session-token --duration-seconds 900
    /// ```
    ///
    /// ## References
    ///
    /// - [AWS CLI command reference](https://docs.aws.amazon.com/cli/latest/reference/)
    "command/out-of-range", Error
}

pub(crate) fn check(call: &CommandCall<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for fault in &call.faults {
        if let FaultKind::Range { value, limits } = &fault.kind {
            sink.push(
                Finding::new(
                    fault.range.clone(),
                    format!("{value} is out of range for {}", fault.of),
                )
                .help(format!("it may be {limits}")),
            );
        }
    }
}
