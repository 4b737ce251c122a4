//! `command/unknown-member`

use crate::command::{CommandCall, FaultKind};
use crate::rule::{Finding, Sink, rule};
use crate::suggest::nearest;
use aws_doc_facts::Facts;

rule! {
    /// A structure is given a member that it does not have.
    ///
    /// In JSON and in the CLI's shorthand the names of members are those of the service, capital
    /// letters included. The AWS CLI refuses any other name before it asks AWS.
    ///
    /// ## Fails
    ///
    /// ```sh
    /// aws ec2 describe-instances --filters Name=instance-type,Value=m5.large
    /// ```
    ///
    /// ## Passes
    ///
    /// ```sh
    /// aws ec2 describe-instances --filters Name=instance-type,Values=m5.large
    /// ```
    ///
    /// ## References
    ///
    /// - [AWS CLI command reference](https://docs.aws.amazon.com/cli/latest/reference/)
    "command/unknown-member", Error
}

pub(crate) fn check(call: &CommandCall<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for fault in &call.faults {
        let FaultKind::UnknownMember { name, known } = &fault.kind else {
            continue;
        };
        let mut finding = Finding::new(
            fault.range.clone(),
            format!("{} has no member `{name}`", fault.of),
        );
        if let Some(near) = nearest(name, known.iter().map(String::as_str), 3) {
            finding = finding.did_you_mean(near);
        } else if known.len() <= 12 {
            let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
            finding = finding.help(format!("it may have {}", known.join(", ")));
        }
        sink.push(finding);
    }
}
