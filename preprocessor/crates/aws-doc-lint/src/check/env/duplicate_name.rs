//! `env/duplicate-name`

use std::collections::HashMap;

use crate::env::{Dialect, EnvSample, Setting};
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// A sample sets the same variable twice, to different values.
    ///
    /// dotenvy keeps the first value, all other readers keep the last.
    ///
    /// ## Fails
    ///
    /// ```env
    /// AWS_REGION=us-west-2
    /// AWS_REGION=us-east-1
    /// ```
    ///
    /// ## Passes
    ///
    /// ```env
    /// AWS_REGION=us-west-2
    /// # AWS_REGION=us-east-1
    /// ```
    ///
    /// ## References
    ///
    /// - [dotenvy](https://docs.rs/dotenvy)
    "env/duplicate-name", Warning
}

pub(crate) fn check(sample: &EnvSample<'_>, _: &Facts, sink: &mut Sink<'_>) {
    if sample.dialect != Dialect::File {
        return;
    }
    let readers = &sample.readers.list;
    let first = readers.iter().filter(|reader| reader.first_wins()).count();
    let mut seen: HashMap<&str, Setting<'_, '_>> = HashMap::new();
    for setting in sample.settings() {
        let Some(earlier) = seen.insert(setting.name, setting) else {
            continue;
        };
        if earlier.value == setting.value {
            continue;
        }
        let message = format!("`{}` is set a second time", setting.name);
        let note = if first == readers.len() {
            "the first value counts"
        } else if first > 0 {
            "dotenvy keeps the first value, all other readers keep the last"
        } else {
            "the last value counts"
        };
        sink.push(
            Finding::new(setting.assignment.name.clone(), message)
                .label(earlier.assignment.name.clone(), "first set here")
                .note(note)
                .help("leave one of the two out, or make it a comment"),
        );
    }
}
