//! `command/conflicting-options`

use std::collections::HashMap;

use crate::command::CommandCall;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use aws_doc_facts::cli::Arity;

rule! {
    /// Two options of a command exclude each other.
    ///
    /// `--cli-input-json` and `--cli-input-yaml` may not be given together. Of a switch and its
    /// opposite, such as `--dry-run` and `--no-dry-run`, the AWS CLI silently takes the last one.
    ///
    /// ## Fails
    ///
    /// ```sh
    /// aws ec2 stop-instances --instance-ids i-0123456789abcdef0 --dry-run --no-dry-run
    /// ```
    ///
    /// ## Passes
    ///
    /// ```sh
    /// aws ec2 stop-instances --instance-ids i-0123456789abcdef0 --dry-run
    /// ```
    ///
    /// ## References
    ///
    /// - [AWS CLI command reference](https://docs.aws.amazon.com/cli/latest/reference/)
    "command/conflicting-options", Error
}

pub(crate) fn check(call: &CommandCall<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let options = &call.command.options;
    let mut by_name = HashMap::new();
    for option in options {
        by_name.entry(option.full_name.as_str()).or_insert(option);
    }
    for option in options {
        let name = &option.full_name;
        let opposite = match name.as_str() {
            "cli-input-yaml" => "cli-input-json",
            _ => match name.strip_prefix("no-") {
                Some(positive) if option.argument.arity() == Arity::None => positive,
                _ => continue,
            },
        };
        let Some(other) = by_name.get(opposite) else {
            continue;
        };
        sink.push(
            Finding::new(
                option.range.clone(),
                format!("`--{name}` and `--{opposite}` exclude each other"),
            )
            .label(other.range.clone(), "the other one"),
        );
    }
}
