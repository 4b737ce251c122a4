//! `config/role-source`

use crate::config::ConfigSample;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use spanned_text::{Cut as _, Part as _};

rule! {
    /// A profile names a role and not, or not only once, the credentials to assume it with.
    ///
    /// `role_arn` needs either `source_profile`, the profile whose credentials are used, or
    /// `credential_source`, or the file of a web identity token. Without any of them the SDKs stop with
    /// an error such as botocore's `PartialCredentialsError`, and with the first two together with
    /// `InvalidConfigError`.
    ///
    /// ## Fails
    ///
    /// ```ini
    /// [profile dev]
    /// role_arn = arn:aws:iam::111122223333:role/guide
    /// region = us-west-2
    /// ```
    ///
    /// ## Passes
    ///
    /// ```ini
    /// [profile dev]
    /// role_arn = arn:aws:iam::111122223333:role/guide
    /// source_profile = default
    /// region = us-west-2
    /// ```
    ///
    /// ## References
    ///
    /// - [Use an IAM role in the AWS CLI](https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-role.html)
    "config/role-source", Error
}

/// Settings of which one says where the credentials come from.
const SOURCES: [&str; 3] = [
    "source_profile",
    "credential_source",
    "web_identity_token_file",
];

pub(crate) fn check(sample: &ConfigSample<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for section in &sample.sections {
        let (Some(role), Some(profile)) = (section.entry("role_arn"), section.profile()) else {
            continue;
        };
        let given: Vec<_> = SOURCES
            .iter()
            .filter_map(|source| sample.profile_entry(profile, source))
            .collect();
        let text = sample.text.part(section.header.end..);
        let body = text.before("\n[");
        // `...`, or a source that is only commented out, says that something is left out.
        let left_out =
            body.contains("...") || body.contains('…') || body.contains("source_profile");
        if given.is_empty() && !left_out {
            sink.push(
                Finding::new(
                    role.key_range.clone(),
                    "this role has no credentials to be assumed with",
                )
                .help("add `source_profile`, `credential_source` or `web_identity_token_file`"),
            );
        }
        if let (Some(source), Some(other)) = (
            section.entry("source_profile"),
            section.entry("credential_source"),
        ) {
            sink.push(
                Finding::new(
                    other.key_range.clone(),
                    "`credential_source` and `source_profile` exclude each other",
                )
                .label(source.key_range.clone(), "the other source"),
            );
        }
    }
}
