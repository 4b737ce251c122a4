//! `policy/conflicting-elements`

use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// A statement has both an element and its opposite.
    ///
    /// `Action` and `NotAction`, `Resource` and `NotResource`, `Principal` and `NotPrincipal` exclude each
    /// other. IAM refuses a statement that has both.
    ///
    /// ## Fails
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Effect": "Deny",
    ///       "Action": "bedrock:*",
    ///       "NotAction": "bedrock:InvokeModel",
    ///       "Resource": "*"
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
    ///       "Effect": "Deny",
    ///       "NotAction": "bedrock:InvokeModel",
    ///       "Resource": "*"
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [Grammar of the IAM JSON policy language](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html)
    "policy/conflicting-elements", Error, aws: ["UNSUPPORTED_ELEMENT_COMBINATION"]
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for statement in snippet.statements() {
        let pairs = [
            (statement.action, statement.not_action),
            (statement.resource, statement.not_resource),
            (statement.principal, statement.not_principal),
        ];
        for (one, not) in pairs {
            let Some((one, not)) = one.zip(not) else {
                continue;
            };
            let (first, second) = if one.key.range().start < not.key.range().start {
                (one, not)
            } else {
                (not, one)
            };
            let message = format!(
                "a statement has `{}` or `{}`, not both",
                one.key.as_str(),
                not.key.as_str()
            );
            sink.push(
                Finding::new(second.key.range(), message)
                    .label(first.key.range(), "the other is here"),
            );
        }
    }
}
