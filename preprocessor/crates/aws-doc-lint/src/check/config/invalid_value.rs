//! `config/invalid-value`

use super::quoted_value;
use crate::check::env::{invalid_region, invalid_value};
use crate::config::{ConfigSample, SectionKind};
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use aws_doc_facts::env_names::ValueKind;

rule! {
    /// A setting has a value that it cannot take.
    ///
    /// Checked are what the sources of the SDKs state: switches take `true` or `false`, some settings one
    /// of a few words, others a whole number, a URL, an account id of 12 digits, the ARN of a role or the
    /// code of a Region.
    ///
    /// ## Fails
    ///
    /// ```ini
    /// [profile dev]
    /// region = us-west-2
    /// retry_mode = fast
    /// ```
    ///
    /// ## Passes
    ///
    /// ```ini
    /// [profile dev]
    /// region = us-west-2
    /// retry_mode = standard
    /// ```
    ///
    /// ## References
    ///
    /// - [Settings reference of the AWS SDKs and Tools](https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html)
    "config/invalid-value", Error
}

pub(crate) fn check(sample: &ConfigSample<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    for section in &sample.sections {
        if matches!(section.kind, SectionKind::Services(_) | SectionKind::Other) {
            continue;
        }
        for entry in &section.entries {
            let Some(setting) = facts.env_names().setting(entry.key) else {
                continue;
            };
            if !entry.is_literal()
                || entry.value.contains(['$', '<', '{', '%', '*', '#'])
                // `config/quoted-value` reports the quotes.
                || quoted_value::unquoted(entry, facts).is_some()
            {
                continue;
            }
            let range = entry.value_range.clone();
            if setting.kind == ValueKind::Region {
                if let Some((what, code)) = invalid_region::meant(entry.value, facts.regions()) {
                    sink.push(
                        Finding::new(range, format!("`{}` is {what}", entry.value))
                            .help(format!("write `{code}`")),
                    );
                }
            } else if let Some(wanted) =
                invalid_value::wanted(setting.kind, &setting.choices, entry.value)
            {
                sink.push(
                    Finding::new(
                        range,
                        format!("`{}` cannot be `{}`", entry.key, entry.value),
                    )
                    .help(format!("it takes {wanted}")),
                );
            }
        }
    }
}
