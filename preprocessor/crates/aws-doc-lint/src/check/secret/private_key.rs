//! `secret/private-key`

use crate::rule::{Finding, Sink, rule};
use crate::secret::{Secret, SecretKind};
use aws_doc_facts::Facts;

rule! {
    /// The text holds a private key in PEM form.
    ///
    /// Such a key signs in to servers, or signs for a certificate, as with IAM Roles Anywhere. Keys whose
    /// body is left out, as `...`, and those with `EXAMPLE` in them pass. The report never prints it.
    ///
    /// ## Fails
    ///
    /// ```text
    /// @private-key@
    /// ```
    ///
    /// ## Passes
    ///
    /// ```text
    /// -----BEGIN PRIVATE KEY-----
    /// ...
    /// -----END PRIVATE KEY-----
    /// ```
    ///
    /// ## References
    ///
    /// - [IAM Roles Anywhere](https://docs.aws.amazon.com/rolesanywhere/latest/userguide/introduction.html)
    "secret/private-key", Error
}

pub(crate) fn check(secret: &Secret, _: &Facts, sink: &mut Sink<'_>) {
    if !matches!(secret.kind, SecretKind::PrivateKey) {
        return;
    }
    sink.push(
        Finding::new(
            secret.range.clone(),
            format!("a {} that looks real", secret.kind.title()),
        )
        .note("if it is real, replace the key: it stays in the history of the text")
        .help("leave the lines between the first and the last out"),
    );
}
