//! `policy/operator-type`

use crate::diagnostic::Severity;
use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use iam_policy_model::iam::{KeyType, KeyTypes};
use iam_policy_model::operator::{Comparison, Family};

rule! {
    /// A condition operator does not fit the type of its key.
    ///
    /// A key that holds a date wants a date operator, one that holds an address an IP operator, and so on.
    /// ARNs want `ArnLike`: string operators compare them as plain text, in which a wildcard can span the
    /// fields.
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
    ///       "Condition": { "StringEquals": { "aws:SourceIp": "203.0.113.0/24" } }
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
    ///       "Condition": { "IpAddress": { "aws:SourceIp": "203.0.113.0/24" } }
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [IAM JSON policy elements: Condition operators](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html)
    /// - [AWS global condition context keys](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html)
    "policy/operator-type", Warning, aws: ["TYPE_MISMATCH", "STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS"]
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for condition in snippet.known_conditions() {
        let (operator, key) = (condition.operator, condition.key);
        let types = key.types();
        if types.is_empty() || fits(operator.family, types, key.name()) {
            continue;
        }
        let written = condition.line.operator_text;
        let text = written.as_str();
        let wanted: Vec<_> = types.iter().map(KeyType::name).collect();
        let message = format!(
            "`{text}` does not fit `{}`, whose type is {}",
            key.name(),
            wanted.join(" or ")
        );
        let finding = Finding::new(written.range_of(0..text.len()), message)
            .label(condition.line.key.range(), "the key");
        if types.contains(KeyType::Arn) && operator.family == Family::String {
            // Equality of whole ARNs is the same for both.
            if operator.comparison == Comparison::Like {
                sink.push(
                    finding
                        .help("use `ArnLike`, whose wildcards stay within a field")
                        .severity(Severity::Hint)
                        .aws("STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS"),
                );
            }
            continue;
        }
        let family = types.iter().next().map_or("", operators_for);
        sink.push(finding.help(format!("use {family}")).aws("TYPE_MISMATCH"));
    }
}

fn fits(family: Family, types: KeyTypes, name: &str) -> bool {
    match family {
        Family::Null => true,
        // A key that is named for an ARN is often typed as a string in AWS's data.
        Family::String => types.contains(KeyType::String),
        Family::Arn => {
            types.contains(KeyType::Arn)
                || name.to_ascii_lowercase().ends_with("arn")
                || types.contains(KeyType::String)
        }
        // Dates come as seconds too.
        Family::Numeric => types.contains(KeyType::Numeric) || types.contains(KeyType::Date),
        Family::Date => types.contains(KeyType::Date),
        Family::Bool => types.contains(KeyType::Bool) || types.contains(KeyType::String),
        Family::Binary => types.contains(KeyType::Binary) || types.contains(KeyType::String),
        Family::Ip => types.contains(KeyType::IpAddress),
    }
}

fn operators_for(kind: KeyType) -> &'static str {
    match kind {
        KeyType::String => "a string operator, such as `StringEquals`",
        KeyType::Numeric => "a numeric operator, such as `NumericEquals`",
        KeyType::Date => "a date operator, such as `DateLessThan`",
        KeyType::Bool => "`Bool`",
        KeyType::Arn => "an ARN operator, such as `ArnLike`",
        KeyType::IpAddress => "`IpAddress` or `NotIpAddress`",
        KeyType::Binary => "`BinaryEquals`",
    }
}
