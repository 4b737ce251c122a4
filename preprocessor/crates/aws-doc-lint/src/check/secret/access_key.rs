//! `secret/access-key`

use crate::rule::{Finding, Sink, rule};
use crate::secret::{Secret, SecretKind};
use aws_doc_facts::Facts;

rule! {
    /// The text holds an access key id that looks real.
    ///
    /// What is published is found within minutes. Only the keys of AWS's own documentation, which
    /// end in `EXAMPLE`, and obvious placeholders pass. The report never prints the key: the first
    /// four characters and the length remain.
    ///
    /// If the key is real, deactivate it first and then fix the text: it stays in the history.
    ///
    /// ## Fails
    ///
    /// ```env
    /// AWS_ACCESS_KEY_ID=@access-key-id@
    /// ```
    ///
    /// ## Passes
    ///
    /// ```env
    /// AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
    /// ```
    ///
    /// ## References
    ///
    /// - [IAM identifiers: unique ID prefixes](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids)
    /// - [Update access keys](https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html)
    "secret/access-key", Error
}

pub(crate) fn check(secret: &Secret, _: &Facts, sink: &mut Sink<'_>) {
    if secret.kind != SecretKind::AccessKeyId {
        return;
    }
    sink.push(
        Finding::new(secret.range.clone(), "an access key id that looks real")
            .note("if it is real, deactivate the key first: it stays in the history of the text")
            .help("write `AKIAIOSFODNN7EXAMPLE`, which AWS's own documentation uses"),
    );
}
