//! `env/needless-session-token`

use crate::env::EnvSample;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// A long-term access key is set together with a session token.
    ///
    /// Ids that begin with `AKIA` belong to long-term keys, which have no token. A token that is left
    /// over from other credentials is sent along, and every call is refused.
    ///
    /// ## Fails
    ///
    /// ```env
    /// AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
    /// AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
    /// AWS_SESSION_TOKEN=AQoEXAMPLEH4aoAH0gNCAPyJxz4BlCFFxWNE1OPTgk5TthT
    /// ```
    ///
    /// ## Passes
    ///
    /// ```env
    /// AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
    /// AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
    /// ```
    ///
    /// ## References
    ///
    /// - [IAM identifiers: unique ID prefixes](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids)
    /// - [Temporary security credentials](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp.html)
    "env/needless-session-token", Error
}

pub(crate) fn check(sample: &EnvSample<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let (Some(id), Some(token)) = (
        sample.setting("AWS_ACCESS_KEY_ID"),
        sample.setting("AWS_SESSION_TOKEN"),
    ) else {
        return;
    };
    // `env/placeholder-token` reports a placeholder.
    if id.value.starts_with("AKIA") && token.is_literal() {
        sink.push(
            Finding::new(
                token.assignment.name.clone(),
                "a long-term access key has no session token",
            )
            .label(id.range(), "ids that begin with `AKIA` are long-term")
            .help("leave the token out; temporary credentials have an id that begins with `ASIA`"),
        );
    }
}
