//! `policy/invalid-sid`

use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use iam_policy_model::model::PolicyType;
use iam_policy_model::placeholder;

rule! {
    /// A `Sid` has characters that IAM does not take.
    ///
    /// In policies of IAM the statement id is made of the letters A–Z and a–z and the digits. Some services
    /// take more in the policies of their resources, so there it is not checked. An empty `Sid` is only
    /// useless.
    ///
    /// ## Fails
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Sid": "Invoke model",
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
    ///       "Sid": "InvokeModel",
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
    /// - [IAM JSON policy elements: Sid](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html)
    "policy/invalid-sid", Error, aws: ["UNSUPPORTED_SID"]
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for policy in &snippet.policies {
        for statement in &policy.statements {
            let Some(sid) = statement.sid.and_then(|member| member.value.as_string()) else {
                continue;
            };
            let text = sid.as_str();
            // Looked at as bytes, since most are right.
            let wrong = text.bytes().position(|byte| !byte.is_ascii_alphanumeric());
            let wrong = wrong.and_then(|at| Some((at, text.get(at..)?.chars().next()?)));
            let Some((at, one)) = wrong else { continue };
            if policy.kind == PolicyType::Resource || placeholder::is_within(text) {
                continue;
            }
            sink.push(Finding::new(
                sid.range_of(at..at + one.len_utf8()),
                format!("a `Sid` has letters and digits only, not `{one}`"),
            ));
        }
    }
}
