//! `config/inline-comment`

use crate::config::ConfigSample;
use crate::env::disagreement::comment;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use spanned_text::Part as _;

rule! {
    /// A comment follows a value in a sample of a config or credentials file.
    ///
    /// botocore, and with it boto3 and the AWS CLI, reads these files with Python's `configparser`
    /// as it is by default: `#` begins a comment only at the start of a line. With
    /// `region = us-west-2  # the closest` the Region is the whole rest of the line.
    ///
    /// ## Fails
    ///
    /// ```ini
    /// [profile dev]
    /// region = us-west-2  # the closest
    /// ```
    ///
    /// ## Passes
    ///
    /// ```ini
    /// [profile dev]
    /// # the closest
    /// region = us-west-2
    /// ```
    ///
    /// ## References
    ///
    /// - [configparser: customizing parser behaviour](https://docs.python.org/3/library/configparser.html#customizing-parser-behaviour)
    "config/inline-comment", Error
}

pub(crate) fn check(sample: &ConfigSample<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for entry in sample.sections.iter().flat_map(|section| &section.entries) {
        let Some(at) = comment(entry.value) else {
            continue;
        };
        let start = entry.value_range.start;
        let text = entry.value.part(at..);
        let bare = entry.value.part(..at).trim_end();
        sink.push(
            Finding::new(
                start + at..entry.value_range.end,
                format!("botocore reads this comment as a part of `{}`", entry.key),
            )
            .help("put the comment on a line of its own")
            .fix(
                "move the comment to a line of its own",
                vec![
                    (
                        entry.key_range.start..entry.key_range.start,
                        format!("{text}\n"),
                    ),
                    (start + bare.len()..entry.value_range.end, String::new()),
                ],
            ),
        );
    }
}
