//! `env/malformed-access-key-id`

use crate::env::EnvSample;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// An access key id does not have the form of one.
    ///
    /// An id is `AKIA` (long-term) or `ASIA` (temporary) and 16 capital letters or digits from 2 to 7.
    /// Anything else that begins so was cut off, mistyped or changed by an editor. Ids that begin
    /// otherwise are left alone: programs that imitate AWS take any.
    ///
    /// ## Fails
    ///
    /// ```env
    /// AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPL
    /// AWS_SECRET_ACCESS_KEY=your-secret-access-key
    /// ```
    ///
    /// ## Passes
    ///
    /// ```env
    /// AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
    /// AWS_SECRET_ACCESS_KEY=your-secret-access-key
    /// ```
    ///
    /// ## References
    ///
    /// - [IAM identifiers: unique ID prefixes](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids)
    "env/malformed-access-key-id", Error
}

pub(crate) fn check(sample: &EnvSample<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for setting in sample.settings() {
        if setting.name != "AWS_ACCESS_KEY_ID" || !setting.is_literal() {
            continue;
        }
        if let Some(fault) = fault(setting.value) {
            sink.push(
                Finding::new(setting.range(), format!("this access key id {fault}")).help(
                    "an id is `AKIA` or `ASIA` and 16 capital letters or digits from 2 to 7, as in \
                     `AKIAIOSFODNN7EXAMPLE`",
                ),
            );
        }
    }
}

/// What is wrong with an id, as the rest of a sentence.
pub(crate) fn fault(id: &str) -> Option<String> {
    let rest = id.get(4..)?;
    if !(id.starts_with("AKIA") || id.starts_with("ASIA")) || is_made_up(rest) {
        return None;
    }
    if id.len() != 20 {
        return Some(format!("has {} characters, not 20", id.chars().count()));
    }
    let wrong = rest.chars().find(|c| !matches!(c, 'A'..='Z' | '2'..='7'))?;
    Some(format!("holds `{wrong}`, which no id does"))
}

/// Whether the rest of an id only shows its form: a row of one character, or of digits.
fn is_made_up(rest: &str) -> bool {
    let mut chars: Vec<char> = rest.chars().collect();
    let digits = rest.bytes().all(|b| b.is_ascii_digit());
    chars.sort_unstable();
    chars.dedup();
    digits || chars.len() < 6 || rest.contains("12345") || rest.contains('_') || rest.contains('-')
}
