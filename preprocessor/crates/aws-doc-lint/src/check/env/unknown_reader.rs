//! `env/unknown-reader`

use crate::document::Snippet;
use crate::env::readers::Reader;
use crate::rule::{Finding, Sink, rule};
use crate::suggest::nearest;
use aws_doc_facts::Facts;

rule! {
    /// A sample names a reader that is not known.
    ///
    /// `env,readers=…` takes, between `+`: `python-dotenv`, `dotenv` (the library for Node.js),
    /// `node`, `dotenvy`, `docker`, `compose`, `systemd`, `bash`, `direnv` and `godotenv`.
    ///
    /// ## Fails
    ///
    /// ```env,readers=dockr
    /// AWS_REGION=us-west-2
    /// ```
    ///
    /// ## Passes
    ///
    /// ```env,readers=docker+bash
    /// AWS_REGION=us-west-2
    /// ```
    "env/unknown-reader", Error
}

pub(crate) fn check(snippet: &Snippet, _: &Facts, sink: &mut Sink<'_>) {
    let Some(attribute) = snippet.info.get("readers") else {
        return;
    };
    let names = attribute.text();
    for name in names.split('+') {
        if Reader::from_id(name).is_some() {
            continue;
        }
        let known = || Reader::ALL.into_iter().map(Reader::id);
        let help = match nearest(name, known(), 2) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}", known().collect::<Vec<_>>().join(", ")),
        };
        sink.push(
            Finding::new(
                attribute.range.clone(),
                format!("there is no reader `{name}`"),
            )
            .help(help),
        );
    }
}
