//! `env/dollar-in-value`

use crate::env::EnvSample;
use crate::env::disagreement::{Cause, Disagreement, Wording, report};
use crate::rule::{Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// A `$` in a value begins a variable to some readers.
    ///
    /// dotenvy, Compose, direnv, godotenv and bash expand `$NAME`; python-dotenv expands only
    /// `${NAME}`, and that even in single quotes; dotenv for Node, `node --env-file`, docker and systemd
    /// expand nothing. A password such as `ab$cd` loses its end with some of them.
    ///
    /// Single quotes keep a bare `$NAME` for all readers but docker, which keeps the quotes too. A
    /// value that is nothing but `${NAME}` passes: it is a placeholder for the reader to fill in.
    ///
    /// ## Fails
    ///
    /// ```env
    /// DATABASE_PASSWORD=ab$cd
    /// AWS_REGION=us-west-2
    /// ```
    ///
    /// ## Passes
    ///
    /// ```env,readers=bash+compose+node
    /// DATABASE_PASSWORD='ab$cd'
    /// AWS_REGION=us-west-2
    /// ```
    ///
    /// ```env
    /// AWS_PROFILE=${PROFILE}
    /// ```
    ///
    /// ## References
    ///
    /// - [Docker Compose: env file syntax](https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax)
    /// - [python-dotenv: file format](https://github.com/theskumar/python-dotenv#file-format)
    "env/dollar-in-value", Warning
}

pub(crate) fn check(sample: &EnvSample<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let wording = Wording {
        cause: Cause::Dollar,
        help: "put the value in single quotes where docker does not read the file",
        fix: None,
    };
    report(sample, sink, &wording, message);
}

fn message(found: &Disagreement) -> String {
    format!(
        "the readers of this file do not expand the `$` in `{}` alike",
        found.name
    )
}
