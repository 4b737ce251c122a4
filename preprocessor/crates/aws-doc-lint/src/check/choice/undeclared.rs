//! `choice/undeclared`

use std::ops::Range;

use crate::document::choice::{Choice, Choices};
use crate::rule::{Finding, rule};
use crate::suggest::nearest;

rule! {
    /// A slot `{{aws:…}}` or a comment `aws-for` names a choice, or a value of one, that
    /// `book.toml` does not declare.
    ///
    /// The slot would stay on the page as it is, and the variant would never be shown. A
    /// backslash before the braces shows a slot instead of filling it.
    ///
    /// ## Fails
    ///
    /// ````toml
    /// [preprocessor.aws.choices.region]
    /// from = "regions"
    /// default = "us-west-2"
    /// ````
    ///
    /// ````markdown
    /// ```env
    /// AWS_REGION={{aws:regoin}}
    /// AWS_DEFAULT_REGION={{aws:region}}
    /// ```
    /// ````
    ///
    /// ## Passes
    ///
    /// ````toml
    /// [preprocessor.aws.choices.region]
    /// from = "regions"
    /// default = "us-west-2"
    /// ````
    ///
    /// ````markdown
    /// ```env
    /// AWS_REGION={{aws:region}}
    /// AWS_DEFAULT_REGION={{aws:region}}
    /// ```
    /// ````
    "choice/undeclared", Error
}

/// There is no choice `name`, which the slot at `range` names.
pub(crate) fn slot(range: Range<usize>, name: &str, choices: &Choices) -> Finding {
    let finding = Finding::new(range.clone(), format!("there is no choice `{name}`"));
    match nearest(name, choices.iter().map(|it| it.name.as_str()), 3) {
        Some(near) => finding.did_you_mean(&format!("{{{{aws:{near}}}}}")),
        None => finding.help(declared(name, choices)),
    }
}

/// There is no choice `name`, whose variant a comment marks.
pub(crate) fn variant(range: Range<usize>, name: &str, choices: &Choices) -> Finding {
    let finding = Finding::new(range, format!("there is no choice `{name}`"));
    match nearest(name, choices.iter().map(|it| it.name.as_str()), 3) {
        Some(near) => finding.did_you_mean(near),
        None => finding.help(declared(name, choices)),
    }
}

/// The choice cannot have this value, whose variant a comment marks.
pub(crate) fn value(range: Range<usize>, value: &str, choice: &Choice) -> Finding {
    let name = &choice.name;
    let finding = Finding::new(range, format!("the choice `{name}` has no value `{value}`"));
    let tried = choice.tried();
    match nearest(value, tried.iter().map(|it| it.as_ref()), 3) {
        Some(near) => finding.did_you_mean(near),
        None => finding.help(format!("its values are in book.toml, at `choices.{name}`")),
    }
}

/// A comment `aws-for` whose body says nothing.
pub(crate) fn unreadable(range: Range<usize>) -> Finding {
    Finding::new(range, "`aws-for` does not say what for")
        .help("write `<!-- aws-for CHOICE=VALUE -->`, with a `+` between several values")
}

fn declared(name: &str, choices: &Choices) -> String {
    let names: Vec<String> = choices.iter().map(|it| format!("`{}`", it.name)).collect();
    if names.is_empty() {
        let name = match name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') {
            true if !name.is_empty() => name,
            _ => "NAME",
        };
        format!("declare it in book.toml, as `[preprocessor.aws.choices.{name}]`")
    } else {
        format!("book.toml declares {}", names.join(", "))
    }
}
