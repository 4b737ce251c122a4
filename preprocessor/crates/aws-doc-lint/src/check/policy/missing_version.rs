//! `policy/missing-version`

use crate::policy::{Notation, PolicySnippet};
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use iam_policy_model::model::{Form, PolicyType};
use spanned_text::Part as _;

rule! {
    /// A policy has no `Version`.
    ///
    /// Without it IAM takes the version of 2008-10-17, in which policy variables such as
    /// `${aws:username}` are plain text. New policies should say `"Version": "2012-10-17"`: of another version
    /// `CreatePolicy` takes none for users, groups and roles, though queues and topics have had them.
    ///
    /// ## Fails
    ///
    /// ```json
    /// {
    ///   "Statement": [
    ///     { "Effect": "Allow", "Action": "bedrock:ListFoundationModels", "Resource": "*" }
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
    ///     { "Effect": "Allow", "Action": "bedrock:ListFoundationModels", "Resource": "*" }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [IAM JSON policy elements: Version](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html)
    "policy/missing-version", Warning, aws: ["MISSING_VERSION"]
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let without = snippet
        .policies
        .iter()
        .filter(|policy| policy.form == Form::Whole && policy.version().is_none());
    for policy in &snippet.policies {
        let old = policy.version().and_then(|member| member.value.as_string());
        if let Some(old) = old.filter(|old| old.as_str() == "2008-10-17")
            && !policy.statements.is_empty()
            && matches!(policy.kind, PolicyType::Identity | PolicyType::Boundary)
            && policy.form == Form::Whole
        {
            let range = old.range_of(0..old.as_str().len());
            let finding = Finding::new(range.clone(), "`CreatePolicy` refuses this version");
            sink.push(
                finding
                    .help("policies of users, groups and roles are of `2012-10-17`")
                    .unsafe_fix("write `2012-10-17`", vec![(range, "2012-10-17".to_owned())])
                    .without_aws(),
            );
        }
    }
    for policy in without {
        let members = policy.node.members();
        let open = policy.node.range().start;
        let finding = Finding::new(open..open + 1, "the policy has no `Version`")
            .note("without it IAM takes 2008-10-17, where policy variables are plain text")
            .help("add `\"Version\": \"2012-10-17\"` as the first element");
        sink.push(match members.first() {
            // Before the first element, with the white space before that.
            Some(first) if snippet.json.errors.is_empty() && snippet.notation == Notation::Json => {
                let space = snippet.text.part(open + 1..first.key.range().start);
                let text = format!("{space}\"Version\": \"2012-10-17\",");
                finding.unsafe_fix("add the `Version`", vec![(open + 1..open + 1, text)])
            }
            _ => finding,
        });
    }
}
