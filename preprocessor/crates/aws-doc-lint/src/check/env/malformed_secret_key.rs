//! `env/malformed-secret-key`

use crate::env::EnvSample;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// A secret access key does not have 40 characters.
    ///
    /// Secrets are 40 letters, digits, `/` and `+`. One that is a little longer or shorter was cut off,
    /// or has taken a character of its surroundings along. Only values that look like the real thing are
    /// judged: mixed letters and digits of about that length.
    ///
    /// ## Fails
    ///
    /// ```env
    /// AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
    /// AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKE
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
    /// - [Manage access keys for IAM users](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html)
    "env/malformed-secret-key", Warning
}

pub(crate) fn check(sample: &EnvSample<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for setting in sample.settings() {
        if setting.name == "AWS_SECRET_ACCESS_KEY" && setting.is_literal() && is_near(setting.value)
        {
            sink.push(
                Finding::new(
                    setting.range(),
                    format!("this secret has {} characters, not 40", setting.value.len()),
                )
                .help("copy the whole secret, or write a placeholder as `your-secret-access-key`"),
            );
        }
    }
}

/// Whether a value looks like a secret of nearly the right length.
pub(crate) fn is_near(value: &str) -> bool {
    let has = |class: fn(&u8) -> bool| value.as_bytes().iter().any(class);
    (36..=44).contains(&value.len())
        && value.len() != 40
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_digit)
        && value
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'/' || b == b'+')
}
