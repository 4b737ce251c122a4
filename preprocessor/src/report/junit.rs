//! JUnit's XML, as test reports of CI services show it: a suite for each file, a failure for each
//! error or warning. Hints never fail anything, so they are left out.

use std::collections::BTreeMap;

use super::entry::Entry;
use super::xml::Element;
use super::{Report, entry};
use aws_doc_lint::diagnostic::Severity;

/// The report: one suite for each file with failures, or one that passed.
pub(super) fn print(report: &Report<'_>) -> String {
    let entries = entry::entries(report);
    let mut files: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    let failures = entries
        .iter()
        .filter(|entry| entry.severity > Severity::Hint);
    let mut count = 0;
    for entry in failures {
        count += 1;
        let file = entry.path().unwrap_or(".");
        files.entry(file).or_default().push(entry);
    }
    let mut suites: Vec<Element> = files
        .into_iter()
        .map(|(file, entries)| {
            suite(file, entries.len(), entries.len())
                .children(entries.into_iter().map(|entry| failed(file, entry)))
        })
        .collect();
    if suites.is_empty() {
        // Some services take a report without a test for a mistake.
        let case = Element::new("testcase")
            .attribute("name", "mdbook-aws")
            .attribute("classname", "mdbook-aws");
        suites.push(suite("mdbook-aws", 1, 0).children([case]));
    }
    Element::new("testsuites")
        .attribute("name", "mdbook-aws")
        .attribute("tests", count.max(1))
        .attribute("failures", count)
        .attribute("errors", 0)
        .children(suites)
        .document()
}

fn suite(name: &str, tests: usize, failures: usize) -> Element {
    Element::new("testsuite")
        .attribute("name", name)
        .attribute("tests", tests)
        .attribute("failures", failures)
        .attribute("errors", 0)
        .attribute("skipped", 0)
}

fn failed(file: &str, entry: &Entry) -> Element {
    let place = entry.location.as_ref().map_or_else(String::new, |at| {
        format!(" line {}, column {}", at.start.line, at.start.column)
    });
    let mut case = Element::new("testcase")
        .attribute("name", format!("{}{place}", entry.code))
        .attribute("classname", file)
        .attribute("file", file);
    if let Some(at) = &entry.location {
        case = case.attribute("line", at.start.line);
    }
    let failure = Element::new("failure")
        .attribute("type", entry.severity.as_str())
        .attribute("message", entry.message.as_str())
        .text(format!("{file}:{place} {}", entry.full_message()));
    case.children([failure])
}
