//! `env/export-prefix`

use crate::env::EnvSample;
use crate::env::disagreement::{Cause, Disagreement, Wording, report};
use crate::rule::{Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// `export` precedes a name in an env sample.
    ///
    /// docker refuses a file with such a line, and systemd passes the line over. The libraries allow
    /// `export`, so that a shell can read the file too; a shell can do without it:
    /// `set -a; source .env; set +a` exports what a file assigns.
    ///
    /// A sample in which every line begins with `export` is taken for a script and passes.
    ///
    /// ## Fails
    ///
    /// ```env
    /// AWS_PROFILE=dev
    /// export AWS_REGION=us-west-2
    /// ```
    ///
    /// ## Passes
    ///
    /// ```env
    /// AWS_PROFILE=dev
    /// AWS_REGION=us-west-2
    /// ```
    ///
    /// ```bash
    /// export AWS_PROFILE=dev
    /// export AWS_REGION=us-west-2
    /// ```
    ///
    /// ## References
    ///
    /// - [docker run: environment variables from a file](https://docs.docker.com/reference/cli/docker/container/run/#env)
    /// - [systemd.exec: EnvironmentFile=](https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#EnvironmentFile=)
    "env/export-prefix", Hint
}

pub(crate) fn check(sample: &EnvSample<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let wording = Wording {
        cause: Cause::Export,
        help: "leave `export` out of files that docker or systemd read",
        fix: None,
    };
    report(sample, sink, &wording, message);
}

fn message(found: &Disagreement) -> String {
    format!("{} not know `export`", found.odd("does", "do"))
}
