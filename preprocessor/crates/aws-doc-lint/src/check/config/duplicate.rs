//! `config/duplicate`

use std::collections::HashMap;
use std::ops::Range;

use crate::config::{ConfigSample, FileKind, Section};
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use spanned_text::{Cut as _, Part as _};

rule! {
    /// A file of profiles has a section or a setting twice.
    ///
    /// botocore, and with it the AWS CLI, cannot read such a file at all: each command fails with "Unable to
    /// parse config file", whichever profile it uses. Other SDKs take the first or the last of the two.
    ///
    /// Sections that a sample shows as alternatives, with a comment or an ellipsis between them, count as
    /// sections of different files.
    ///
    /// ## Fails
    ///
    /// ```ini
    /// [profile dev]
    /// region = us-east-1
    /// output = json
    /// region = us-west-2
    /// ```
    ///
    /// ## Passes
    ///
    /// ```ini
    /// [profile dev]
    /// region = us-east-1
    /// output = json
    ///
    /// [profile test]
    /// region = us-west-2
    /// ```
    ///
    /// ## References
    ///
    /// - [Configuration and credential file settings](https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html)
    "config/duplicate", Error
}

pub(crate) fn check(sample: &ConfigSample<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let mut headers: HashMap<(&str, Option<FileKind>), Range<usize>> = HashMap::new();
    for section in &sample.sections {
        let text = sample.text.part(section.header.clone());
        let header = text.before(['#', ';']).trim_end();
        let place = (header, section.file);
        match headers.get(&place) {
            Some(first) if !is_set_apart(sample, section) => {
                let message = format!("the section `{header}` is here twice");
                let finding = Finding::new(section.header.clone(), message);
                sink.push(
                    finding
                        .label(first.clone(), "the first one")
                        .note("botocore and the AWS CLI cannot read a file with a section twice")
                        .help("put all settings into one section"),
                );
            }
            _ => {
                headers.insert(place, section.header.clone());
            }
        }
        settings(section, sink);
    }
}

/// Whether the line before a section tells the reader that something else begins.
fn is_set_apart(sample: &ConfigSample<'_>, section: &Section<'_>) -> bool {
    let before = sample.text.part(..section.header.start);
    let mut lines = before.lines().rev().map(str::trim);
    lines.find(|line| !line.is_empty()).is_some_and(|line| {
        line.starts_with(['#', ';', '.', '…', '-', '=']) || line.contains("...")
    })
}

fn settings(section: &Section<'_>, sink: &mut Sink<'_>) {
    let mut keys: HashMap<String, Range<usize>> = HashMap::new();
    for entry in &section.entries {
        let key = entry.key.to_ascii_lowercase();
        match keys.get(&key) {
            Some(first) if !entry.key.contains(['<', '{', '.', '…']) => {
                let message = format!("`{}` is set twice in this section", entry.key);
                sink.push(
                    Finding::new(entry.key_range.clone(), message)
                        .label(first.clone(), "the first time")
                        .note("botocore and the AWS CLI cannot read a file with a setting twice")
                        .help("keep one of the two lines, or make the other one a comment"),
                );
            }
            _ => {
                keys.insert(key, entry.key_range.clone());
            }
        }
    }
}
