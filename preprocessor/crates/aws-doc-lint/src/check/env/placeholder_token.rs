//! `env/placeholder-token`

use crate::env::placeholder::is_placeholder;
use crate::env::{Dialect, EnvSample};
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// An env sample sets `AWS_SESSION_TOKEN` to a placeholder.
    ///
    /// Placeholders for a key id and a secret are replaced by every reader, since nothing works
    /// without them. A session token is needed only with temporary credentials, so readers with
    /// long-term keys leave its line as it is. The placeholder is then sent as if it were a token,
    /// and AWS refuses every call with `UnrecognizedClientException` or `InvalidClientTokenId`.
    ///
    /// Leave the line out, or as a comment, and say when it is needed. An empty value does no
    /// harm: the SDKs treat it as absent.
    ///
    /// ## Fails
    ///
    /// ```env
    /// AWS_ACCESS_KEY_ID=your_access_key_id
    /// AWS_SECRET_ACCESS_KEY=your_secret_access_key
    /// AWS_SESSION_TOKEN=your_session_token_if_you_have_one
    /// ```
    ///
    /// ## Passes
    ///
    /// ```env
    /// AWS_ACCESS_KEY_ID=your_access_key_id
    /// AWS_SECRET_ACCESS_KEY=your_secret_access_key
    /// # With temporary credentials only:
    /// # AWS_SESSION_TOKEN=your_session_token
    /// ```
    ///
    /// ## References
    ///
    /// - [Environment variables of the AWS CLI](https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-envvars.html)
    "env/placeholder-token", Error
}

pub(crate) fn check(sample: &EnvSample<'_>, _: &Facts, sink: &mut Sink<'_>) {
    // Who types commands fills in what each says; who fills in a file leaves lines over.
    if sample.dialect != Dialect::File {
        return;
    }
    // With a key id of temporary credentials the token is not optional, and the reader replaces
    // all three.
    let temporary = sample
        .setting("AWS_ACCESS_KEY_ID")
        .is_some_and(|id| id.value.starts_with("ASIA"));
    for setting in sample.settings() {
        if temporary || setting.name != "AWS_SESSION_TOKEN" || !is_left_in(setting.value) {
            continue;
        }
        let assignment = setting.assignment;
        let start = assignment.export.as_ref().unwrap_or(&assignment.name).start;
        sink.push(
            Finding::new(
                assignment.value.clone(),
                "a placeholder left here is sent as a token, and every call fails",
            )
            .help("leave the line out, or make it a comment, where credentials are long-term")
            .fix(
                "make the line a comment",
                vec![(start..start, "# ".to_owned())],
            ),
        );
    }
}

/// Whether the value names what should be there instead of being it. A value that a program
/// fills in, as `${TOKEN}` or `$(…)`, is none.
fn is_left_in(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    !value.starts_with('$')
        && !value.starts_with('%')
        && (is_placeholder(value)
            || lower.contains("session_token")
            || lower.contains("session-token"))
}
