//! `command/missing-value`

use crate::command::CommandCall;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use aws_doc_facts::cli::Arity;

rule! {
    /// An option that takes a value has none.
    ///
    /// The AWS CLI refuses the command with `expected one argument` and status 252. A value that
    /// begins with `-` has to be joined to its option by `=`.
    ///
    /// ## Fails
    ///
    /// ```sh
    /// aws ec2 describe-instances --region --output json
    /// ```
    ///
    /// ## Passes
    ///
    /// ```sh
    /// aws ec2 describe-instances --region us-east-1 --output json
    /// ```
    ///
    /// ## References
    ///
    /// - [AWS CLI command reference](https://docs.aws.amazon.com/cli/latest/reference/)
    "command/missing-value", Error
}

pub(crate) fn check(call: &CommandCall<'_>, _: &Facts, sink: &mut Sink<'_>) {
    if call.command.is_open {
        return;
    }
    for option in &call.command.options {
        let least = match option.argument.arity() {
            Arity::One | Arity::Some => 1,
            Arity::Two => 2,
            Arity::None | Arity::Optional | Arity::Any => continue,
        };
        if option.values.len() < least {
            sink.push(Finding::new(
                option.range.clone(),
                format!("`--{}` has no value", option.full_name),
            ));
        }
    }
}
