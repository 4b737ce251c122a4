//! By what the result of a step is known.

use std::collections::BTreeSet;

use super::{Action, Form, Setting, Step};
use crate::doctest::digest::Chain;
use aws_doc_lint::document::{Document, Snippet};

/// Gives each step the digest of all that its result depends on.
pub(super) fn assign(steps: &mut [Step], document: &Document, setting: &Setting) {
    let mut chain = Chain::new("mdbook-aws test 1");
    chain.push_all(setting.besides.iter().map(String::as_str));
    let mut needs = BTreeSet::new();
    for step in steps {
        let snippet = document.snippets.get(step.snippet);
        chain.push(&snippet.map(info_that_counts).unwrap_or_default());
        match &step.action {
            Action::Write { file, text } => chain.push_all(["write", file, text.as_str()]),
            Action::Run { runner, parts } => {
                chain.push(runner.as_str());
                for part in parts {
                    let form = part.expected.as_ref().map(|expected| match expected.form {
                        Form::Lines => "lines",
                        Form::Regex => "regex",
                        Form::Json => "json",
                    });
                    let expected = part.expected.as_ref();
                    chain.push_all([
                        part.text.as_str(),
                        form.unwrap_or(""),
                        expected.map_or("", |expected| &expected.text),
                    ]);
                }
            }
        }
        needs.extend(step.needs.iter().copied());
        let mut own = chain.clone();
        for (need, tool) in setting.pins.of(&needs) {
            own.push_all([need.as_str(), &tool.name, &tool.version, &tool.digest]);
        }
        step.depends = own.digest();
    }
}

/// The info string without the name by which footnotes cite the block: it changes nothing that runs.
fn info_that_counts(snippet: &Snippet) -> String {
    let info = snippet.info_text.as_str();
    let Some(probe) = snippet.info.get("probe") else {
        return info.to_owned();
    };
    let before = info.get(..probe.range.start).unwrap_or_default();
    let after = info.get(probe.range.end..).unwrap_or_default();
    format!("{}{after}", before.trim_end_matches([',', ' ']))
}
