//! `policy/unknown-partition`

use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use crate::suggest::nearest;
use aws_doc_facts::Facts;
use iam_policy_model::model::Features;
use iam_policy_model::placeholder;

rule! {
    /// The second field of an ARN is not one of AWS's partitions.
    ///
    /// The partitions are `aws`, `aws-cn` (China), `aws-us-gov` (GovCloud), `aws-eusc` (European Sovereign
    /// Cloud) and four isolated ones. A policy works only within its own.
    ///
    /// ## Fails
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Effect": "Allow",
    ///       "Action": "bedrock:InvokeModel",
    ///       "Resource": "arn:asw:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0"
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
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [Amazon Resource Names (ARNs)](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html)
    "policy/unknown-partition", Error, aws: ["INVALID_PARTITION"]
}

/// The partitions.
pub(crate) const PARTITIONS: [&str; 8] = [
    "aws",
    "aws-cn",
    "aws-us-gov",
    "aws-eusc",
    "aws-iso",
    "aws-iso-b",
    "aws-iso-e",
    "aws-iso-f",
];

pub(crate) fn check(snippet: &PolicySnippet<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    for statement in snippet.statements_with(Features::ARN) {
        for (text, arn) in statement.arns() {
            let partition = arn.partition().text;
            if PARTITIONS.contains(&partition)
                || partition.contains(['*', '?'])
                || placeholder::is_text(partition)
                || partition.eq_ignore_ascii_case("partition")
                || facts
                    .regions()
                    .iter()
                    .any(|one| one.partition.as_deref() == Some(partition))
            {
                continue;
            }
            let range = text.range_of(arn.partition().range());
            let finding =
                Finding::new(range.clone(), format!("AWS has no partition `{partition}`"));
            sink.push(match nearest(partition, PARTITIONS, 2) {
                Some(right) => finding.suggest(range, right),
                None => finding.help("for most accounts it is `aws`"),
            });
        }
    }
}
