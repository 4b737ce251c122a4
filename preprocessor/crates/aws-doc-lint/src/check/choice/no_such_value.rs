//! `choice/no-such-value`

use crate::document::choice::{Allowed, Choice, Choices};
use crate::rule::{Finding, rule};
use crate::suggest::nearest;

rule! {
    /// The default of a choice is none of the values that the facts list for it, or nothing goes
    /// with a value of the choice that it depends on.
    ///
    /// The page would show a snippet that the reader cannot choose.
    ///
    /// ## Fails
    ///
    /// ````toml
    /// [preprocessor.aws.choices.region]
    /// from = "regions"
    /// default = "us-west-1"
    /// partition = "aws-us-gov"
    /// ````
    ///
    /// ````markdown
    /// ```env
    /// AWS_REGION={{aws:region}}
    /// AWS_DEFAULT_REGION={{aws:region}}
    /// ```
    /// ````
    ///
    /// ## Passes
    ///
    /// ````toml
    /// [preprocessor.aws.choices.region]
    /// from = "regions"
    /// default = "us-gov-west-1"
    /// partition = "aws-us-gov"
    /// ````
    ///
    /// ````markdown
    /// ```env
    /// AWS_REGION={{aws:region}}
    /// AWS_DEFAULT_REGION={{aws:region}}
    /// ```
    /// ````
    "choice/no-such-value", Error
}

/// What is wrong with the values of `choice`, which facts have been put into.
pub(crate) fn findings(choice: &Choice, choices: &Choices) -> Vec<Finding> {
    let name = &choice.name;
    let tried = choice.tried();
    if tried.is_empty() {
        let message = format!("the facts list no value for the choice `{name}`");
        let help = "another `partition` or `provider` may have some; `mdbook-aws refresh` asks AWS";
        return vec![Finding::new(0..0, message).help(help)];
    }
    let mut findings = Vec::new();
    if !choice.allows(&choice.default) {
        let default = &choice.default;
        let message = format!("the choice `{name}` cannot be `{default}`, its default");
        let finding = Finding::new(0..0, message);
        let near = nearest(default, tried.iter().map(|it| it.as_ref()), 3);
        findings.push(match near {
            Some(near) => finding.did_you_mean(near),
            None => finding.help("take one that the facts list"),
        });
    }
    if let Allowed::Depending { on, .. } = &choice.allowed
        && let Some(other) = choices.get(on)
    {
        let uncovered: Vec<String> = other
            .tried()
            .iter()
            .filter(|value| !choice.covers(value))
            .map(|value| format!("`{value}`"))
            .collect();
        if let Some(first) = uncovered.first() {
            let more = match uncovered.len() - 1 {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            findings.push(
                Finding::new(
                    0..0,
                    format!("the choice `{name}` has no value where `{on}` is {first}{more}"),
                )
                .help("a form with a `*`, as `\"us-*\"` or `\"*\"`, goes with many at once"),
            );
        }
    }
    findings
}
