//! `policy/invalid-region`

use super::PolicySnippet;
use super::arn::Arn;
use super::placeholder;
use super::unknown_partition::PARTITIONS;
use crate::check::rule::{Finding, Sink, rule};
use crate::document::tree::Str;
use crate::facts::Facts;
use crate::facts::nearest::nearest;

rule! {
    /// The Region field of an ARN holds no Region, or one of another partition.
    ///
    /// A Region's code has hyphens and a number at its end. Codes of that form that AWS does not have are told
    /// of by `region/mistyped` and `region/unknown`, wherever they stand. Regions of China, GovCloud and the
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
    "policy/invalid-region", Error, Policy(check), aws: ["INVALID_ARN_REGION"]
}

fn check(snippet: &PolicySnippet<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    for statement in snippet
        .policies
        .iter()
        .flat_map(|policy| &policy.statements)
    {
        for text in statement.arns() {
            if let Ok(arn) = Arn::parse(text.as_str()) {
                look(text, &arn, facts, sink);
            }
        }
    }
}

fn look(text: &Str<'_>, arn: &Arn<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    let name = arn.region.text;
    if name.is_empty() || name.contains(['*', '?']) || placeholder::is_within(name) {
        return;
    }
    let range = || text.range_of(arn.region.range());
    if let Some(region) = facts.regions().get(name) {
        let partition = arn.partition.text;
        let of = region.partition.as_deref().unwrap_or(partition);
        if of != partition && PARTITIONS.contains(&partition) {
            let field = text.range_of(arn.partition.range());
            sink.push(
                Finding::new(
                    range(),
                    format!("the Region `{name}` belongs to the partition `{of}`"),
                )
                .label(field.clone(), "the partition of the ARN")
                .unsafe_fix(format!("write `{of}`"), vec![(field, of.to_owned())]),
            );
        }
        return;
    }
    // What has the form of a Region's code is looked at wherever it stands.
    if is_told_elsewhere(name, facts) {
        return;
    }
    let codes = facts.regions().iter().map(|region| region.code.as_str());
    let right = nearest(name, codes, 2);
    let is_meant = name.bytes().any(|byte| byte.is_ascii_digit()) || name.ends_with('-');
    if let Some(right) = right.filter(|_| is_meant || name.contains('-')) {
        sink.push(
            Finding::new(range(), format!("`{name}` is not the code of a Region"))
                .help(format!("did you mean `{right}`?"))
                .unsafe_fix(
                    format!("write `{right}`"),
                    vec![(range(), right.to_owned())],
                ),
        );
    }
}

/// Whether the checks of Regions see it too.
fn is_told_elsewhere(name: &str, facts: &Facts) -> bool {
    let arn = format!("arn:aws:s3:{name}:");
    !crate::check::region::find(&arn, facts.regions()).is_empty()
}
