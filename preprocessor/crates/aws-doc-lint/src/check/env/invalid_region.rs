//! `env/invalid-region`

use crate::env::EnvSample;
use crate::region::slip;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::env_names::ValueKind;
use aws_doc_facts::{Facts, Regions};

rule! {
    /// A variable for a Region holds something else: an availability zone, a Region's name, or a slip.
    ///
    /// SDKs accept nearly any text there, and fail later when they look up an endpoint such as
    /// `bedrock-runtime.us-east-1a.amazonaws.com`. Availability zones are Regions with a letter;
    /// names such as `US West (Oregon)` and codes in capitals are for people.
    ///
    /// ## Fails
    ///
    /// ```env
    /// AWS_REGION=us-east-1a
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
    /// - [AWS Regions and Availability Zones](https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions-availability-zones.html)
    "env/invalid-region", Error
}

pub(crate) fn check(sample: &EnvSample<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    for setting in sample.settings() {
        let is_region = facts
            .env_names()
            .variable(setting.name)
            .is_some_and(|variable| variable.kind == ValueKind::Region);
        if !is_region || !setting.is_literal() {
            continue;
        }
        if let Some((what, code)) = meant(setting.value, facts.regions()) {
            sink.push(
                Finding::new(setting.range(), format!("`{}` is {what}", setting.value))
                    .help(format!("write `{code}`"))
                    .unsafe_fix(
                        format!("write `{code}`"),
                        vec![(setting.range(), code.to_owned())],
                    ),
            );
        }
    }
}

/// What a value is instead of a Region, and the Region that is meant.
pub(crate) fn meant<'r>(value: &str, regions: &'r Regions) -> Option<(&'static str, &'r str)> {
    if regions.get(value).is_some() {
        return None;
    }
    let code = |code: &str| regions.get(code).map(|region| region.code.as_str());
    if let Some(zone) = value.strip_suffix(|c: char| c.is_ascii_lowercase())
        && zone.ends_with(|c: char| c.is_ascii_digit())
        && let Some(code) = code(zone)
    {
        return Some(("an availability zone, not a Region", code));
    }
    let plain = value.to_ascii_lowercase().replace('_', "-");
    if let Some(code) = code(&plain) {
        return Some(("not the code of a Region as SDKs write it", code));
    }
    if let Some(code) = code(value.trim_end_matches([',', ';', '/', '.', ' '])) {
        return Some(("a Region with something behind it", code));
    }
    if let Some(code) = slip(value, regions) {
        return Some(("not a Region", code));
    }
    let named = regions.iter().find(|region| {
        region.name.as_deref().is_some_and(|name| {
            let city = name
                .split_once('(')
                .map(|(_, city)| city.trim_end_matches(')'));
            name.eq_ignore_ascii_case(value)
                || city.is_some_and(|city| city.eq_ignore_ascii_case(value))
        })
    })?;
    Some(("the name of a Region, not its code", &named.code))
}
