//! `secret/bedrock-key`

use crate::rule::{Finding, Sink, rule};
use crate::secret::{Secret, SecretKind};
use aws_doc_facts::Facts;

rule! {
    /// The text holds an Amazon Bedrock API key that looks real.
    ///
    /// A long-term key begins with `ABSK` and is valid until it expires or is deleted; a short-term key
    /// begins with `bedrock-api-key-` and is valid for up to 12 hours. Whoever has one calls models at the
    /// account's cost. The report never prints it.
    ///
    /// ## Fails
    ///
    /// ```env
    /// AWS_BEARER_TOKEN_BEDROCK=@bedrock-key@
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
    "secret/bedrock-key", Error
}

pub(crate) fn check(secret: &Secret, _: &Facts, sink: &mut Sink<'_>) {
    if !matches!(
        secret.kind,
        SecretKind::BedrockLongTermKey | SecretKind::BedrockShortTermKey
    ) {
        return;
    }
    sink.push(
        Finding::new(
            secret.range.clone(),
            format!("a {} that looks real", secret.kind.title()),
        )
        .note("if it is real, delete the key first: it stays in the history of the text")
        .help("write a placeholder, as `your-bedrock-api-key`"),
    );
}
