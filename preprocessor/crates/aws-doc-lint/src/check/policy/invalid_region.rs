//! `policy/invalid-region`

use super::unknown_partition::PARTITIONS;
use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use crate::suggest::nearest;
use aws_doc_facts::Facts;
use iam_policy_model::arn::{Arn, Field};
use iam_policy_model::model::Features;
use iam_policy_model::placeholder;
use spanned_text::tree::Str;

rule! {
    /// The Region field of an ARN holds no Region, or one of another partition.
    ///
    /// A Region's code has hyphens and a number at its end. `region/mistyped` and `region/unknown` report codes of
    /// that form that AWS does not have, wherever they are. Regions of China, GovCloud and the
    /// European Sovereign Cloud belong to partitions of their own, which the second field of the ARN names.
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
    ///       "Resource": "arn:aws:bedrock:us-gov-west-1::foundation-model/amazon.nova-lite-v1:0"
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
    ///       "Resource": "arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/amazon.nova-lite-v1:0"
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [Amazon Resource Names (ARNs)](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html)
    /// - [AWS Regions](https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html)
    "policy/invalid-region", Error, aws: ["INVALID_ARN_REGION", "INVALID_REGION"]
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    let those = Features::ARN | Features::CONDITION;
    for statement in snippet.statements_with(those) {
        for (text, arn) in statement.arns() {
            look(text, &arn, facts, sink);
        }
        for line in &statement.conditions {
            if line
                .key
                .as_str()
                .eq_ignore_ascii_case("aws:RequestedRegion")
            {
                for text in line.texts() {
                    let name = Field {
                        text: text.as_str(),
                        start: 0,
                    };
                    code(text, name, "INVALID_REGION", facts, sink);
                }
            }
        }
    }
}

fn look(text: &Str<'_>, arn: &Arn<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    if matches!(arn.region().text, "" | "*") {
        return;
    }
    let Some(region) = facts.regions().get(arn.region().text) else {
        return code(text, arn.region(), "INVALID_ARN_REGION", facts, sink);
    };
    let partition = arn.partition().text;
    let of = region.partition.as_deref().unwrap_or(partition);
    if of != partition && PARTITIONS.contains(&partition) {
        let field = text.range_of(arn.partition().range());
        let message = format!(
            "the Region `{}` belongs to the partition `{of}`",
            region.code
        );
        sink.push(
            Finding::new(text.range_of(arn.region().range()), message)
                .label(field.clone(), "the partition of the ARN")
                .unsafe_fix(format!("write `{of}`"), vec![(field, of.to_owned())])
                .aws("INVALID_ARN_REGION"),
        );
    }
}

/// Reports what is meant as the code of a Region and is not one.
fn code(text: &Str<'_>, field: Field<'_>, id: &'static str, facts: &Facts, sink: &mut Sink<'_>) {
    let name = field.text;
    if name.is_empty() || name.contains(['*', '?']) || placeholder::is_within(name) {
        return;
    }
    // The checks of Regions see what has the form of a Region's code.
    if facts.regions().get(name).is_some() || is_told_elsewhere(name, id, facts) {
        return;
    }
    let codes = facts.regions().iter().map(|region| region.code.as_str());
    // `us-east-N` means several.
    let stands_for_a_number = ["-n", "-x", "-#"]
        .iter()
        .any(|end| name.to_ascii_lowercase().ends_with(end));
    if stands_for_a_number {
        return;
    }
    let is_meant = name.contains('-') || name.bytes().any(|byte| byte.is_ascii_digit());
    if let Some(right) = nearest(name, codes, 2).filter(|_| is_meant) {
        let range = text.range_of(field.range());
        sink.push(
            Finding::new(
                range.clone(),
                format!("`{name}` is not the code of a Region"),
            )
            .suggest(range, right)
            .aws(id),
        );
    }
}

/// Whether the checks of Regions see it too.
fn is_told_elsewhere(name: &str, id: &str, facts: &Facts) -> bool {
    // In an ARN they look closer than at a value of its own.
    let place = if id == "INVALID_ARN_REGION" {
        format!("arn:aws:s3:{name}:")
    } else {
        format!("\"{name}\"")
    };
    !crate::region::find(&place, facts.regions()).is_empty()
}
