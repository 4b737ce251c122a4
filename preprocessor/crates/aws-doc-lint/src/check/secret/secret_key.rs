//! `secret/secret-key`

use crate::rule::{Finding, Sink, rule};
use crate::secret::{Secret, SecretKind};
use aws_doc_facts::Facts;

rule! {
    /// The text holds a secret access key that looks real.
    ///
    /// A secret has no form of its own: it is 40 random letters, digits, `/` and `+`. It is looked for
    /// where one is meant, after a name such as `aws_secret_access_key` or next to an access key id; so
    /// hashes and encoded data pass. The report never prints it.
    ///
    /// If it is real, deactivate its key first and then fix the text: it stays in the history.
    ///
    /// ## Fails
    ///
    /// ```env
    /// AWS_SECRET_ACCESS_KEY=@secret-access-key@
    /// ```
    ///
    /// ## Passes
    ///
    /// ```env
    /// AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
    /// ```
    ///
    /// ## References
    ///
    /// - [Update access keys](https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html)
    "secret/secret-key", Error
}

pub(crate) fn check(secret: &Secret, _: &Facts, sink: &mut Sink<'_>) {
    if !matches!(secret.kind, SecretKind::SecretAccessKey) {
        return;
    }
    sink.push(
        Finding::new(
            secret.range.clone(),
            format!("a {} that looks real", secret.kind.title()),
        )
        .note("if it is real, deactivate the key first: it stays in the history of the text")
        .help("write a placeholder, or `wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY`, which AWS's own documentation uses"),
    );
}
