//! `secret/session-token`

use crate::rule::{Finding, Sink, rule};
use crate::secret::{Secret, SecretKind};
use aws_doc_facts::Facts;

rule! {
    /// The text holds a session token that looks real.
    ///
    /// With its key id and secret it is valid for hours. It is looked for after its name, as
    /// `AWS_SESSION_TOKEN`, `SessionToken` or `X-Amz-Security-Token`. The report never prints it.
    ///
    /// ## Fails
    ///
    /// ```env
    /// AWS_SESSION_TOKEN=@session-token@
    /// ```
    ///
    /// ## Passes
    ///
    /// ```env
    /// # AWS_SESSION_TOKEN=your-session-token
    /// ```
    ///
    /// ## References
    ///
    /// - [Revoke IAM role temporary security credentials](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html)
    "secret/session-token", Error
}

pub(crate) fn check(secret: &Secret, _: &Facts, sink: &mut Sink<'_>) {
    if !matches!(secret.kind, SecretKind::SessionToken) {
        return;
    }
    sink.push(
        Finding::new(
            secret.range.clone(),
            format!("a {} that looks real", secret.kind.title()),
        )
        .note("if it is real, revoke the sessions of its role, or wait until it has expired")
        .help("write a placeholder in a comment, as `# AWS_SESSION_TOKEN=your-session-token`"),
    );
}
