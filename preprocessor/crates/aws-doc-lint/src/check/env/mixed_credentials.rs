//! `env/mixed-credentials`

use crate::env::EnvSample;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// A sample sets both an Amazon Bedrock API key and an access key.
    ///
    /// Where both are set, the API key in `AWS_BEARER_TOKEN_BEDROCK` is what calls of Bedrock are
    /// authorized with, and the access key is not used for them. Someone who replaces only one of the
    /// two sees errors about the other.
    ///
    /// ## Fails
    ///
    /// ```env
    /// AWS_ACCESS_KEY_ID=your-access-key-id
    /// AWS_SECRET_ACCESS_KEY=your-secret-access-key
    /// AWS_BEARER_TOKEN_BEDROCK=your-bedrock-api-key
    /// ```
    ///
    /// ## Passes
    ///
    /// ```env
    /// AWS_BEARER_TOKEN_BEDROCK=your-bedrock-api-key
    /// ```
    ///
    /// ## References
    ///
    /// - [Amazon Bedrock API keys](https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html)
    "env/mixed-credentials", Warning
}

pub(crate) fn check(sample: &EnvSample<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let (Some(bearer), Some(id)) = (
        sample.setting("AWS_BEARER_TOKEN_BEDROCK"),
        sample.setting("AWS_ACCESS_KEY_ID"),
    ) else {
        return;
    };
    if !bearer.value.is_empty() && !id.value.is_empty() {
        sink.push(
            Finding::new(
                bearer.assignment.name.clone(),
                "with this key set, calls of Bedrock do not use the access key",
            )
            .label(id.assignment.name.clone(), "not used for Bedrock")
            .help("show the two ways to sign in as two samples"),
        );
    }
}
