//! `command/missing-argument`

use crate::command::CommandCall;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use aws_doc_facts::cli::Arity;

rule! {
    /// A command lacks an option or a positional argument that it requires.
    ///
    /// The AWS CLI refuses the command with `the following arguments are required` and status 252.
    /// `--cli-input-json`, `--cli-input-yaml` and `--generate-cli-skeleton` lift the requirement, and
    /// nothing is reported where an expansion, an ellipsis or a synopsis may hold the rest.
    ///
    /// ## Fails
    ///
    /// ```sh
    /// aws sts assume-role --role-arn arn:aws:iam::111122223333:role/demo
    /// ```
    ///
    /// ## Passes
    ///
    /// ```sh
    /// aws sts assume-role --role-arn arn:aws:iam::111122223333:role/demo --role-session-name docs
    /// ```
    ///
    /// ## References
    ///
    /// - [AWS CLI command reference](https://docs.aws.amazon.com/cli/latest/reference/)
    "command/missing-argument", Error
}

pub(crate) fn check(call: &CommandCall<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let command = &call.command;
    let is_lifted = ["cli-input-json", "cli-input-yaml", "generate-cli-skeleton"]
        .iter()
        .any(|name| command.has(name));
    if !command.is_resolved()
        || command.command.has_children()
        || command.is_open
        || command.asks_help
        || call.is_cut
        || is_lifted
        || call.page.tells_of_prompts()
        // Its value, and all that follows, was lost.
        || command.options.iter().any(|option| {
            option.values.is_empty() && matches!(option.argument.arity(), Arity::One | Arity::Some)
        })
        // What is misspelt is most likely what is missing.
        || !command.strange_options.is_empty()
    {
        return;
    }
    let missing: Vec<String> = command
        .command
        .arguments()
        .filter(|argument| argument.is_required())
        .filter_map(|argument| {
            let name = argument.name();
            if !argument.is_positional() {
                if argument.arity() != Arity::None {
                    return (!command.has(&name)).then(|| format!("`--{name}`"));
                }
                // A switch is given in either form.
                let other = opposite(&name);
                let is_given = command.has(&name) || command.has(&other);
                return (!is_given).then(|| format!("`--{name}` or `--{other}`"));
            }
            let given = command
                .positionals
                .iter()
                .filter(|(known, _)| known.name() == name)
                .count();
            let least = if argument.arity() == Arity::Two { 2 } else { 1 };
            (given < least).then(|| format!("`{name}`"))
        })
        .collect();
    if missing.is_empty() {
        return;
    }
    sink.push(Finding::new(
        command.path_range(),
        format!("`{}` requires {}", command.title(), missing.join(", ")),
    ));
}

/// The switch that says no to another one. The AWS CLI names a few by other words.
fn opposite(switch: &str) -> String {
    match switch {
        "egress" => "ingress".to_owned(),
        "interactive" => "non-interactive".to_owned(),
        _ => format!("no-{switch}"),
    }
}
