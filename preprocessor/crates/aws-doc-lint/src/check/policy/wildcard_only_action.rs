//! `policy/wildcard-only-action`

use super::resource_mismatch::is_evaluated_on;
use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use iam_policy_model::model::{ActionPattern, Features, PolicyType, Resolved};

rule! {
    /// An action that accepts only `*` is combined with a narrow resource.
    ///
    /// Some actions, most that list things, are not used on a resource: for them `Resource` must be `*`. In a
    /// statement with narrower resources an `Allow` of such an action grants nothing. Put it into a
    /// statement of its own with `"Resource": "*"`.
    ///
    /// ## Fails
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Effect": "Allow",
    ///       "Action": ["bedrock:InvokeModel", "bedrock:ListFoundationModels"],
    ///       "Resource": "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0"
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
    ///       "Resource": "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0"
    ///     },
    ///     {
    ///       "Effect": "Allow",
    ///       "Action": "bedrock:ListFoundationModels",
    ///       "Resource": "*"
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [Actions, resources, and condition keys for AWS services](https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html)
    "policy/wildcard-only-action", Warning
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for policy in snippet
        .policies
        .iter()
        .filter(|policy| policy.kind != PolicyType::Resource)
    {
        for statement in &policy.statements {
            if !statement.features.contains(Features::ARN)
                || statement.resource.is_none()
                || statement.not_action.is_some()
            {
                continue;
            }
            let narrow = statement.resource_arns.iter().filter(|one| {
                !one.negated && one.arn.service().text != "*" && one.arn.resource().text != "*"
            });
            if narrow.count() < statement.resources().count() {
                continue;
            }
            let only = |pattern: &&ActionPattern<'_>| matches!(pattern.resolved, Resolved::One(action) if action.is_wildcard_only());
            let some_accept = statement.actions.iter().any(|pattern| !only(&pattern));
            // Where none accepts the resource, `resource-mismatch` says so.
            if !some_accept {
                continue;
            }
            for pattern in statement.actions.iter().filter(only) {
                let text = pattern.text.as_str();
                let mut resources = statement.resource_arns.iter();
                if resources.any(|one| is_evaluated_on(text, &one.arn)) {
                    continue;
                }
                sink.push(
                    Finding::new(
                        pattern.text.range_of(0..text.len()),
                        format!("`{text}` accepts only `\"Resource\": \"*\"`"),
                    )
                    .help("give it a statement of its own with `\"Resource\": \"*\"`"),
                );
            }
        }
    }
}
