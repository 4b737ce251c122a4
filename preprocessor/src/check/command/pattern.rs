//! `command/pattern`

use super::{CommandCall, FaultKind};
use crate::check::rule::{Finding, Sink, rule};
use crate::facts::Facts;

rule! {
    /// A value does not match the pattern that the service gives for it.
    ///
    /// AWS refuses it when the reader runs the command. The AWS CLI itself checks no patterns.
    ///
    /// ## Fails
    ///
    /// ```sh
    /// aws sts assume-role --role-arn arn:aws:iam::111122223333:role/demo --role-session-name 'my session'
    /// ```
    ///
    /// ## Passes
    ///
    /// ```sh
    /// aws sts assume-role --role-arn arn:aws:iam::111122223333:role/demo --role-session-name my-session
    /// ```
    ///
    /// ## References
    ///
    /// - [AWS CLI command reference](https://docs.aws.amazon.com/cli/latest/reference/)
    "command/pattern", Warning, Command(check)
}

fn check(call: &CommandCall<'_>, _: &Facts, sink: &mut Sink<'_>) {
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
