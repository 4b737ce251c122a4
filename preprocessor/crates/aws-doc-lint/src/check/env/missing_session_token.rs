//! `env/missing-session-token`

use crate::env::EnvSample;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// A temporary access key is set without its session token.
    ///
    /// Ids that begin with `ASIA` belong to temporary credentials, which have three parts. Without
    /// `AWS_SESSION_TOKEN` every call is refused with `InvalidClientTokenId` or
    /// `UnrecognizedClientException`.
    ///
    /// ## Fails
    ///
    /// ```env
    /// AWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE
    /// AWS_SECRET_ACCESS_KEY=your-secret-access-key
    /// ```
    ///
    /// ## Passes
    ///
    /// ```env
    /// AWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE
    /// AWS_SECRET_ACCESS_KEY=your-secret-access-key
    /// AWS_SESSION_TOKEN=your-session-token
    /// ```
    ///
    /// ## References
    ///
    /// - [IAM identifiers: unique ID prefixes](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids)
    /// - [Temporary security credentials](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp.html)
    "env/missing-session-token", Error
}

pub(crate) fn check(sample: &EnvSample<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let Some(id) = sample.setting("AWS_ACCESS_KEY_ID") else {
        return;
    };
    // However it is set, or in a comment: the reader knows of it.
    let has_token = ["SESSION_TOKEN", "SECURITY_TOKEN"]
        .iter()
        .any(|name| sample.text.contains(name));
    // Without a secret the sample is an excerpt.
    if id.value.starts_with("ASIA")
        && !has_token
        && sample.setting("AWS_SECRET_ACCESS_KEY").is_some()
    {
        sink.push(
            Finding::new(
                id.range(),
                "this id belongs to temporary credentials, and `AWS_SESSION_TOKEN` is not set",
            )
            .help(
                "set `AWS_SESSION_TOKEN` too, or use a long-term key, whose id begins with `AKIA`",
            ),
        );
    }
}
