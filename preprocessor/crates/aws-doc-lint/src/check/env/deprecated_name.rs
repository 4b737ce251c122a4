//! `env/deprecated-name`

use crate::env::EnvSample;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// An older name of a variable is used, which only some SDKs still read.
    ///
    /// `AWS_SECURITY_TOKEN` is botocore's older name of `AWS_SESSION_TOKEN`, and `AWS_IMDS_USE_IPV6` its
    /// older form of `AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE`. `BOTO_CONFIG` and `AWS_CREDENTIAL_FILE`
    /// name files in formats of tools that are no longer kept.
    ///
    /// ## Fails
    ///
    /// ```env
    /// AWS_SECURITY_TOKEN=
    /// ```
    ///
    /// ## Passes
    ///
    /// ```env
    /// AWS_SESSION_TOKEN=
    /// ```
    ///
    /// ## References
    ///
    /// - [Environment variables of the AWS CLI](https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-envvars.html)
    /// - [Settings reference of the AWS SDKs and Tools](https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html)
    "env/deprecated-name", Hint
}

/// Older names, and what to use.
const OLDER: &[(&str, &str)] = &[
    ("AWS_SECURITY_TOKEN", "AWS_SESSION_TOKEN"),
    (
        "AWS_IMDS_USE_IPV6",
        "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
    ),
    ("AWS_CREDENTIAL_FILE", "AWS_SHARED_CREDENTIALS_FILE"),
    ("BOTO_CONFIG", "AWS_CONFIG_FILE"),
];

pub(crate) fn check(sample: &EnvSample<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for setting in sample.settings() {
        let Some((_, newer)) = OLDER.iter().find(|(older, _)| *older == setting.name) else {
            continue;
        };
        // Some set both, for old and new readers.
        if sample.setting(newer).is_none() {
            sink.push(
                Finding::new(
                    setting.assignment.name.clone(),
                    format!("`{}` is read by few SDKs", setting.name),
                )
                .help(format!("`{newer}` is the name that current SDKs read")),
            );
        }
    }
}
