//! `command/abbreviated-option`

use crate::command::CommandCall;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// The name of an option is cut short.
    ///
    /// The AWS CLI accepts the beginning of a name as long as only one option begins so. The next
    /// version of the CLI, with one more option, may refuse the command or, worse, take it for
    /// another one. Documentation lives longer than that.
    ///
    /// ## Fails
    ///
    /// ```sh
    /// aws sts get-session-token --duration 3600
    /// ```
    ///
    /// ## Passes
    ///
    /// ```sh
    /// aws sts get-session-token --duration-seconds 3600
    /// ```
    ///
    /// ## References
    ///
    /// - [AWS CLI command reference](https://docs.aws.amazon.com/cli/latest/reference/)
    "command/abbreviated-option", Warning
}

pub(crate) fn check(call: &CommandCall<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for option in &call.command.options {
        let full = &option.full_name;
        if option.name == full.as_str() {
            continue;
        }
        sink.push(
            Finding::new(
                option.range.clone(),
                format!("`--{}` is short for `--{full}`", option.name),
            )
            .help("write the whole name")
            .fix(
                format!("write `--{full}`"),
                vec![(option.range.clone(), format!("--{full}"))],
            ),
        );
    }
}
