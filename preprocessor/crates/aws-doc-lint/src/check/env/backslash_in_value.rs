//! `env/backslash-in-value`

use crate::env::EnvSample;
use crate::env::disagreement::{Cause, Disagreement, Wording, report};
use crate::rule::{Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// A backslash in a value means something else to each reader.
    ///
    /// To some it escapes the next character, to some only within double quotes, to others it is a
    /// character like any other; dotenvy refuses escapes that it does not know. `C:\\Users\\me` is read in
    /// several ways.
    ///
    /// Forward slashes do for paths on Windows as well.
    ///
    /// ## Fails
    ///
    /// ```env
    /// AWS_CONFIG_FILE=C:\\aws\\config
    /// ```
    ///
    /// ## Passes
    ///
    /// ```env
    /// AWS_CONFIG_FILE=C:/aws/config
    /// ```
    ///
    /// ## References
    ///
    /// - [python-dotenv: file format](https://github.com/theskumar/python-dotenv#file-format)
    /// - [systemd.exec: EnvironmentFile=](https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#EnvironmentFile=)
    "env/backslash-in-value", Warning
}

pub(crate) fn check(sample: &EnvSample<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let wording = Wording {
        cause: Cause::Backslash,
        help: "avoid backslashes in values",
        fix: None,
    };
    report(sample, sink, &wording, message);
}

fn message(found: &Disagreement) -> String {
    format!(
        "the readers of this file do not read the backslash in `{}` alike",
        found.name
    )
}
