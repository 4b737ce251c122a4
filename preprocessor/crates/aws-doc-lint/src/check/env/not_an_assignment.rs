//! `env/not-an-assignment`

use crate::env::EnvSample;
use crate::env::disagreement::{Cause, Disagreement, Wording, report};
use crate::rule::{Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// A line of an env sample has no `=`.
    ///
    /// What readers make of it ranges from nothing to a refusal of the whole file. Some take the
    /// variable from the environment, some the YAML form `NAME: value`, and bash runs the line.
    ///
    /// ## Fails
    ///
    /// ```env
    /// AWS_PROFILE=dev
    /// AWS_REGION us-west-2
    /// ```
    ///
    /// ## Passes
    ///
    /// ```env
    /// AWS_PROFILE=dev
    /// AWS_REGION=us-west-2
    /// ```
    ///
    /// ## References
    ///
    /// - [docker run: environment variables from a file](https://docs.docker.com/reference/cli/docker/container/run/#env)
    /// - [Docker Compose: env file syntax](https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax)
    "env/not-an-assignment", Warning
}

pub(crate) fn check(sample: &EnvSample<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let wording = Wording {
        cause: Cause::NoAssignment,
        help: "write `NAME=value`, or make the line a comment",
        fix: None,
    };
    report(sample, sink, &wording, message);
}

fn message(_: &Disagreement) -> String {
    "the readers of this file do not agree what a line without `=` is".to_owned()
}
