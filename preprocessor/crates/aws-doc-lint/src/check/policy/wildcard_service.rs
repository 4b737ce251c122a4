//! `policy/wildcard-service`

use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use iam_policy_model::model::{Features, Resolved};
use spanned_text::Cut as _;

rule! {
    /// The prefix of an action holds a wildcard.
    ///
    /// Wildcards are for the name of the action. IAM refuses a policy with one in the prefix of the service; only
    /// a lone `*` means everything.
    ///
    /// ## Fails
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Effect": "Allow",
    ///       "Action": "bed*:InvokeModel",
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
    /// - [IAM JSON policy elements: Action](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html)
    "policy/wildcard-service", Error, aws: ["WILDCARD_IN_SERVICE_NAME"]
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for statement in snippet.statements_with(Features::ANY_SERVICE) {
        for action in &statement.actions {
            if !matches!(action.resolved, Resolved::AnyService) {
                continue;
            }
            let prefix = action.text.as_str().before(':');
            if action.text.as_str() == "*:*" {
                // IAM takes it for `*`.
                continue;
            }
            let range = action.text.range_of(0..prefix.len());
            sink.push(
                Finding::new(range, "IAM refuses wildcards in the prefix of a service")
                    .help("name the service; wildcards may follow the colon"),
            );
        }
    }
}
