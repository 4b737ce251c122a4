//! `policy/condition-value`

use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use iam_policy_model::date;
use iam_policy_model::ip_range::IpRange;
use iam_policy_model::model::{ConditionLine, Features};
use iam_policy_model::operator::{Family, Operator};
use iam_policy_model::placeholder;
use spanned_text::tree::{Node, Str, Value};

rule! {
    /// A condition value is not of the kind that its operator compares.
    ///
    /// `Bool` and `Null` compare with `true` or `false`, and with one of them only; date operators with dates
    /// in the ISO 8601 form or seconds since 1970, IP operators with addresses and CIDR ranges, numeric ones
    /// with numbers. Another value is never equal.
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
    ///       "Condition": { "Bool": { "aws:SecureTransport": "yes" } }
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
    ///       "Condition": { "Bool": { "aws:SecureTransport": "true" } }
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [IAM JSON policy elements: Condition operators](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html)
    "policy/condition-value", Warning, aws: ["TYPE_MISMATCH_BOOLEAN", "TYPE_MISMATCH_DATE", "TYPE_MISMATCH_IP_RANGE", "TYPE_MISMATCH_NUMBER", "TYPE_MISMATCH_STRING", "INVALID_CONDITION_MULTIPLE_BOOLEAN", "INVALID_VPC_FORMAT", "INVALID_VPCE_FORMAT"]
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for statement in snippet.statements_with(Features::CONDITION) {
        for line in &statement.conditions {
            if let Some(operator) = line.operator {
                boolean_pair(line, operator, sink);
                for text in line.texts() {
                    look(text, operator, sink);
                }
                for value in line.values() {
                    other_type(value, operator, sink);
                }
            }
            let key = line.key.as_str();
            let ids = [
                ("aws:SourceVpc", "vpc-", "INVALID_VPC_FORMAT"),
                ("aws:SourceVpce", "vpce-", "INVALID_VPCE_FORMAT"),
            ];
            for (of, prefix, id) in ids {
                if of.eq_ignore_ascii_case(key) {
                    for text in line.texts() {
                        identifier(text, prefix, id, sink);
                    }
                }
            }
        }
    }
}

fn boolean_pair(line: &ConditionLine<'_>, operator: Operator, sink: &mut Sink<'_>) {
    if !matches!(operator.family, Family::Bool | Family::Null) || operator.qualifier.is_some() {
        return;
    }
    if let Some([_, second, ..]) = line.node.as_array() {
        sink.push(
            Finding::new(second.range(), "`Bool` and `Null` compare with one value")
                .aws("INVALID_CONDITION_MULTIPLE_BOOLEAN"),
        );
    }
}

/// A number where `true` or `false` is compared, and the other way round.
fn other_type(value: &Node<'_>, operator: Operator, sink: &mut Sink<'_>) {
    let (what, id) = match (operator.family, &value.value) {
        (Family::Bool | Family::Null, Value::Number(_)) => {
            ("`true` or `false`", "TYPE_MISMATCH_BOOLEAN")
        }
        (Family::Numeric, Value::Bool(_)) => ("a number", "TYPE_MISMATCH_NUMBER"),
        (Family::Date, Value::Bool(_)) => ("a date", "TYPE_MISMATCH_DATE"),
        (Family::Ip, Value::Bool(_) | Value::Number(_)) => {
            ("an address or a range", "TYPE_MISMATCH_IP_RANGE")
        }
        _ => return,
    };
    let message = format!("{} is not {what}", value.type_name());
    sink.push(Finding::new(value.range(), message).aws(id));
}

fn look(text: &Str<'_>, operator: Operator, sink: &mut Sink<'_>) {
    let value = text.as_str();
    if matches!(operator.family, Family::String | Family::Arn) || placeholder::is_text(value) {
        return;
    }
    let (holds, what, id) = match operator.family {
        Family::Bool | Family::Null => (
            value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false"),
            "`true` or `false`",
            "TYPE_MISMATCH_BOOLEAN",
        ),
        Family::Numeric => (
            value.trim().parse::<f64>().is_ok(),
            "a number",
            "TYPE_MISMATCH_NUMBER",
        ),
        Family::Date => (
            date::seconds(value).is_some(),
            "a date, such as `2026-11-22T00:00:00Z`, that exists",
            "TYPE_MISMATCH_DATE",
        ),
        Family::Ip => (
            IpRange::parse(value).is_some(),
            "an address or a range, such as `203.0.113.0/24`",
            "TYPE_MISMATCH_IP_RANGE",
        ),
        Family::Binary => (
            value
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte)),
            "text in base64",
            "TYPE_MISMATCH_STRING",
        ),
        Family::String | Family::Arn => return,
    };
    if !holds {
        let range = text.range_of(0..value.len());
        sink.push(Finding::new(range, format!("`{value}` is not {what}")).aws(id));
    }
}

/// `vpc-` or `vpce-` and 8 or 17 hexadecimal digits.
fn identifier(text: &Str<'_>, prefix: &str, id: &'static str, sink: &mut Sink<'_>) {
    let value = text.as_str();
    if value.contains(['*', '?']) || placeholder::is_text(value) {
        return;
    }
    let right = value.strip_prefix(prefix).is_some_and(|digits| {
        // Documentation writes letters beyond `f`.
        [8, 17].contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    // Short words are placeholders for an id; digits of a wrong number do not.
    let is_meant = value.bytes().filter(u8::is_ascii_digit).count() >= 4;
    if !right && is_meant {
        let message = format!("the id is `{prefix}` and 8 or 17 hexadecimal digits");
        sink.push(Finding::new(text.range_of(0..value.len()), message).aws(id));
    }
}
