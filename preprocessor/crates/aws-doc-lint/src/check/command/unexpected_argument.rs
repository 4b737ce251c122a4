//! `command/unexpected-argument`

use crate::command::CommandCall;
use crate::command::given::Given;
use crate::command::placeholder::{names_its_kind, shares_word};
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use aws_doc_facts::cli::Arity;
use spanned_text::Cut as _;

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
    "command/unexpected-argument", Error
}

pub(crate) fn check(call: &CommandCall<'_>, _: &Facts, sink: &mut Sink<'_>) {
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
    // Words after an unknown option are most likely its values.
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
    // A placeholder in italics ends up as `--name document name`.
    if let Some(option) = before
        && let Some(value) = option.values.last()
        && stands_for_phrase(*value, &command.surplus, &option.full_name)
    {
        return;
    }
    let mut finding = Finding::new(
        range.clone(),
        format!("`{}` takes no such argument here", command.title()),
    );
    if let Some(option) = before {
        let name = &option.full_name;
        if option.argument.arity() == Arity::None {
            finding = finding
                .label(option.range.clone(), "a switch, which takes no value")
                .help(match (first.text(), name.strip_prefix("no-")) {
                    ("true", _) => format!("leave out `{}`", first.text()),
                    ("false", None) => format!("write `--no-{name}` and leave out `false`"),
                    _ => format!("`--{name}` takes no value"),
                });
        } else {
            finding = finding
                .label(option.range.clone(), "takes one value")
                .help("put a value with spaces in quotes");
        }
    }
    sink.push(finding);
}

/// Whether a value and the words after it together describe what to put there.
fn stands_for_phrase(value: Given<'_>, surplus: &[Given<'_>], option: &str) -> bool {
    let first = value.text().after_last('=');
    let mut end = value.range().end;
    let mut phrase = first.to_owned();
    let mut count = 1;
    for word in surplus
        .iter()
        .filter(|word| word.range().start > value.range().start)
    {
        // Words of one phrase are next to each other.
        if word.range().start != end + 1 {
            break;
        }
        end = word.range().end;
        phrase.push(' ');
        phrase.push_str(word.text().trim_end_matches([',', '.']));
        count += 1;
    }
    // `[role ARN]`
    if phrase.starts_with('[') && phrase.contains(']') {
        return true;
    }
    let phrase = phrase.replace(", ", " ").replace("S3", "");
    if count == 2 {
        return names_its_kind(&phrase, option);
    }
    let key = value.text().strip_suffix(first).unwrap_or("");
    shares_word(&phrase, &format!("{option} {key}"))
}
