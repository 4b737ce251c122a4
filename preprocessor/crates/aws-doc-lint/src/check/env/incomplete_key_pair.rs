//! `env/incomplete-key-pair`

use crate::env::{Dialect, EnvSample};
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// A sample sets only one half of an access key.
    ///
    /// An SDK that finds `AWS_ACCESS_KEY_ID` without `AWS_SECRET_ACCESS_KEY` stops with an error or goes
    /// on to the next place where it looks. Set both, or neither.
    ///
    /// Only whole env files are judged, not commands, of which one may follow in another block.
    ///
    /// ## Fails
    ///
    /// ```env
    /// AWS_ACCESS_KEY_ID=your-access-key-id
    /// AWS_REGION=us-west-2
    /// ```
    ///
    /// ## Passes
    ///
    /// ```env
    /// AWS_ACCESS_KEY_ID=your-access-key-id
    /// AWS_SECRET_ACCESS_KEY=your-secret-access-key
    /// AWS_REGION=us-west-2
    /// ```
    ///
    /// ## References
    ///
    /// - [Environment variables of the AWS CLI](https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-envvars.html)
    "env/incomplete-key-pair", Warning
}

const ID: &str = "AWS_ACCESS_KEY_ID";
const SECRET: &str = "AWS_SECRET_ACCESS_KEY";

pub(crate) fn check(sample: &EnvSample<'_>, _: &Facts, sink: &mut Sink<'_>) {
    if sample.dialect != Dialect::File {
        return;
    }
    // A single line is an excerpt.
    if sample.settings().take(2).count() < 2 {
        return;
    }
    let (found, missing) = match (sample.setting(ID), sample.setting(SECRET)) {
        (Some(id), None) => (id, SECRET),
        (None, Some(secret)) => (secret, ID),
        _ => return,
    };
    let half = if missing == ID {
        "AWS_ACCESS_KEY"
    } else {
        "AWS_SECRET"
    };
    let misspelt = sample
        .settings()
        .any(|setting| setting.name != found.name && setting.name.starts_with(half));
    if !misspelt && !sample.is_commented(missing) && !found.value.is_empty() {
        sink.push(
            Finding::new(
                found.assignment.name.clone(),
                format!("`{}` is set and `{missing}` is not", found.name),
            )
            .help("set both, or neither"),
        );
    }
}
