//! `policy/size`

use crate::diagnostic::Severity;
use crate::policy::{Notation, PolicySnippet};
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use iam_policy_model::model::{Form, Policy, PolicyType};

rule! {
    /// A policy is longer than AWS takes.
    ///
    /// A managed policy has at most 6,144 characters and a trust policy 2,048, which can be raised to 4,096;
    /// white space is not counted. A service control or resource control policy has at most 5,120, white
    /// space included. A bucket policy has at most 20 KB, a key policy 32 KB.
    /// Inline policies are limited in sum: 2,048 characters for a user, 5,120 for a group,
    /// 10,240 for a role.
    ///
    /// ## Fails
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Effect": "Allow",
    ///       "Principal": {
    ///         "AWS": [
    ///           "arn:aws:iam::111122223333:role/team-01",
    ///           "arn:aws:iam::111122223333:role/team-02",
    ///           "arn:aws:iam::111122223333:role/team-03",
    ///           "arn:aws:iam::111122223333:role/team-04",
    ///           "arn:aws:iam::111122223333:role/team-05",
    ///           "arn:aws:iam::111122223333:role/team-06",
    ///           "arn:aws:iam::111122223333:role/team-07",
    ///           "arn:aws:iam::111122223333:role/team-08",
    ///           "arn:aws:iam::111122223333:role/team-09",
    ///           "arn:aws:iam::111122223333:role/team-10",
    ///           "arn:aws:iam::111122223333:role/team-11",
    ///           "arn:aws:iam::111122223333:role/team-12",
    ///           "arn:aws:iam::111122223333:role/team-13",
    ///           "arn:aws:iam::111122223333:role/team-14",
    ///           "arn:aws:iam::111122223333:role/team-15",
    ///           "arn:aws:iam::111122223333:role/team-16",
    ///           "arn:aws:iam::111122223333:role/team-17",
    ///           "arn:aws:iam::111122223333:role/team-18",
    ///           "arn:aws:iam::111122223333:role/team-19",
    ///           "arn:aws:iam::111122223333:role/team-20",
    ///           "arn:aws:iam::111122223333:role/team-21",
    ///           "arn:aws:iam::111122223333:role/team-22",
    ///           "arn:aws:iam::111122223333:role/team-23",
    ///           "arn:aws:iam::111122223333:role/team-24",
    ///           "arn:aws:iam::111122223333:role/team-25",
    ///           "arn:aws:iam::111122223333:role/team-26",
    ///           "arn:aws:iam::111122223333:role/team-27",
    ///           "arn:aws:iam::111122223333:role/team-28",
    ///           "arn:aws:iam::111122223333:role/team-29",
    ///           "arn:aws:iam::111122223333:role/team-30",
    ///           "arn:aws:iam::111122223333:role/team-31",
    ///           "arn:aws:iam::111122223333:role/team-32",
    ///           "arn:aws:iam::111122223333:role/team-33",
    ///           "arn:aws:iam::111122223333:role/team-34",
    ///           "arn:aws:iam::111122223333:role/team-35",
    ///           "arn:aws:iam::111122223333:role/team-36",
    ///           "arn:aws:iam::111122223333:role/team-37",
    ///           "arn:aws:iam::111122223333:role/team-38",
    ///           "arn:aws:iam::111122223333:role/team-39",
    ///           "arn:aws:iam::111122223333:role/team-40",
    ///           "arn:aws:iam::111122223333:role/team-41",
    ///           "arn:aws:iam::111122223333:role/team-42",
    ///           "arn:aws:iam::111122223333:role/team-43",
    ///           "arn:aws:iam::111122223333:role/team-44",
    ///           "arn:aws:iam::111122223333:role/team-45",
    ///           "arn:aws:iam::111122223333:role/team-46",
    ///           "arn:aws:iam::111122223333:role/team-47",
    ///           "arn:aws:iam::111122223333:role/team-48"
    ///         ]
    ///       },
    ///       "Action": "sts:AssumeRole"
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
    ///       "Principal": { "AWS": "arn:aws:iam::111122223333:role/app" },
    ///       "Action": "sts:AssumeRole"
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [IAM and AWS STS quotas](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html)
    /// - [AWS KMS resource quotas](https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html)
    /// - [Amazon S3 bucket policies](https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html)
    "policy/size", Warning, aws: ["POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA", "POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA", "POLICY_SIZE_EXCEEDS_SCP_QUOTA", "POLICY_SIZE_EXCEEDS_RCP_QUOTA", "POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA"]
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    if !snippet.json.errors.is_empty() || snippet.notation != Notation::Json {
        return;
    }
    for policy in snippet
        .policies
        .iter()
        .filter(|policy| policy.form == Form::Whole)
    {
        let Some(text) = snippet.text.get(policy.node.range()) else {
            continue;
        };
        let (limit, id) = match policy.kind {
            PolicyType::Identity | PolicyType::Boundary => {
                (6144, "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA")
            }
            PolicyType::Trust => (2048, "POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA"),
            PolicyType::ServiceControl => (5120, "POLICY_SIZE_EXCEEDS_SCP_QUOTA"),
            PolicyType::ResourceControl => (5120, "POLICY_SIZE_EXCEEDS_RCP_QUOTA"),
            PolicyType::Resource => match resource_limit(policy) {
                Some(limit) => (limit, "POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA"),
                None => continue,
            },
        };
        // Most policies are far below.
        if text.len() <= limit {
            continue;
        }
        let counts_space = matches!(
            policy.kind,
            PolicyType::ServiceControl | PolicyType::ResourceControl
        );
        let size = text
            .chars()
            .filter(|one| counts_space || !one.is_whitespace())
            .count();
        if size <= limit {
            continue;
        }
        let start = policy.node.range().start;
        let message = format!(
            "{} has at most {limit} characters, this one {size}",
            policy.kind.name()
        );
        let finding = Finding::new(start..start + 1, message).aws(id);
        sink.push(match policy.kind {
            PolicyType::Trust => finding.note("the quota can be raised to 4096"),
            _ if counts_space => finding
                .severity(Severity::Error)
                .help("white space counts: take it out"),
            PolicyType::Identity | PolicyType::Boundary if size <= 10_240 => {
                finding.note("as an inline policy a role takes up to 10240 characters")
            }
            _ => finding,
        });
    }
}

/// The bytes that a resource policy may have: of a bucket, or of a key.
fn resource_limit(policy: &Policy<'_>) -> Option<usize> {
    let mut arns = policy.statements.iter().flat_map(|one| &one.resource_arns);
    let mut actions = policy.statements.iter().flat_map(|one| &one.actions);
    if arns.clone().next().is_some() && arns.all(|one| one.arn.service().text == "s3") {
        return Some(20 * 1024);
    }
    let is_key = actions.clone().next().is_some()
        && actions.all(|one| one.text.as_str().starts_with("kms:"));
    is_key.then_some(32 * 1024)
}
