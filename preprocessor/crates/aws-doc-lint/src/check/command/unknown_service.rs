//! `command/unknown-service`

use crate::command::CommandCall;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// The AWS CLI has no such service or command.
    ///
    /// The word after `aws` names a service, or one of the CLI's own commands such as `configure`.
    /// With any other word the CLI exits with status 252 and runs nothing. The names are those that
    /// version 1 and version 2 of the AWS CLI accept.
    ///
    /// ## Fails
    ///
    /// ```sh
    /// aws bedrok list-foundation-models
    /// ```
    ///
    /// ## Passes
    ///
    /// ```sh
    /// aws bedrock list-foundation-models
    /// ```
    ///
    /// ## References
    ///
    /// - [AWS CLI command reference](https://docs.aws.amazon.com/cli/latest/reference/)
    "command/unknown-service", Error
}

pub(crate) fn check(call: &CommandCall<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let command = &call.command;
    let Some(word) = command.stranger.filter(|_| command.path.is_empty()) else {
        return;
    };
    if call.is_alias(word) {
        return;
    }
    let finding = Finding::new(
        word.range.clone(),
        format!("the AWS CLI has no service or command `{}`", word.value()),
    )
    .note(crate::command::known_by(command));
    sink.push(crate::command::suggest_child(finding, command, word));
}
