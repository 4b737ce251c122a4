//! `command/unknown-operation`

use crate::command::CommandCall;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// The service has no such operation in the AWS CLI.
    ///
    /// The CLI exits with status 252. Not every operation of a service's API is a command: those that
    /// stream in both directions or that stream events, such as `ConverseStream` of Amazon Bedrock,
    /// are left out.
    ///
    /// A name that is not likely a slip for another may be newer than the list of commands that is built in,
    /// and is a warning.
    ///
    /// ## Fails
    ///
    /// ```sh
    /// aws sts get-session-tokens
    /// ```
    ///
    /// ## Passes
    ///
    /// ```sh
    /// aws sts get-session-token
    /// ```
    ///
    /// ## References
    ///
    /// - [AWS CLI command reference](https://docs.aws.amazon.com/cli/latest/reference/)
    "command/unknown-operation", Error
}

pub(crate) fn check(call: &CommandCall<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let command = &call.command;
    let Some(word) = command.stranger.filter(|_| !command.path.is_empty()) else {
        return;
    };
    if call.is_alias(word) {
        return;
    }
    let mut finding = Finding::new(
        word.range.clone(),
        format!("`{}` has no command `{}`", command.title(), word.value()),
    );
    let streams = ["-with-response-stream", "-stream"];
    if let Some(name) = streams
        .iter()
        .find_map(|ending| word.value().strip_suffix(ending))
        .filter(|name| command.command.child(name).is_some())
    {
        sink.push(finding.help(format!(
            "operations that stream are left to the SDKs; the CLI has `{name}`"
        )));
        return;
    }
    finding = finding.note(crate::command::known_by(command));
    sink.push(crate::command::suggest_child(finding, command, word));
}
