//! `policy/null-operator`

use crate::diagnostic::Severity;
use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use iam_policy_model::model::Features;
use iam_policy_model::operator::Family;

rule! {
    /// `Null` is combined with `IfExists` or a set operator.
    ///
    /// `Null` asks whether the key is there. `IfExists` takes exactly that away, and IAM refuses the pair. With
    /// `ForAllValues` or `ForAnyValue` the result does not depend on the request.
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
    ///       "Condition": { "NullIfExists": { "aws:TokenIssueTime": "true" } }
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
    ///       "Condition": { "Null": { "aws:TokenIssueTime": "true" } }
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [IAM JSON policy elements: Condition operators](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html)
    "policy/null-operator", Error, aws: ["NULL_WITH_IF_EXISTS", "NULL_WITH_QUALIFIER"]
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for statement in snippet.statements_with(Features::CONDITION) {
        for line in &statement.conditions {
            let Some(operator) = line.operator.filter(|one| one.family == Family::Null) else {
                continue;
            };
            let range = line
                .operator_text
                .range_of(0..line.operator_text.as_str().len());
            if operator.if_exists {
                let finding = Finding::new(range, "`Null` cannot be combined with `IfExists`");
                sink.push(finding.aws("NULL_WITH_IF_EXISTS"));
            } else if operator.qualifier.is_some() {
                sink.push(
                    Finding::new(
                        range,
                        "with a set operator `Null` does not look at the request",
                    )
                    .severity(Severity::Hint)
                    .aws("NULL_WITH_QUALIFIER"),
                );
            }
        }
    }
}
