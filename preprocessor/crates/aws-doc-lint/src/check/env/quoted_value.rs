//! `env/quoted-value`

use crate::env::EnvSample;
use crate::env::disagreement::{Cause, Disagreement, Wording, report};
use crate::rule::{Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// Quotes around a value are part of it for docker.
    ///
    /// `docker run --env-file` takes every character after `=` literally. With
    /// `AWS_REGION="us-west-2"` it asks for a Region whose name begins with a quote. All other readers
    /// take the quotes off, though not all treat what is in them the same.
    ///
    /// A value without spaces, `#`, `$`, quotes and backslashes needs no quotes.
    ///
    /// Most files are never read by docker, so this is reported only in books that ask for it.
    ///
    /// ## Fails
    ///
    /// ````toml
    /// [preprocessor.aws.severity]
    /// "env/quoted-value" = "hint"
    /// ````
    ///
    /// ```env
    /// AWS_REGION="us-west-2"
    /// ```
    ///
    /// ## Passes
    ///
    /// ```env
    /// AWS_REGION=us-west-2
    /// ```
    ///
    /// ```env,readers=bash+compose
    /// AWS_REGION="us-west-2"
    /// ```
    ///
    /// ## References
    ///
    /// - [docker run: environment variables from a file](https://docs.docker.com/reference/cli/docker/container/run/#env)
    "env/quoted-value", Hint, on_request: true
}

pub(crate) fn check(sample: &EnvSample<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let wording = Wording {
        cause: Cause::Quotes,
        help: "leave the quotes out where the value does not need them",
        fix: Some("take the quotes off"),
    };
    report(sample, sink, &wording, message);
}

fn message(found: &Disagreement) -> String {
    if found.all_set() {
        format!(
            "{} the quotes around `{}` differently",
            found.odd("reads", "read"),
            found.name
        )
    } else {
        format!(
            "{} over this quoted value",
            found.odd("stumbles", "stumble")
        )
    }
}
