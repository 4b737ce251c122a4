//! `region/unknown`

use crate::region::{PolicyField, RegionIssue, RegionName};
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// A Region is named that AWS does not have.
    ///
    /// The name has the form of a Region's, or is used where a Region must be, but is in no
    /// list that we know, and no Region is near enough for a slip of the fingers. The SDKs accept
    /// any such name and fail only when they look up the endpoint.
    ///
    /// A Region that AWS has opened since the facts were gathered is unknown too: the note says
    /// of what day they are.
    ///
    /// ## Fails
    ///
    /// ```env
    /// AWS_REGION=us-east-9
    /// ```
    ///
    /// ## Passes
    ///
    /// ```env
    /// AWS_REGION=us-east-2
    /// ```
    ///
    /// ## References
    ///
    /// - [AWS Regions](https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html)
    "region/unknown", Error, aws: ["INVALID_ARN_REGION", "INVALID_REGION"]
}

pub(crate) fn check(region: &RegionName<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    let RegionIssue::Unknown(siblings) = &region.issue else {
        return;
    };
    let day = facts.regions().provenance().retrieved();
    let mut finding = Finding::new(
        region.range.clone(),
        format!("AWS has no Region `{}`", region.name),
    )
    .note(format!("by the list of Regions of {day}"))
    .aws_if(region.policy_field.map(PolicyField::aws_finding));
    if !siblings.is_empty() {
        let known: Vec<String> = siblings.iter().map(|code| format!("`{code}`")).collect();
        finding = finding.help(match known.as_slice() {
            [only] => format!("the Region there is {only}"),
            known => format!("the Regions there are {}", known.join(", ")),
        });
    }
    sink.push(finding);
}
