//! `env/readers-disagree`

use crate::env::EnvSample;
use crate::env::disagreement::{Cause, Disagreement, Wording, report};
use crate::rule::{Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// Two readers of a `.env` file read a line differently.
    ///
    /// This is what remains when no other check of the family names the cause, as characters in a
    /// name that some readers refuse, or backticks, which are quotes only to the readers of Node.
    ///
    /// What all readers read alike is `NAME=value`: a name of letters, digits and `_`, and a value
    /// without spaces, quotes, `#`, `$` and backslashes; comments on lines of their own.
    ///
    /// ## Fails
    ///
    /// ```env
    /// AWS_PROFILE=dev
    /// APP-NAME=guide
    /// ```
    ///
    /// ## Passes
    ///
    /// ```env
    /// AWS_PROFILE=dev
    /// APP_NAME=guide
    /// ```
    ///
    /// ## References
    ///
    /// - [docker run: environment variables from a file](https://docs.docker.com/reference/cli/docker/container/run/#env)
    /// - [systemd.exec: EnvironmentFile=](https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#EnvironmentFile=)
    "env/readers-disagree", Warning
}

pub(crate) fn check(sample: &EnvSample<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let wording = Wording {
        cause: Cause::Other,
        help: "keep to letters, digits and `_` in names, and to plain values",
        fix: None,
    };
    report(sample, sink, &wording, message);
}

fn message(found: &Disagreement) -> String {
    format!("{} this line differently", found.odd("reads", "read"))
}
