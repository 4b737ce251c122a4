//! `config/not-a-setting`

use crate::config::ConfigSample;
use crate::diagnostic::Severity;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use spanned_text::{Cut as _, Part as _};

rule! {
    /// A line of a file of profiles sets nothing: it has no `=`.
    ///
    /// botocore, and with it the AWS CLI, cannot read such a file at all: each command fails with "Unable to
    /// parse config file", whichever profile it uses.
    ///
    /// An ellipsis, or what stands in brackets, shows that something is left out, and is not reported.
    ///
    /// ## Fails
    ///
    /// ```ini
    /// [profile dev]
    /// region us-east-1
    /// ```
    ///
    /// ## Passes
    ///
    /// ```ini
    /// [profile dev]
    /// region = us-east-1
    /// ...
    /// ```
    ///
    /// ## References
    ///
    /// - [Configuration and credential file settings](https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html)
    "config/not-a-setting", Error
}

pub(crate) fn check(sample: &ConfigSample<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    for section in &sample.sections {
        for range in &section.strays {
            let line = sample.text.part(range.clone());
            let word = line.before([' ', '\t']);
            let is_setting = facts.env_names().setting(word).is_some();
            let value = line.part(word.len()..).trim();
            let finding = Finding::new(range.clone(), "this line sets nothing: it has no `=`")
                .note("botocore and the AWS CLI cannot read a file with such a line");
            sink.push(if is_setting && !value.is_empty() {
                let right = format!("{word} = {value}");
                finding
                    .help(format!("write `{right}`"))
                    .fix(format!("write `{right}`"), vec![(range.clone(), right)])
            } else if is_setting {
                finding.help(format!("write `{word} = VALUE`, or leave the line out"))
            } else {
                finding
                    .severity(Severity::Warning)
                    .help("write `NAME = VALUE`, or make a comment of it with `#`")
            });
        }
    }
}
