//! `command/unknown-option`

use crate::command::AwsCommand;
use crate::command::CommandCall;
use crate::rule::{Finding, Sink, rule};
use crate::suggest::nearest;
use aws_doc_facts::Facts;

rule! {
    /// A command is given an option that it does not have.
    ///
    /// The AWS CLI refuses the whole command with `Unknown options` and status 252. Global options,
    /// such as `--region` and `--output`, are known to every command.
    ///
    /// ## Fails
    ///
    /// ```sh
    /// aws sts get-session-token --duration 3600 --mfa-token 123456
    /// ```
    ///
    /// ## Passes
    ///
    /// ```sh
    /// aws sts get-session-token --duration-seconds 3600 --token-code 123456 --serial-number arn:aws:iam::111122223333:mfa/alice
    /// ```
    ///
    /// ## References
    ///
    /// - [AWS CLI command reference](https://docs.aws.amazon.com/cli/latest/reference/)
    "command/unknown-option", Error
}

pub(crate) fn check(call: &CommandCall<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let command = &call.command;
    if !command.is_resolved() || command.command.has_children() {
        return;
    }
    for option in &command.strange_options {
        let hyphens = if option.has_one_hyphen { "-" } else { "--" };
        let mut finding = Finding::new(
            option.range.clone(),
            format!(
                "`{}` has no option `{hyphens}{}`",
                command.title(),
                option.name
            ),
        );
        if option.candidates.is_empty() {
            finding = finding.note(crate::command::known_by(command));
            if let Some(near) = nearest_option(command, option.name) {
                finding = finding.suggest(option.range.clone(), &format!("--{near}"));
            }
        } else {
            let names: Vec<String> = option
                .candidates
                .iter()
                .map(|name| format!("`--{name}`"))
                .collect();
            finding = finding.help(format!("it could mean {}", names.join(" or ")));
        }
        sink.push(finding);
    }
}

fn nearest_option(command: &AwsCommand<'_>, name: &str) -> Option<String> {
    let known: Vec<String> = [command.command, command.model.root()]
        .into_iter()
        .flat_map(|command| command.arguments())
        .filter(|argument| !argument.is_positional() && !argument.is_undocumented())
        .map(|argument| argument.name())
        .collect();
    let limit = if name.len() > 6 { 3 } else { 2 };
    nearest(name, known.iter().map(String::as_str), limit).map(str::to_owned)
}
