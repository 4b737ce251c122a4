//! `policy/duplicate-sid`

use crate::diagnostic::Severity;
use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use iam_policy_model::model::PolicyType;
use iam_policy_model::repeated::repeated;
use spanned_text::tree::Str;

rule! {
    /// Two statements of a policy have the same `Sid`.
    ///
    /// IAM refuses such a policy. The services that keep resource policies differ, so there it is a warning, as
    /// it is in trust policies, where AWS's own validation only recommends it.
    ///
    /// ## Fails
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Sid": "Models",
    ///       "Effect": "Allow",
    ///       "Action": "bedrock:ListFoundationModels",
    ///       "Resource": "*"
    ///     },
    ///     {
    ///       "Sid": "Models",
    ///       "Effect": "Allow",
    ///       "Action": "bedrock:ListInferenceProfiles",
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
    ///       "Sid": "Models",
    ///       "Effect": "Allow",
    ///       "Action": "bedrock:ListFoundationModels",
    ///       "Resource": "*"
    ///     },
    ///     {
    ///       "Sid": "Profiles",
    ///       "Effect": "Allow",
    ///       "Action": "bedrock:ListInferenceProfiles",
    ///       "Resource": "*"
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [IAM JSON policy elements: Sid](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html)
    "policy/duplicate-sid", Error, aws: ["UNIQUE_SIDS_REQUIRED", "UNIQUE_SIDS_RECOMMENDED"]
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for policy in &snippet.policies {
        // Of two outcomes of a condition one is there.
        let sids = policy.statements.iter().filter(|one| !one.is_conditional);
        let sids = sids.filter_map(|statement| statement.sid?.value.as_string());
        let sids: Vec<&Str<'_>> = sids.filter(|sid| !sid.as_str().is_empty()).collect();
        if sids.len() < 2 {
            continue;
        }
        for (sid, first) in repeated(&sids, |byte| byte) {
            let message = format!("`{}` is the `Sid` of another statement", sid.as_str());
            let finding = Finding::new(sid.range_of(0..sid.as_str().len()), message)
                .label(first.range(), "the other one");
            sink.push(
                if matches!(policy.kind, PolicyType::Resource | PolicyType::Trust) {
                    finding
                        .severity(Severity::Warning)
                        .aws("UNIQUE_SIDS_RECOMMENDED")
                } else {
                    finding.aws("UNIQUE_SIDS_REQUIRED")
                },
            );
        }
    }
}
