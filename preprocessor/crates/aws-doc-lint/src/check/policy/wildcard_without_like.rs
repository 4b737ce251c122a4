//! `policy/wildcard-without-like`

use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use iam_policy_model::model::Features;
use iam_policy_model::operator::{Comparison, Family};

rule! {
    /// A value has a wildcard, but its operator takes it literally.
    ///
    /// `StringEquals` compares `*` and `?` as the characters that they are; `StringLike` takes them as
    /// wildcards. ARN operators always do.
    ///
    /// ## Fails
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Effect": "Allow",
    ///       "Action": "bedrock:InvokeModel",
    ///       "Resource": "*",
    ///       "Condition": { "StringEquals": { "aws:PrincipalTag/team": "docs-*" } }
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## Passes
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Effect": "Allow",
    ///       "Action": "bedrock:InvokeModel",
    ///       "Resource": "*",
    ///       "Condition": { "StringLike": { "aws:PrincipalTag/team": "docs-*" } }
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [IAM JSON policy elements: Condition operators](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html)
    "policy/wildcard-without-like", Warning, aws: ["WILDCARD_WITHOUT_LIKE_OPERATOR"]
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for statement in snippet.statements_with(Features::CONDITION) {
        for line in &statement.conditions {
            let Some(operator) = line.operator else {
                continue;
            };
            if operator.family != Family::String || operator.comparison == Comparison::Like {
                continue;
            }
            for text in line.texts() {
                let value = text.as_str();
                // In `${*}` the star is meant as itself.
                let wildcard = value.char_indices().find(|&(at, one)| {
                    matches!(one, '*' | '?')
                        && !value.get(..at).is_some_and(|head| head.ends_with("${"))
                });
                let Some((at, _)) = wildcard else { continue };
                let like = if operator.negated {
                    "StringNotLike"
                } else {
                    "StringLike"
                };
                sink.push(
                    Finding::new(
                        text.range_of(at..at + 1),
                        format!(
                            "`{}` takes the wildcard literally",
                            line.operator_text.as_str()
                        ),
                    )
                    .help(format!(
                        "use `{like}`, or write `${{*}}` if you mean the character"
                    )),
                );
            }
        }
    }
}
