//! `command/query-syntax`

use jmespath::ErrorReason;

use crate::command::CommandCall;
use crate::command::placeholder::stands_for_something;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// The value of `--query` is not a JMESPath expression.
    ///
    /// The AWS CLI parses the expression only after AWS has answered: the command has done its work,
    /// and then fails with `Bad value for --query`.
    ///
    /// ## Fails
    ///
    /// ```sh
    /// aws ec2 describe-instances --query 'Reservations[].Instances[.InstanceId'
    /// ```
    ///
    /// ## Passes
    ///
    /// ```sh
    /// aws ec2 describe-instances --query 'Reservations[].Instances[].InstanceId'
    /// ```
    ///
    /// ## References
    ///
    /// - [Filtering output in the AWS CLI](https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-filter.html)
    /// - [JMESPath grammar](https://jmespath.org/specification.html#grammar)
    "command/query-syntax", Error
}

pub(crate) fn check(call: &CommandCall<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for option in &call.command.options {
        if option.full_name != "query" || !call.command.is_global(option) {
            continue;
        }
        let Some(value) = option.values.first().filter(|value| {
            let text = value.text();
            value.is_known(0..text.len()) && !stands_for_something(text) && is_moderate(text)
        }) else {
            continue;
        };
        let Err(error) = jmespath::parse(value.text()) else {
            continue;
        };
        let text = value.text();
        // The offset counts characters in some errors and bytes in others.
        let range = if text.is_ascii() && error.offset < text.len() {
            value.range_of(error.offset..error.offset + 1)
        } else {
            value.range()
        };
        let ErrorReason::Parse(reason) = &error.reason else {
            continue;
        };
        // The CLI's parser takes a literal that is not JSON, such as `running`, for a string.
        if reason.starts_with("Unable to parse literal JSON") {
            continue;
        }
        sink.push(Finding::new(
            range,
            format!(
                "this is not a JMESPath expression: {}",
                reason.trim_end_matches('.')
            ),
        ));
    }
}

/// The parser of the expression is recursive: what is nested beyond reason is not given to it.
fn is_moderate(text: &str) -> bool {
    let (mut depth, mut prefixes) = (0_usize, 0_usize);
    let is_flat = text.bytes().all(|byte| {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b'!' | b'&' => prefixes += 1,
            _ => {}
        }
        depth < 64 && prefixes < 128
    });
    is_flat && text.len() < 4096
}
