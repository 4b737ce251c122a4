//! `command/wrong-length`

use crate::command::{CommandCall, FaultKind};
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// A text or a list is shorter or longer than the option or member allows.
    ///
    /// The AWS CLI checks the least length only; what is too long is refused by AWS, when the reader
    /// runs the command. The limits are those of the service models.
    ///
    /// ## Fails
    ///
    /// ```sh
    /// aws sts get-session-token --serial-number arn:aws:iam::111122223333:mfa/alice --token-code 12345
    /// ```
    ///
    /// ## Passes
    ///
    /// ```sh
    /// aws sts get-session-token --serial-number arn:aws:iam::111122223333:mfa/alice --token-code 123456
    /// ```
    ///
    /// ## References
    ///
    /// - [AWS CLI command reference](https://docs.aws.amazon.com/cli/latest/reference/)
    "command/wrong-length", Error
}

pub(crate) fn check(call: &CommandCall<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for fault in &call.faults {
        if let FaultKind::Length { length, limits } = &fault.kind {
            sink.push(
                Finding::new(fault.range.clone(), format!("{} has {length}", fault.of))
                    .help(format!("it may have {limits}")),
            );
        }
    }
}
