//! `env/invalid-value`

use crate::env::EnvSample;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use aws_doc_facts::env_names::ValueKind;

rule! {
    /// An AWS variable has a value that it cannot take.
    ///
    /// Checked are what the sources of the SDKs state: switches take `true` or `false`, some variables
    /// one of a few words, others a whole number, a URL, an account id of 12 digits, or the ARN of a
    /// role. What a wrong value does differs: botocore takes any word but `true` for `false`, and the
    /// SDK for Rust warns and goes on without it.
    ///
    /// ## Fails
    ///
    /// ```env
    /// AWS_RETRY_MODE=fast
    /// ```
    ///
    /// ## Passes
    ///
    /// ```env
    /// AWS_RETRY_MODE=standard
    /// AWS_USE_FIPS_ENDPOINT=true
    /// AWS_ROLE_ARN=arn:aws:iam::111122223333:role/guide
    /// AWS_ENDPOINT_URL_BEDROCK_RUNTIME=http://localhost:4566
    /// ```
    ///
    /// ## References
    ///
    /// - [Settings reference of the AWS SDKs and Tools](https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html)
    "env/invalid-value", Error
}

pub(crate) fn check(sample: &EnvSample<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    for setting in sample.settings() {
        let (kind, choices): (ValueKind, &[String]) = match facts.env_names().variable(setting.name)
        {
            Some(variable) => (variable.kind, &variable.choices),
            None if setting.name.starts_with("AWS_ENDPOINT_URL_") => (ValueKind::Url, &[]),
            None => continue,
        };
        if !setting.is_literal() || setting.value.contains(['$', '<', '{', '%', '*']) {
            continue;
        }
        if let Some(wanted) = wanted(kind, choices, setting.value) {
            sink.push(
                Finding::new(
                    setting.range(),
                    format!("`{}` cannot be `{}`", setting.name, setting.value),
                )
                .help(format!("it takes {wanted}")),
            );
        }
    }
}

/// What is wanted instead of `value`; nothing if the value will do.
pub(crate) fn wanted(kind: ValueKind, choices: &[String], value: &str) -> Option<String> {
    let is = |word: &str| value.eq_ignore_ascii_case(word);
    match kind {
        ValueKind::Boolean if !is("true") && !is("false") => Some("`true` or `false`".to_owned()),
        ValueKind::Choice if !choices.iter().any(|choice| is(choice)) => {
            let choices: Vec<String> = choices.iter().map(|choice| format!("`{choice}`")).collect();
            Some(format!("one of {}", choices.join(", ")))
        }
        ValueKind::Count if !value.bytes().all(|b| b.is_ascii_digit()) => {
            Some("a whole number".to_owned())
        }
        ValueKind::Url if !value.starts_with("http://") && !value.starts_with("https://") => {
            Some("a URL that begins with `http://` or `https://`".to_owned())
        }
        ValueKind::Account if value.len() != 12 || !value.bytes().all(|b| b.is_ascii_digit()) => {
            Some("an account id of 12 digits".to_owned())
        }
        ValueKind::RoleArn if !is_role(value) => {
            Some("the ARN of a role, as `arn:aws:iam::111122223333:role/NAME`".to_owned())
        }
        _ => None,
    }
}

fn is_role(value: &str) -> bool {
    let parts: Vec<_> = value.splitn(6, ':').collect();
    let [arn, partition, service, region, account, resource] = parts.as_slice() else {
        return false;
    };
    *arn == "arn"
        && partition.starts_with("aws")
        && *service == "iam"
        && region.is_empty()
        // `arn/account-id` reports a digit too many or too few.
        && (10..=14).contains(&account.len())
        && account.bytes().all(|b| b.is_ascii_digit())
        && resource
            .strip_prefix("role/")
            .is_some_and(|name| !name.is_empty())
}
