//! `config/missing-sso-setting`

use crate::config::{ConfigSample, SectionKind};
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// A sign-in with IAM Identity Center lacks a setting.
    ///
    /// A section `[sso-session NAME]` needs `sso_start_url` and `sso_region`. A profile that uses it for
    /// credentials needs both `sso_account_id` and `sso_role_name`; with one of the two, botocore stops with
    /// `InvalidConfigError`.
    ///
    /// ## Fails
    ///
    /// ```ini
    /// [profile dev]
    /// sso_session = work
    /// sso_account_id = 111122223333
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
    /// - [IAM Identity Center with the AWS CLI](https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sso.html)
    "config/missing-sso-setting", Error
}

pub(crate) fn check(sample: &ConfigSample<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for section in &sample.sections {
        let pair = match section.kind {
            SectionKind::SsoSession(_) => ["sso_start_url", "sso_region"],
            SectionKind::Default | SectionKind::Profile(_) | SectionKind::Plain(_) => {
                ["sso_account_id", "sso_role_name"]
            }
            _ => continue,
        };
        let [first, second] = pair;
        let (found, missing) = match (section.entry(first), section.entry(second)) {
            (Some(found), None) => (found, second),
            (None, Some(found)) => (found, first),
            _ => continue,
        };
        // `config/misspelt-setting` reports a misspelt setting.
        let near = section
            .entries
            .iter()
            .any(|entry| strsim::osa_distance(entry.key, missing) <= 2);
        if !near {
            sink.push(
                Finding::new(
                    found.key_range.clone(),
                    format!("`{}` is set and `{missing}` is not", found.key),
                )
                .help(format!("set `{missing}` too")),
            );
        }
    }
}
