//! `arn/region`

use crate::arn::ArnInText;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// The Region of an ARN does not belong to its partition, or to its service.
    ///
    /// `us-gov-west-1` lies in the partition `aws-us-gov` and the Regions of China in `aws-cn`; an
    /// ARN that begins with `arn:aws:` cannot name them. The ARNs of IAM have no Region.
    ///
    /// `region/unknown` and `region/mistyped` report Regions that AWS does not have at all.
    ///
    /// ## Fails
    ///
    /// ````text
    /// The key is `arn:aws:kms:us-gov-west-1:111122223333:key/guide`.
    /// ````
    ///
    /// ## Passes
    ///
    /// ````text
    /// The key is `arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/guide`.
    /// ````
    ///
    /// ## References
    ///
    /// - [Amazon Resource Names](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html)
    "arn/region", Error
}

pub(crate) fn check(arn: &ArnInText<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    let (range, code) = arn.region();
    let Some(region) = facts.regions().get(code) else {
        return;
    };
    let (partition_range, partition) = arn.partition();
    let known = |name: &str| {
        facts
            .regions()
            .iter()
            .any(|region| region.partition.as_deref() == Some(name))
    };
    if arn.service().1 == "iam" {
        sink.push(
            Finding::new(range.clone(), "the ARNs of IAM have no Region")
                .help("leave the Region out: `arn:aws:iam::`")
                .fix("leave the Region out", vec![(range, String::new())]),
        );
    } else if let Some(own) = region.partition.as_deref()
        && own != partition
        && known(partition)
    {
        sink.push(
            Finding::new(
                range,
                format!("`{code}` lies in the partition `{own}`, not in `{partition}`"),
            )
            .label(partition_range.clone(), "the partition of the ARN")
            .unsafe_fix(
                format!("write `{own}`"),
                vec![(partition_range, own.to_owned())],
            ),
        );
    }
}
