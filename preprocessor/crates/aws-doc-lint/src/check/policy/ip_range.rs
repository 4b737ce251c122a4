//! `policy/ip-range`

use crate::diagnostic::Severity;
use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use iam_policy_model::ip_range::IpRange;
use iam_policy_model::model::{ConditionLine, Features, Statement};
use iam_policy_model::operator::Family;

rule! {
    /// `aws:SourceIp` is compared with private addresses, or a range has bits beyond its mask.
    ///
    /// `aws:SourceIp` is the public address of the caller; a call through a VPC endpoint does not carry it at
    /// all, and `aws:VpcSourceIp` is the private one. A range such as `203.0.113.9/24` means
    /// `203.0.113.0/24`.
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
    ///       "Resource": "*",
    ///       "Condition": { "IpAddress": { "aws:SourceIp": "10.0.0.0/8" } }
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
    ///       "Resource": "*",
    ///       "Condition": {
    ///         "IpAddress": { "aws:VpcSourceIp": "10.0.0.0/8" },
    ///         "StringEquals": { "aws:SourceVpc": "vpc-0a1b2c3d4e5f67890" }
    ///       }
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [AWS global condition context keys](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html)
    "policy/ip-range", Warning, aws: ["PRIVATE_IP_ADDRESS", "PRIVATE_NOT_IP_ADDRESS", "PRIVATE_IP_ADDRESS_SUBSET", "PRIVATE_NOT_IP_ADDRESS_SUBSET", "IMPROVE_IP_RANGE", "MISSING_PAIRED_CONDITION_KEYS"]
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for statement in snippet.statements_with(Features::CONDITION) {
        private_alone(statement, sink);
        for line in &statement.conditions {
            let Some(operator) = line.operator.filter(|one| one.family == Family::Ip) else {
                continue;
            };
            let ranges: Vec<_> = line
                .texts()
                .filter_map(|text| Some((text, IpRange::parse(text.as_str())?)))
                .collect();
            for (text, range) in &ranges {
                if range.has_host_bits() && text.as_str().contains('/') {
                    sink.push(
                        Finding::new(
                            text.range_of(0..text.as_str().len()),
                            format!("bits are set beyond the first {}", range.prefix),
                        )
                        .severity(Severity::Hint)
                        .aws("IMPROVE_IP_RANGE"),
                    );
                }
            }
            if !line.key.as_str().eq_ignore_ascii_case("aws:SourceIp") {
                continue;
            }
            let private: Vec<_> = ranges
                .iter()
                .filter(|(_, range)| is_private(range))
                .collect();
            let all = private.len() == ranges.len();
            for (text, _) in private {
                let id = match (operator.negated, all) {
                    (false, true) => "PRIVATE_IP_ADDRESS",
                    (true, true) => "PRIVATE_NOT_IP_ADDRESS",
                    (false, false) => "PRIVATE_IP_ADDRESS_SUBSET",
                    (true, false) => "PRIVATE_NOT_IP_ADDRESS_SUBSET",
                };
                let finding = Finding::new(
                    text.range_of(0..text.as_str().len()),
                    "`aws:SourceIp` is a public address; this one is private",
                )
                .help("`aws:VpcSourceIp` is the address within a VPC")
                .aws(id);
                sink.push(if all {
                    finding
                } else {
                    finding.severity(Severity::Hint)
                });
            }
        }
    }
}

/// A private address says little without the network that it is of.
fn private_alone(statement: &Statement<'_>, sink: &mut Sink<'_>) {
    let key = |line: &ConditionLine<'_>| line.key.as_str().to_ascii_lowercase();
    let names_network = |line: &ConditionLine<'_>| {
        ["aws:sourcevpc", "aws:vpce"]
            .iter()
            .any(|one| key(line).starts_with(one))
    };
    let mut lines = statement.conditions.iter();
    let Some(line) = lines.find(|line| line.key.as_str().eq_ignore_ascii_case("aws:VpcSourceIp"))
    else {
        return;
    };
    if !statement.conditions.iter().any(names_network) {
        let range = line.key.range_of(0..line.key.as_str().len());
        sink.push(
            Finding::new(range, "every VPC may have these addresses")
                .severity(Severity::Hint)
                .help("add a condition on `aws:SourceVpc`")
                .aws("MISSING_PAIRED_CONDITION_KEYS"),
        );
    }
}

fn is_private(range: &IpRange) -> bool {
    ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fd00::/8"]
        .iter()
        .filter_map(|private| IpRange::parse(private))
        .any(|private| private.contains(range))
}
