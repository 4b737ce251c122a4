//! `config/quoted-value`

use crate::config::{ConfigSample, Entry, SectionKind};
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// A value in a file of profiles stands in quotes, which become a part of it.
    ///
    /// The files are not shell scripts: botocore and the AWS CLI take the Region `"us-east-1"` with its quotes, which
    /// is not a Region, and send a key with quotes in it. Only the program of `credential_process`, and names of
    /// sections with spaces, are written with quotes.
    ///
    /// ## Fails
    ///
    /// ```ini
    /// [profile dev]
    /// region = "us-east-1"
    /// ```
    ///
    /// ## Passes
    ///
    /// ```ini
    /// [profile dev]
    /// region = us-east-1
    /// credential_process = "/opt/my tools/get-keys" --role dev
    /// ```
    ///
    /// ## References
    ///
    /// - [Configuration and credential file settings](https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html)
    "config/quoted-value", Error
}

/// The value without the quotes around it, where a setting of AWS's SDKs takes none.
pub(crate) fn unquoted<'t>(entry: &Entry<'t>, facts: &Facts) -> Option<&'t str> {
    let is_text = ["credential_process", "cli_pager", "user_agent_extra"].contains(&entry.key);
    if is_text || facts.env_names().setting(entry.key).is_none() {
        return None;
    }
    let quoted = |quote: char| entry.value.strip_prefix(quote)?.strip_suffix(quote);
    let inner = quoted('"').or_else(|| quoted('\''))?;
    (!inner.is_empty() && !inner.contains(['"', '\''])).then_some(inner)
}

pub(crate) fn check(sample: &ConfigSample<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    let sections = sample.sections.iter();
    let sections =
        sections.filter(|one| !matches!(one.kind, SectionKind::Services(_) | SectionKind::Other));
    for entry in sections.flat_map(|section| &section.entries) {
        let Some(inner) = unquoted(entry, facts) else {
            continue;
        };
        let range = entry.value_range.clone();
        let message = format!("the quotes become a part of `{}`", entry.key);
        sink.push(
            Finding::new(range.clone(), message)
                .help("write the value without quotes")
                .fix("take the quotes off", vec![(range, inner.to_owned())]),
        );
    }
}
