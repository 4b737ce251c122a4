//! `env/inline-comment`

use super::EnvSample;
use crate::check::rule::{Finding, Sink, rule};
use crate::facts::Facts;

rule! {
    /// A comment stands behind a value in an env sample.
    ///
    /// Not every reader of such files knows comments there. `docker run --env-file` and
    /// systemd's `EnvironmentFile=` keep the comment as a part of the value, so that
    /// `AWS_REGION=us-west-2  # the closest` asks for a Region that does not exist. python-dotenv,
    /// dotenv for Node, `node --env-file`, dotenvy, Compose and shells drop it.
    ///
    /// A comment on a line of its own means the same to all of them.
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
    /// ## References
    ///
    /// - [docker run: environment variables from a file](https://docs.docker.com/reference/cli/docker/container/run/#env)
    /// - [systemd.exec: EnvironmentFile=](https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#EnvironmentFile=)
    "env/inline-comment", Error, Env(check)
}

fn check(sample: &EnvSample<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for (assignment, name, value) in sample.assignments() {
        let Some(at) = comment(value) else {
            continue;
        };
        let start = assignment.value.start;
        let bare = value.get(..at).unwrap_or_default().trim_end();
        let text = value.get(at..).unwrap_or_default().trim_end();
        let indent = sample
            .lines
            .iter()
            .find(|line| line.range.contains(&assignment.name.start))
            .map_or(assignment.name.start, |line| line.range.start);
        sink.push(
            Finding::new(
                start + at..start + at + text.len(),
                format!("docker and systemd read this comment as a part of `{name}`"),
            )
            .help("put the comment on a line of its own")
            .fix(
                "move the comment to a line of its own",
                vec![
                    (indent..indent, format!("{text}\n")),
                    (start + bare.len()..assignment.value.end, String::new()),
                ],
            ),
        );
    }
}

/// Where a comment begins in what stands behind `=`: at a `#` behind white space, outside of
/// quotes.
fn comment(value: &str) -> Option<usize> {
    let trimmed = value.trim_start();
    let offset = value.len() - trimmed.len();
    let from = match trimmed.chars().next()? {
        quote @ ('"' | '\'' | '`') => {
            let close = trimmed.get(1..)?.find(quote)?;
            offset + 1 + close + 1
        }
        _ => 0,
    };
    let bytes = value.as_bytes();
    (from.max(1)..value.len()).find(|at| {
        bytes.get(*at) == Some(&b'#')
            && bytes
                .get(at - 1)
                .is_some_and(|before| matches!(before, b' ' | b'\t'))
    })
}
