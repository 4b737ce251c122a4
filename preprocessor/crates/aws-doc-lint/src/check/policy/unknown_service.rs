//! `policy/unknown-service`

use crate::diagnostic::Severity;
use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use crate::suggest::nearest;
use aws_doc_facts::Facts;
use aws_doc_facts::api::LastSeen;
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
                None => {
                    let last = facts.api().retired(prefix);
                    // A service that is newer than the data is not an error.
                    let newer = || "it may be newer than the list of services that is built in";
                    finding
                        .severity(Severity::Warning)
                        .note(last.map_or_else(|| newer().to_owned(), retired))
                }
            });
        }
    }
}

fn is_prefix(prefix: &str) -> bool {
    prefix
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// What is known of a service that is gone.
pub(crate) fn retired(last: &LastSeen) -> String {
    format!(
        "AWS has retired or renamed the service: its SDKs had it in botocore {} of {}, and do not have it now",
        last.version, last.released
    )
}

/// The service that is meant: one that has the action, and is spelt alike or is the beginning of
/// the prefix, as `bedrock` is of `bedrock-runtime`.
fn suggest<'f>(prefix: &str, name: &str, facts: &'f Facts) -> Option<&'f str> {
    let iam = facts.iam();
    let has_action = |service: &iam_policy_model::iam::Service<'_>| {
        name == "*" || service.actions_matching(name).next().is_some()
    };
    // SDKs and the CLI call some services by another name, as `emr` for `elasticmapreduce`.
    let called = facts.api().prefix(&prefix.to_ascii_lowercase());
    if let Some(service) = called.and_then(|prefix| iam.service(prefix)) {
        return Some(service.prefix());
    }
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
        // Short prefixes are near to many.
        .or_else(|| {
            let prefixes = iam.services().map(|one| one.prefix());
            nearest(prefix, prefixes, 1).filter(|_| prefix.len() > 3)
        })
}
