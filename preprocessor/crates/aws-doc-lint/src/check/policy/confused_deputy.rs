//! `policy/confused-deputy`

use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use iam_policy_model::model::{Policy, PolicyType};

rule! {
    /// A service may use the resource or role on behalf of anyone.
    ///
    /// A service acts for all its customers. Without a condition on whom it acts for, somebody else can have it
    /// use your resource: the *confused deputy*. `aws:SourceArn`, `aws:SourceAccount`, `aws:SourceOrgID` or
    /// `aws:SourceOrgPaths` say for whom.
    ///
    /// The check knows only services that are documented to send these keys, and reports hints.
    ///
    /// ## Fails
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Effect": "Allow",
    ///       "Principal": { "Service": "s3.amazonaws.com" },
    ///       "Action": "sns:Publish",
    ///       "Resource": "arn:aws:sns:us-east-1:111122223333:uploads"
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
    ///       "Principal": { "Service": "s3.amazonaws.com" },
    ///       "Action": "sns:Publish",
    ///       "Resource": "arn:aws:sns:us-east-1:111122223333:uploads",
    ///       "Condition": { "StringEquals": { "aws:SourceAccount": "111122223333" } }
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [The confused deputy problem](https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html)
    "policy/confused-deputy", Hint, aws: ["RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL"]
}

/// Services that are documented to say on whose behalf they act.
const SERVICES: [&str; 7] = [
    "bedrock.amazonaws.com",
    "cloudtrail.amazonaws.com",
    "config.amazonaws.com",
    "delivery.logs.amazonaws.com",
    "events.amazonaws.com",
    "s3.amazonaws.com",
    "sns.amazonaws.com",
];

pub(crate) fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let of_resource = |policy: &&Policy<'_>| policy.kind == PolicyType::Resource;
    for policy in snippet.policies.iter().filter(of_resource) {
        for statement in policy
            .statements
            .iter()
            .filter(|one| one.allows() == Some(true))
        {
            // Any condition may be the one that is meant.
            if statement.condition.is_some() {
                continue;
            }
            for principal in statement.principals() {
                let text = principal.text.as_str();
                let is_service = principal
                    .kind
                    .is_some_and(|kind| kind.as_str() == "Service");
                if is_service && SERVICES.contains(&text) {
                    let range = principal.text.range_of(0..text.len());
                    let message = format!("`{text}` may use this on behalf of any account");
                    sink.push(
                        Finding::new(range, message)
                            .help("add a condition on `aws:SourceArn` or `aws:SourceAccount`"),
                    );
                }
            }
        }
    }
}
