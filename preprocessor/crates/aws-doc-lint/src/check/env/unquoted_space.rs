//! `env/unquoted-space`

use crate::env::EnvSample;
use crate::env::disagreement::{Cause, Disagreement, Wording, report};
use crate::rule::{Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// There is white space in a value without quotes.
    ///
    /// bash takes the second word of `NAME=one two` for a command and runs it; dotenvy and direnv
    /// refuse the whole file. The other readers take both words.
    ///
    /// Double quotes are read alike by all readers but docker, which keeps them.
    ///
    /// ## Fails
    ///
    /// ```env
    /// AWS_PROFILE=my work profile
    /// ```
    ///
    /// ## Passes
    ///
    /// ```env
    /// AWS_PROFILE=my-work-profile
    /// ```
    ///
    /// ```env,readers=bash+dotenvy+node
    /// AWS_PROFILE="my work profile"
    /// ```
    ///
    /// ## References
    ///
    /// - [Bash: shell parameters](https://www.gnu.org/software/bash/manual/html_node/Shell-Parameters.html)
    /// - [dotenvy](https://docs.rs/dotenvy)
    "env/unquoted-space", Warning
}

pub(crate) fn check(sample: &EnvSample<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let wording = Wording {
        cause: Cause::UnquotedSpace,
        help: "put the value in quotes, or choose one without spaces",
        fix: None,
    };
    report(sample, sink, &wording, message);
}

fn message(found: &Disagreement) -> String {
    format!(
        "{} not read the words of `{}` as one value",
        found.odd("does", "do"),
        found.name
    )
}
