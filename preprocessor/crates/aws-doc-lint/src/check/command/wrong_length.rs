//! `command/wrong-length`

use crate::command::{CommandCall, FaultKind};
use crate::diagnostic::Severity;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// A text or a list is shorter or longer than the option or member allows.
    ///
    /// The AWS CLI checks the least length only; what is too long is refused by AWS, when the reader
    /// runs the command. The limits are those of the service models. For the ID, ARN or token of something
    /// that the reader has, it is a warning: samples often show a short one.
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
            let finding = Finding::new(fault.range.clone(), format!("{} has {length}", fault.of))
                .help(format!("it may have {limits}"));
            sink.push(
                if length.ends_with("characters") && names_something(&fault.of) {
                    finding.severity(Severity::Warning)
                } else {
                    finding
                },
            );
        }
    }
}

/// Whether a value names something that exists at AWS, so that the one in a sample is made up. `of` is what
/// it is the value of, as messages have it: `--problem-id`, or `` `PolicyArn` of `--policies` ``.
fn names_something(of: &str) -> bool {
    let name = of.split(" of ").next().unwrap_or(of);
    let name = name.trim_matches(['`', '-']).to_ascii_lowercase();
    let name = name.strip_suffix('s').unwrap_or(&name);
    ["id", "arn", "identifier", "token", "handle"]
        .iter()
        .any(|ending| name.ends_with(ending))
}
