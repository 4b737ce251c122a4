//! `region/mistyped`

use crate::region::{PolicyField, RegionIssue, RegionName};
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// The name of a Region is misspelt.
    ///
    /// No SDK knows the list of Regions: `us-esat-1` is accepted everywhere, and the call fails
    /// later, in DNS, with `Could not connect to the endpoint URL` or `ENOTFOUND`. The check looks
    /// at the whole text, prose and code, for names that are a slip or two away from a Region.
    ///
    /// ## Fails
    ///
    /// ```env
    /// AWS_REGION=us-esat-1
    /// ```
    ///
    /// ## Passes
    ///
    /// ```env
    /// AWS_REGION=us-east-1
    /// ```
    ///
    /// ## References
    ///
    /// - [AWS Regions](https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html)
    "region/mistyped", Error, aws: ["INVALID_ARN_REGION", "INVALID_REGION"]
}

pub(crate) fn check(region: &RegionName<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let RegionIssue::Mistyped(code) = region.issue else {
        return;
    };
    sink.push(
        Finding::new(
            region.range.clone(),
            format!("AWS has no Region `{}`", region.name),
        )
        .suggest(region.range.clone(), code)
        .aws_if(region.policy_field.map(PolicyField::aws_finding)),
    );
}
