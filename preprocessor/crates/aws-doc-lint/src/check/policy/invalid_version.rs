//! `policy/invalid-version`

use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use iam_policy_model::placeholder;

rule! {
    /// The `Version` of a policy is neither `2012-10-17` nor `2008-10-17`.
    ///
    /// It is the version of the policy language, not the date of the policy. IAM refuses any other.
    ///
    /// ## Fails
    ///
    /// ```json
    /// {
    ///   "Version": "2026-10-17",
    ///   "Statement": [
    ///     {
    ///       "Effect": "Allow",
    ///       "Action": "bedrock:ListFoundationModels",
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
    ///       "Action": "bedrock:ListFoundationModels",
    ///       "Resource": "*"
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [IAM JSON policy elements: Version](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html)
    "policy/invalid-version", Error, aws: ["INVALID_VERSION"]
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for policy in &snippet.policies {
        let Some(version) = policy.version().and_then(|member| member.value.as_string()) else {
            continue;
        };
        let text = version.as_str();
        if text == "2012-10-17" || text == "2008-10-17" || placeholder::is_within(text) {
            continue;
        }
        let range = version.range_of(0..text.len());
        sink.push(
            Finding::new(
                range.clone(),
                format!("the policy language has no version `{text}`"),
            )
            .help("`Version` is `2012-10-17`, whenever the policy was written")
            .unsafe_fix("write `2012-10-17`", vec![(range, "2012-10-17".to_owned())]),
        );
    }
}
