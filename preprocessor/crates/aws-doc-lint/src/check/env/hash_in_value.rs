//! `env/hash-in-value`

use crate::env::EnvSample;
use crate::env::disagreement::{Cause, Disagreement, Wording, report};
use crate::rule::{Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// A `#` in an unquoted value is a comment to some readers.
    ///
    /// dotenv for Node, `node --env-file` and direnv cut an unquoted value at any `#`; the other
    /// readers do so only after white space. A secret with a `#` in it is cut in half without a word.
    ///
    /// Double quotes are read alike by all readers but docker, which keeps them.
    ///
    /// ## Fails
    ///
    /// ```env
    /// DATABASE_PASSWORD=first#second
    /// AWS_REGION=us-west-2
    /// ```
    ///
    /// ## Passes
    ///
    /// ```env,readers=dotenv+node
    /// DATABASE_PASSWORD="first#second"
    /// AWS_REGION=us-west-2
    /// ```
    ///
    /// ## References
    ///
    /// - [dotenv: comments](https://github.com/motdotla/dotenv#comments)
    /// - [Node.js: environment variables](https://nodejs.org/api/environment_variables.html)
    "env/hash-in-value", Warning
}

pub(crate) fn check(sample: &EnvSample<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let wording = Wording {
        cause: Cause::Hash,
        help: "put the value in quotes where docker does not read the file",
        fix: None,
    };
    report(sample, sink, &wording, message);
}

fn message(found: &Disagreement) -> String {
    format!(
        "the readers of this file do not agree whether a comment begins in `{}` here",
        found.name
    )
}
