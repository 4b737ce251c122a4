//! `config/unknown-reference`

use crate::config::{ConfigSample, SectionKind};
use crate::rule::{Finding, Sink, rule};
use crate::suggest::nearest;
use aws_doc_facts::Facts;

rule! {
    /// A setting names a profile or a session that the sample has under a similar name only.
    ///
    /// `source_profile` names a profile, `sso_session` a section `[sso-session NAME]`, `services` a section
    /// `[services NAME]`. A sample may leave those out; the check reports names that are a slip away
    /// from one that is there.
    ///
    /// ## Fails
    ///
    /// ```ini
    /// [profile dev]
    /// sso_session = wrok
    /// sso_account_id = 111122223333
    /// sso_role_name = guide
    ///
    /// [sso-session work]
    /// sso_start_url = https://example.awsapps.com/start
    /// sso_region = us-east-1
    /// ```
    ///
    /// ## Passes
    ///
    /// ```ini
    /// [profile dev]
    /// sso_session = work
    /// sso_account_id = 111122223333
    /// sso_role_name = guide
    ///
    /// [sso-session work]
    /// sso_start_url = https://example.awsapps.com/start
    /// sso_region = us-east-1
    /// ```
    ///
    /// ## References
    ///
    /// - [Configuration and credential file settings](https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html)
    /// - [IAM Identity Center with the AWS CLI](https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sso.html)
    "config/unknown-reference", Warning
}

/// In a sample with more names, none is looked for that may be meant.
const MOST_NAMES: usize = 200;

pub(crate) fn check(sample: &ConfigSample<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let profiles: Vec<&str> = sample.profiles().collect();
    let named = |pick: fn(&SectionKind<'_>) -> bool| -> Vec<&str> {
        sample
            .sections
            .iter()
            .filter(|section| pick(&section.kind))
            .filter_map(|section| match section.kind {
                SectionKind::SsoSession(name) | SectionKind::Services(name) => Some(name),
                _ => None,
            })
            .collect()
    };
    let sessions = named(|kind| matches!(kind, SectionKind::SsoSession(_)));
    let services = named(|kind| matches!(kind, SectionKind::Services(_)));
    for section in &sample.sections {
        let Some(own) = section.profile() else {
            continue;
        };
        for (key, known, what) in [
            ("source_profile", &profiles, "profile"),
            ("sso_session", &sessions, "session"),
            ("services", &services, "section of services"),
        ] {
            let Some(entry) = section.entry(key) else {
                continue;
            };
            let many = known.len() > MOST_NAMES;
            if !entry.is_literal() || many || known.contains(&entry.value) {
                continue;
            }
            let others = known.iter().copied().filter(|name| *name != own);
            // Names that only differ in a number are two names.
            let letters = |name: &str| name.trim_end_matches(|c: char| c.is_ascii_digit()).len();
            let limit = if entry.value.len() < 8 { 1 } else { 2 };
            let Some(near) = nearest(entry.value, others, limit) else {
                continue;
            };
            let short = entry.value.len() < 4;
            let longer = near.starts_with(entry.value) || entry.value.starts_with(near);
            if short
                || longer
                || near.get(..letters(near)) == entry.value.get(..letters(entry.value))
            {
                continue;
            }
            let range = entry.value_range.clone();
            sink.push(
                Finding::new(
                    range.clone(),
                    format!("the sample has no {what} `{}`", entry.value),
                )
                .suggest(range, near),
            );
        }
    }
}
