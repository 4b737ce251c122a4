//! `env/space-around-equals`

use crate::env::EnvSample;
use crate::env::disagreement::{Cause, Disagreement, Wording, report};
use crate::rule::{Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// There is white space next to the `=` of an env sample.
    ///
    /// docker refuses a file in which a name is followed by white space. bash takes the name for a
    /// command and runs it. Most libraries trim the white space.
    ///
    /// ## Fails
    ///
    /// ```env
    /// AWS_REGION = us-west-2
    /// ```
    ///
    /// ## Passes
    ///
    /// ```env
    /// AWS_REGION=us-west-2
    /// ```
    ///
    /// ## References
    ///
    /// - [docker run: environment variables from a file](https://docs.docker.com/reference/cli/docker/container/run/#env)
    /// - [Bash: shell parameters](https://www.gnu.org/software/bash/manual/html_node/Shell-Parameters.html)
    "env/space-around-equals", Warning
}

pub(crate) fn check(sample: &EnvSample<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let wording = Wording {
        cause: Cause::SpaceAroundEquals,
        help: "write `NAME=value` without spaces",
        fix: Some("remove the white space"),
    };
    report(sample, sink, &wording, message);
}

fn message(found: &Disagreement) -> String {
    format!("{} not allow white space here", found.odd("does", "do"))
}
