//! `command/pattern`

use crate::command::{CommandCall, FaultKind};
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// A value does not match the pattern that the service gives for it.
    ///
    /// AWS refuses it when the reader runs the command; the AWS CLI itself checks no patterns.
    /// Only the form counts: the letters and digits of an invented identifier may be any.
    ///
    /// ## Fails
    ///
    /// ```sh
    /// aws sts assume-role --role-arn arn:aws:iam::111122223333:role/demo --role-session-name 'John Doe'
    /// ```
    ///
    /// ## Passes
    ///
    /// ```sh
    /// aws sts assume-role --role-arn arn:aws:iam::111122223333:role/demo --role-session-name john.doe
    /// ```
    ///
    /// ## References
    ///
    /// - [AWS CLI command reference](https://docs.aws.amazon.com/cli/latest/reference/)
    "command/pattern", Warning
}

pub(crate) fn check(call: &CommandCall<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for fault in &call.faults {
        if let FaultKind::Pattern { value, pattern } = &fault.kind {
            sink.push(
                Finding::new(
                    fault.range.clone(),
                    format!("{} does not match its pattern: `{value}`", fault.of),
                )
                .help(format!("the pattern is `{pattern}`")),
            );
        }
    }
}
