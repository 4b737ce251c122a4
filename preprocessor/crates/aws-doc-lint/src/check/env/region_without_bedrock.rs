//! `env/region-without-bedrock`

use crate::env::EnvSample;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// A sample for Amazon Bedrock names a Region in which Bedrock is not offered.
    ///
    /// Calls fail when the endpoint is looked up. Only samples that have to do with Bedrock are judged:
    /// those that set a variable with `BEDROCK` in its name.
    ///
    /// ## Fails
    ///
    /// ```env
    /// AWS_BEARER_TOKEN_BEDROCK=your-bedrock-api-key
    /// AWS_REGION=ap-east-1
    /// ```
    ///
    /// ## Passes
    ///
    /// ```env
    /// AWS_BEARER_TOKEN_BEDROCK=your-bedrock-api-key
    /// AWS_REGION=ap-northeast-1
    /// ```
    ///
    /// ## References
    ///
    /// - [Supported Regions of Amazon Bedrock](https://docs.aws.amazon.com/bedrock/latest/userguide/bedrock-regions.html)
    "env/region-without-bedrock", Warning
}

pub(crate) fn check(sample: &EnvSample<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    if !sample
        .settings()
        .any(|setting| setting.name.contains("BEDROCK"))
    {
        return;
    }
    for setting in sample.settings() {
        if !matches!(setting.name, "AWS_REGION" | "AWS_DEFAULT_REGION") {
            continue;
        }
        let region = facts.regions().get(setting.value);
        if region.is_some_and(|region| !region.has_bedrock()) {
            let day = facts.regions().provenance().retrieved();
            sink.push(
                Finding::new(
                    setting.range(),
                    format!("Amazon Bedrock is not offered in `{}`", setting.value),
                )
                .note(format!("by the list of Regions of {day}")),
            );
        }
    }
}
