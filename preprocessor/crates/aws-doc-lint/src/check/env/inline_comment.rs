//! `env/inline-comment`

use crate::env::EnvSample;
use crate::env::disagreement::{Cause, Disagreement, Wording, report};
use crate::rule::{Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// A comment follows a value in an env sample.
    ///
    /// Not every reader of such files knows comments there. `docker run --env-file` and
    /// systemd's `EnvironmentFile=` keep the comment as a part of the value, so that
    /// `AWS_REGION=us-west-2  # the closest` asks for a Region that does not exist. python-dotenv,
    /// dotenv for Node, `node --env-file`, dotenvy, Compose, direnv, godotenv and shells drop it.
    ///
    /// A comment on a line of its own means the same to all of them. Name the readers that matter
    /// with `env,readers=bash+node` or in `book.toml`, if docker and systemd are none of them.
    ///
    /// ## Fails
    ///
    /// ```env
    /// AWS_REGION=us-west-2  # the closest
    /// ```
    ///
    /// ## Passes
    ///
    /// ```env
    /// # the closest
    /// AWS_REGION=us-west-2
    /// ```
    ///
    /// ```env,readers=bash+node
    /// AWS_REGION=us-west-2  # the closest
    /// ```
    ///
    /// ## References
    ///
    /// - [docker run: environment variables from a file](https://docs.docker.com/reference/cli/docker/container/run/#env)
    /// - [systemd.exec: EnvironmentFile=](https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#EnvironmentFile=)
    "env/inline-comment", Error
}

pub(crate) fn check(sample: &EnvSample<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let wording = Wording {
        cause: Cause::InlineComment,
        help: "put the comment on a line of its own",
        fix: Some("move the comment to a line of its own"),
    };
    report(sample, sink, &wording, message);
}

fn message(found: &Disagreement) -> String {
    let name = &found.name;
    if found.all_set() {
        format!(
            "{} this comment as a part of `{name}`",
            found.odd("reads", "read")
        )
    } else {
        format!(
            "{} over this line and its comment",
            found.odd("stumbles", "stumble")
        )
    }
}
