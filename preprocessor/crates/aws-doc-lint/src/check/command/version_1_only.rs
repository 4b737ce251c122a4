//! `command/version-1-only`

use crate::command::CommandCall;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// A command or option that version 2 of the AWS CLI no longer has.
    ///
    /// It is in version 1, but readers who install the AWS CLI today get version 2. The best known is
    /// `aws ecr get-login`, which `aws ecr get-login-password` replaces.
    ///
    /// ## Fails
    ///
    /// ```sh
    /// aws ecr get-login --no-include-email
    /// ```
    ///
    /// ## Passes
    ///
    /// ```sh
    /// aws ecr get-login-password | docker login --username AWS --password-stdin 111122223333.dkr.ecr.us-east-1.amazonaws.com
    /// ```
    ///
    /// ## References
    ///
    /// - [AWS CLI command reference](https://docs.aws.amazon.com/cli/latest/reference/)
    "command/version-1-only", Warning
}

pub(crate) fn check(call: &CommandCall<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let command = &call.command;
    if !command.is_resolved() {
        return;
    }
    let (v1, v2) = command.model.versions();
    let note = format!("it is in version {v1} and not in version {v2}");
    if !command.command.versions().v2 {
        let title = command.title();
        let mut finding = Finding::new(
            command.path_range(),
            format!("version 2 of the AWS CLI has no `{title}`"),
        )
        .note(note);
        if title == "aws ecr get-login" {
            finding = finding.help("use `aws ecr get-login-password`");
        }
        sink.push(finding);
        return;
    }
    for option in &command.options {
        if !option.argument.versions().v2 {
            sink.push(
                Finding::new(
                    option.range.clone(),
                    format!(
                        "version 2 of the AWS CLI has no option `--{}` here",
                        option.full_name
                    ),
                )
                .note(note.clone()),
            );
        }
    }
}
