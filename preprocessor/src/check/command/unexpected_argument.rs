//! `command/unexpected-argument`

use super::CommandCall;
use super::placeholder::names_its_kind;
use crate::check::rule::{Finding, Sink, rule};
use crate::facts::Facts;
use crate::facts::cli::Arity;

rule! {
    /// A command is given a word that belongs to no option.
    ///
    /// The AWS CLI refuses the command with `Unknown options` and status 252. Mostly the quotes
    /// around a value with spaces are missing, or a switch is given a value: `--dry-run` takes none,
    /// and its opposite is `--no-dry-run`.
    ///
    /// ## Fails
    ///
    /// ```sh
    /// aws iam create-role --role-name demo --assume-role-policy-document file://trust.json --description My first role
    /// ```
    ///
    /// ## Passes
    ///
    /// ```sh
    /// aws iam create-role --role-name demo --assume-role-policy-document file://trust.json --description 'My first role'
    /// ```
    ///
    /// ## References
    ///
    /// - [AWS CLI command reference](https://docs.aws.amazon.com/cli/latest/reference/)
    "command/unexpected-argument", Error, Command(check)
}

fn check(call: &CommandCall<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let command = &call.command;
    if !command.is_resolved() || command.command.has_children() || command.asks_help {
        return;
    }
    for option in command.options.iter().filter(|option| option.refuses_value) {
        let range = option
            .values
            .first()
            .map_or(option.range.clone(), |value| value.range());
        sink.push(Finding::new(
            range,
            format!("`--{}` is a switch and takes no value", option.full_name),
        ));
    }
    // Words behind an unknown option are most likely its values.
    if command.is_open || call.is_cut || !command.strange_options.is_empty() {
        return;
    }
    let Some(first) = command.surplus.first() else {
        return;
    };
    let range = first.range();
    let before = command
        .options
        .iter()
        .filter(|option| option.range.end <= range.start)
        .max_by_key(|option| option.range.start);
    // `--name document name` is what becomes of a placeholder in italics.
    if let Some(option) = before
        && let Some(value) = option.values.last()
        && names_its_kind(
            &format!("{} {}", value.text(), first.text()),
            &option.full_name,
        )
    {
        return;
    }
    let mut finding = Finding::new(
        range.clone(),
        format!("`{}` takes no such argument here", command.title()),
    );
    let dashes = first
        .text()
        .trim_start_matches(['\u{2013}', '\u{2014}', '-']);
    if first.text().starts_with(['\u{2013}', '\u{2014}']) && !dashes.is_empty() {
        finding = finding
            .help("an option begins with two hyphens, and this is a dash")
            .fix(
                format!("write `--{dashes}`"),
                vec![(range, format!("--{dashes}"))],
            );
    } else if let Some(option) = before {
        let name = &option.full_name;
        if option.argument.arity() == Arity::None {
            finding = finding
                .label(option.range.clone(), "a switch, which takes no value")
                .help(match (first.text(), name.strip_prefix("no-")) {
                    ("true", _) => format!("leave out `{}`", first.text()),
                    ("false", None) => format!("write `--no-{name}` and leave out `false`"),
                    _ => format!("`--{name}` stands alone"),
                });
        } else {
            finding = finding
                .label(option.range.clone(), "takes one value")
                .help("put a value with spaces in quotes");
        }
    }
    sink.push(finding);
}
