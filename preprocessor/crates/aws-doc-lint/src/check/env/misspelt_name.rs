//! `env/misspelt-name`

use std::ops::Range;

use crate::diagnostic::Severity;
use crate::env::{Dialect, EnvSample};
use crate::rule::{Finding, Sink, rule};
use crate::suggest::nearest;
use aws_doc_facts::{EnvNames, Facts};
use spanned_text::{Cut as _, Part as _};

rule! {
    /// The name of a variable is a slip away from one that AWS's SDKs read.
    ///
    /// A variable with a misspelt name is ignored without a word: the SDK goes on to the next place
    /// where it looks, and fails there, or finds other credentials. The names come from the sources
    /// of botocore, the AWS CLI and the AWS SDK for Rust.
    ///
    /// `AWS_ACCESS_KEY` and `AWS_SECRET_KEY` are read by a few old tools only, and so are told as a
    /// warning. Other names that begin with `AWS_` are left alone: many programs have their own.
    ///
    /// ## Fails
    ///
    /// ```env
    /// AWS_REGON=us-west-2
    /// ```
    ///
    /// ## Passes
    ///
    /// ```env
    /// AWS_REGION=us-west-2
    /// AWS_S3_BUCKET=guide
    /// ```
    ///
    /// ## References
    ///
    /// - [Environment variables of the AWS CLI](https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-envvars.html)
    /// - [Settings reference of the AWS SDKs and Tools](https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html)
    "env/misspelt-name", Error
}

/// Names that are written for others, and not by a slip.
const ALIASES: &[(&str, &str)] = &[
    ("AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID"),
    ("AWS_ACCESS_ID", "AWS_ACCESS_KEY_ID"),
    ("AWS_KEY_ID", "AWS_ACCESS_KEY_ID"),
    ("AWS_SECRET_KEY", "AWS_SECRET_ACCESS_KEY"),
    ("AWS_SECRET", "AWS_SECRET_ACCESS_KEY"),
    ("AWS_ACCESS_KEY_SECRET", "AWS_SECRET_ACCESS_KEY"),
];

pub(crate) fn check(sample: &EnvSample<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    for setting in sample.settings() {
        let Some((meant, severity)) = meant(setting.name, facts.env_names()) else {
            continue;
        };
        // The right name next to it shows that the other is meant as written.
        if sample.setting(meant).is_some() {
            continue;
        }
        let range = setting.assignment.name.clone();
        if setting.name.eq_ignore_ascii_case(meant) && !is_for_programs(sample, &range) {
            continue;
        }
        let message = match severity {
            Severity::Error => format!("no AWS SDK reads `{}`", setting.name),
            _ => format!("AWS's current SDKs do not read `{}`", setting.name),
        };
        sink.push(
            Finding::new(range.clone(), message)
                .severity(severity)
                .suggest(range, meant),
        );
    }
}

/// Whether a variable in small letters is meant for other programs: scripts use such names for themselves,
/// and credentials files for their settings.
fn is_for_programs(sample: &EnvSample<'_>, name: &Range<usize>) -> bool {
    let before = sample.text.part(..name.start);
    match sample.dialect {
        Dialect::Shell => {
            let line = before.after_last('\n');
            line.trim_end().ends_with("export")
        }
        Dialect::File => !before
            .lines()
            .any(|line| line.trim_start().starts_with('[')),
        // `set -gx`
        Dialect::Fish => before
            .after_last('\n')
            .split_whitespace()
            .any(|word| word == "--export" || (word.starts_with('-') && word.ends_with('x'))),
        Dialect::Powershell | Dialect::Cmd => true,
    }
}

/// The name that is meant by another, and how sure that is.
fn meant<'n>(name: &str, names: &'n EnvNames) -> Option<(&'n str, Severity)> {
    if names.variable(name).is_some() {
        return None;
    }
    let known = |name: &str| names.variable(name).map(|variable| variable.name.as_str());
    if let Some((_, meant)) = ALIASES.iter().find(|(alias, _)| *alias == name) {
        return Some((known(meant)?, Severity::Warning));
    }
    let upper = name.to_ascii_uppercase();
    if upper != name
        && let Some(meant) = known(&upper)
    {
        return Some((meant, Severity::Error));
    }
    if let Some(service) = name.strip_prefix("AWS_ENDPOINT_URL_") {
        // Told by `env/invalid-value` if at all: the name itself is right.
        let _ = service;
        return None;
    }
    if !(name.starts_with("AWS_") || name.starts_with("AWS-") || name.starts_with("ASW_")) {
        return None;
    }
    let limit = if name.len() < 14 { 1 } else { 2 };
    let candidates = names
        .variables()
        .iter()
        .map(|variable| variable.name.as_str());
    let meant = nearest(name, candidates, limit)?;
    // Something added, as a number or the `S` of a plural, is not a slip.
    (!name.starts_with(meant) && !differ_in_digits(name, meant)).then_some((meant, Severity::Error))
}

fn differ_in_digits(one: &str, other: &str) -> bool {
    let letters = |text: &str| -> String { text.chars().filter(|c| !c.is_ascii_digit()).collect() };
    letters(one) == letters(other)
}
