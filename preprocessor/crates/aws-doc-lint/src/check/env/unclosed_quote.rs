//! `env/unclosed-quote`

use crate::env::EnvSample;
use crate::env::disagreement::{Cause, Disagreement, Wording, report};
use crate::rule::{Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// A value begins with a quote that nothing closes on its line.
    ///
    /// dotenvy, Compose, bash and godotenv refuse the file. systemd reads on to the end of the file or
    /// the next quote, and others do so when there is a later quote: the lines between are lost.
    ///
    /// ## Fails
    ///
    /// ```env
    /// AWS_PROFILE="dev
    /// AWS_REGION=us-west-2
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
    /// - [systemd.exec: EnvironmentFile=](https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#EnvironmentFile=)
    /// - [Docker Compose: env file syntax](https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax)
    "env/unclosed-quote", Error
}

pub(crate) fn check(sample: &EnvSample<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let wording = Wording {
        cause: Cause::UnclosedQuote,
        help: "close the quote, or leave it out",
        fix: None,
    };
    report(sample, sink, &wording, message);
}

fn message(found: &Disagreement) -> String {
    let name = found.name.as_str();
    if name.is_empty() {
        "this quote is not closed on its line".to_owned()
    } else {
        format!("the quote of `{name}` is not closed on its line")
    }
}
