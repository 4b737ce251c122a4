//! `command/unknown-value`

use crate::command::{CommandCall, FaultKind};
use crate::diagnostic::Severity;
use crate::rule::{Finding, Sink, rule};
use crate::suggest::nearest;
use aws_doc_facts::Facts;

rule! {
    /// A value is none of those that the option or member may have.
    ///
    /// Some lists are closed: the AWS CLI itself refuses any other value. Most are those of the
    /// service, which may have learnt new values since, or may not mind the case of letters. So a
    /// value that is near to a known one is an error; one that resembles none, or differs only in
    /// case, is a warning.
    ///
    /// ## Fails
    ///
    /// ```sh
    /// aws s3api put-bucket-acl --bucket amzn-s3-demo-bucket --acl publc-read
    /// ```
    ///
    /// ## Passes
    ///
    /// ```sh
    /// aws s3api put-bucket-acl --bucket amzn-s3-demo-bucket --acl public-read
    /// ```
    ///
    /// ## References
    ///
    /// - [AWS CLI command reference](https://docs.aws.amazon.com/cli/latest/reference/)
    "command/unknown-value", Error
}

pub(crate) fn check(call: &CommandCall<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for fault in &call.faults {
        let FaultKind::Value { value, shape } = &fault.kind else {
            continue;
        };
        let known: Vec<String> = shape.values().collect();
        let limit = if value.len() > 4 { 2 } else { 1 };
        let near = nearest(value, known.iter().map(String::as_str), limit);
        let mut finding = Finding::new(
            fault.range.clone(),
            format!("{} has no value `{value}`", fault.of),
        );
        // Some services do not mind the case of letters.
        let is_sure = near.is_some_and(|near| !near.eq_ignore_ascii_case(value));
        if !is_sure && !shape.is_closed() {
            finding = finding
                .severity(Severity::Warning)
                .note(crate::command::known_by(&call.command));
        }
        if let Some(near) = near {
            finding = finding.suggest(fault.range.clone(), near);
        } else if known.len() <= 12 {
            let known: Vec<String> = known.iter().map(|value| format!("`{value}`")).collect();
            finding = finding.help(format!("it may be {}", known.join(", ")));
        }
        sink.push(finding);
    }
}
