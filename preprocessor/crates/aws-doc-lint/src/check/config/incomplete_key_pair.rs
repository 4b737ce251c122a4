//! `config/incomplete-key-pair`

use crate::config::ConfigSample;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// A profile has only one half of an access key, or a temporary key without its token.
    ///
    /// An SDK that finds one of `aws_access_key_id` and `aws_secret_access_key` stops with an error. An id
    /// that begins with `ASIA` belongs to temporary credentials, which need `aws_session_token` as well.
    ///
    /// ## Fails
    ///
    /// ```ini
    /// [default]
    /// aws_access_key_id = your-access-key-id
    /// region = us-west-2
    /// ```
    ///
    /// ## Passes
    ///
    /// ```ini
    /// [default]
    /// aws_access_key_id = your-access-key-id
    /// aws_secret_access_key = your-secret-access-key
    /// region = us-west-2
    /// ```
    ///
    /// ## References
    ///
    /// - [Configuration and credential file settings](https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html)
    "config/incomplete-key-pair", Error
}

const ID: &str = "aws_access_key_id";
const SECRET: &str = "aws_secret_access_key";

pub(crate) fn check(sample: &ConfigSample<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for section in &sample.sections {
        let Some(profile) = section.profile() else {
            continue;
        };
        let has = |key: &str| sample.profile_entry(profile, key).is_some();
        // `config/misspelt-setting` reports a misspelt half.
        let other_half = |start: &str| {
            section
                .entries
                .iter()
                .any(|entry| entry.key.to_ascii_lowercase().starts_with(start))
        };
        for (key, missing, start) in [(ID, SECRET, "aws_secret"), (SECRET, ID, "aws_access")] {
            if let Some(entry) = section.entry(key)
                && !has(missing)
                && !other_half(start)
                && section.entries.len() > 1
            {
                sink.push(
                    Finding::new(
                        entry.key_range.clone(),
                        format!("`{key}` is set and `{missing}` is not"),
                    )
                    .help("set both, or neither"),
                );
            }
        }
        if let Some(id) = section.entry(ID)
            && id.value.starts_with("ASIA")
            && has(SECRET)
            && !has("aws_session_token")
            && !has("aws_security_token")
        {
            sink.push(
                Finding::new(
                    id.value_range.clone(),
                    "this id belongs to temporary credentials, and `aws_session_token` is not set",
                )
                .help("set `aws_session_token` too"),
            );
        }
    }
}
