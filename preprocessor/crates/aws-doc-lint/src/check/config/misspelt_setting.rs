//! `config/misspelt-setting`

use std::collections::HashSet;

use crate::config::{ConfigSample, SectionKind};
use crate::rule::{Finding, Sink, rule};
use crate::suggest::nearest;
use aws_doc_facts::Facts;

rule! {
    /// The name of a setting is a slip away from one that AWS's SDKs read.
    ///
    /// A setting with a misspelt name is ignored without a word. The names come from the sources of
    /// botocore, the AWS CLI and the AWS SDK for Rust; names that are not near to one of them are left
    /// alone.
    ///
    /// ## Fails
    ///
    /// ```ini
    /// [profile dev]
    /// regoin = us-west-2
    /// role_arn = arn:aws:iam::111122223333:role/guide
    /// source_profile = default
    /// ```
    ///
    /// ## Passes
    ///
    /// ```ini
    /// [profile dev]
    /// region = us-west-2
    /// role_arn = arn:aws:iam::111122223333:role/guide
    /// source_profile = default
    /// ```
    ///
    /// ## References
    ///
    /// - [Settings reference of the AWS SDKs and Tools](https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html)
    "config/misspelt-setting", Error
}

pub(crate) fn check(sample: &ConfigSample<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    let names = facts.env_names();
    for section in &sample.sections {
        if matches!(section.kind, SectionKind::Services(_) | SectionKind::Other) {
            continue;
        }
        let keys: HashSet<&str> = section.entries.iter().map(|entry| entry.key).collect();
        for entry in &section.entries {
            let known = || names.settings().iter().map(|setting| setting.name.as_str());
            // Short names are near to too many words.
            if entry.key.len() < 5 || names.setting(entry.key).is_some() {
                continue;
            }
            let plain = entry.key.to_ascii_lowercase().replace('-', "_");
            let limit = if entry.key.len() < 10 { 1 } else { 2 };
            let meant = names
                .setting(&plain)
                .map(|setting| setting.name.as_str())
                .or_else(|| nearest(entry.key, known(), limit));
            let Some(meant) = meant else { continue };
            // The SDKs do not look at case here.
            if entry.key.eq_ignore_ascii_case(meant) || keys.contains(meant) {
                continue;
            }
            let range = entry.key_range.clone();
            sink.push(
                Finding::new(range.clone(), format!("no AWS SDK reads `{}`", entry.key))
                    .suggest(range, meant),
            );
        }
    }
}
