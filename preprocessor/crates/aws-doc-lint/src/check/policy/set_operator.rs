//! `policy/set-operator`

use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use iam_policy_model::model::Statement;
use iam_policy_model::operator::{Family, Qualifier};

rule! {
    /// A set operator is missing, or is used where it opens a door.
    ///
    /// A key with several values in one request, such as `aws:TagKeys`, needs `ForAnyValue` or
    /// `ForAllValues` to say how many of them must pass. With a key of one value `ForAllValues` in an
    /// `Allow` is dangerous: it is true when the key is absent.
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
    ///       "Condition": { "ForAllValues:StringEquals": { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } }
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
    ///       "Condition": { "StringEquals": { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } }
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [Single-valued vs. multivalued context keys](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html)
    "policy/set-operator", Warning, aws: ["MISSING_QUALIFIER", "FORALLVALUES_WITH_SINGLE_VALUED_KEY"]
}

/// Keys of services of which AWS's own validation says that a request carries several values.
const CHECKED: [&str; 1] = ["events:detail-type"];

pub(crate) fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for condition in snippet.known_conditions() {
        let (operator, key) = (condition.operator, condition.key);
        let types = key.types();
        if operator.family == Family::Null || types.is_empty() {
            continue;
        }
        let written = condition.line.operator_text;
        let text = written.as_str();
        let range = written.range_of(0..text.len());
        if operator.qualifier.is_none() && types.is_multivalued() && !types.is_single_valued() {
            // Keys of services are often typed as lists in AWS's data although requests carry
            // one value.
            let is_checked = key.name().starts_with("aws:")
                || CHECKED
                    .iter()
                    .any(|one| one.eq_ignore_ascii_case(key.name()));
            if !is_checked {
                continue;
            }
            sink.push(
                Finding::new(
                    range,
                    format!("a request can carry several values of `{}`", key.name()),
                )
                .help(format!(
                    "write `ForAnyValue:{text}` or `ForAllValues:{text}`"
                ))
                .aws("MISSING_QUALIFIER"),
            );
        } else if operator.qualifier == Some(Qualifier::ForAllValues)
            && condition.statement.allows() == Some(true)
            && !types.is_multivalued()
            && key.is_global()
            && !is_guarded(condition.statement, condition.line.key.as_str())
        {
            sink.push(
                Finding::new(
                    range,
                    "`ForAllValues` is true when the key is absent from the request",
                )
                .note(format!(
                    "`{}` has one value, so no set operator is needed",
                    key.name()
                ))
                .aws("FORALLVALUES_WITH_SINGLE_VALUED_KEY"),
            );
        }
    }
}

/// Whether a `Null` condition demands that the key be there.
fn is_guarded(statement: &Statement<'_>, key: &str) -> bool {
    statement.conditions.iter().any(|line| {
        line.operator
            .is_some_and(|operator| operator.family == Family::Null)
            && line.key.as_str().eq_ignore_ascii_case(key)
    })
}
