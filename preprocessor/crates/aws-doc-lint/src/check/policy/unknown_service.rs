//! `policy/unknown-service`

use crate::diagnostic::Severity;
use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use crate::suggest::nearest;
use aws_doc_facts::Facts;
use iam_policy_model::model::{Features, Resolved};
use iam_policy_model::placeholder;

rule! {
    /// The prefix of an action is not that of any service.
    ///
    /// The statement can never apply to a request. The prefix is often not the service's name in commands
    /// or endpoints: the runtime of Bedrock, `bedrock-runtime` there, is `bedrock` in policies.
    ///
    /// ## Fails
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Effect": "Allow",
    ///       "Action": "bedrok:InvokeModel",
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
    ///       "Effect": "Allow",
    ///       "Action": "bedrock:InvokeModel",
    ///       "Resource": "arn:aws:bedrock:us-east-1::foundation-model/*"
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [Actions, resources, and condition keys for AWS services](https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html)
    "policy/unknown-service", Error, aws: ["INVALID_SERVICE_IN_ACTION"]
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    for statement in snippet.statements_with(Features::UNKNOWN_SERVICE) {
        for action in &statement.actions {
            if !matches!(action.resolved, Resolved::UnknownService) {
                continue;
            }
            let Some((prefix, name)) = action.text.as_str().split_once(':') else {
                continue;
            };
            if placeholder::is_text(prefix) || !is_prefix(prefix) {
                continue;
            }
            let range = action.text.range_of(0..prefix.len());
            let message = format!("no service has the prefix `{prefix}` in policies");
            let finding = Finding::new(range.clone(), message);
            sink.push(match suggest(prefix, name, facts) {
                Some(right) => finding.suggest(range, right),
                None if placeholder::is_service(prefix) => continue,
                // A service that is newer than the data is not an error.
                None => finding
                    .severity(Severity::Warning)
                    .note("it may be newer than the list of services that is built in"),
            });
        }
    }
}

fn is_prefix(prefix: &str) -> bool {
    prefix
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// The service that is meant: one that has the action, and is spelt alike or is the beginning of
/// the prefix, as `bedrock` is of `bedrock-runtime`.
fn suggest<'f>(prefix: &str, name: &str, facts: &'f Facts) -> Option<&'f str> {
    let iam = facts.iam();
    let has_action = |service: &iam_policy_model::iam::Service<'_>| {
        name == "*" || service.actions_matching(name).next().is_some()
    };
    let limit = if prefix.len() > 4 { 2 } else { 1 };
    let alike = nearest(
        prefix,
        iam.services().filter(has_action).map(|one| one.prefix()),
        limit,
    );
    alike
        .or_else(|| {
            let (head, _) = prefix.split_once('-')?;
            iam.service(head)
                .filter(has_action)
                .map(|service| service.prefix())
        })
        .or_else(|| nearest(prefix, iam.services().map(|one| one.prefix()), 1))
}
