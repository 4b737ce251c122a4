//! The formats of reports that other tools read.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;

use crate::cli::{Folder, WRONG, formats, stdout};

/// A repository with a fault that can be fixed, in a file whose name needs escaping.
fn repository() -> Folder {
    Folder::new(&[
        (".git/HEAD", "ref: refs/heads/main\n"),
        ("docs/a b.md", WRONG),
        ("docs/right.md", "us-east-1\n"),
    ])
}

fn report(folder: &Folder, format: &str) -> String {
    stdout(&folder.run(&["check", "--format", format, "docs"]))
}

fn parsed(folder: &Folder, format: &str) -> Value {
    serde_json::from_str(&report(folder, format)).unwrap()
}

/// The types are generated from the schema of the standard: what it does not know gets lost, and what
/// it requires must be there.
fn assert_sarif(log: &Value) {
    let typed: serde_sarif::sarif::Sarif = serde_json::from_value(log.clone()).unwrap();
    assert_eq!(&serde_json::to_value(typed).unwrap(), log);
}

#[test]
fn sarif_is_of_the_standard() {
    let log = parsed(&repository(), "sarif");
    assert_sarif(&log);
    let run = &log["runs"][0];
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    let result = &run["results"][0];
    assert_eq!(result["ruleId"], "region/mistyped");
    let rule = &run["tool"]["driver"]["rules"][0];
    assert_eq!(rule["id"], "region/mistyped");
    assert_eq!(rule["defaultConfiguration"]["level"], "error");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "docs/a%20b.md");
    assert_eq!(place["region"]["startLine"], 4);
    assert_eq!(place["region"]["startColumn"], 12);
    assert_eq!(place["region"]["endColumn"], 21);
    let change = &result["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(change["insertedContent"]["text"], "us-east-1");
}

#[test]
fn sarif_says_what_could_not_be_done() {
    let folder = repository();
    folder.write("docs/broken.md", b"\xff\xfe\xff");
    let log = parsed(&folder, "sarif");
    assert_sarif(&log);
    let run = &log["runs"][0];
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    assert_eq!(run["results"].as_array().unwrap().len(), 1);
    let failed = folder.run(&["check", "--format", "sarif", "nothing.md"]);
    assert_eq!(failed.status.code(), Some(2));
    let log = serde_json::from_slice(&failed.stdout).unwrap();
    assert_sarif(&log);
    assert_eq!(log["runs"][0]["results"], serde_json::json!([]));
}

#[test]
fn gitlab_gets_code_quality() {
    let issues = parsed(&repository(), "gitlab");
    let issue = &issues[0];
    assert_eq!(issue["check_name"], "region/mistyped");
    assert_eq!(issue["severity"], "major");
    assert_eq!(issue["location"]["path"], "docs/a b.md");
    assert_eq!(issue["location"]["lines"]["begin"], 4);
    assert_eq!(issue["fingerprint"].as_str().unwrap().len(), 32);
}

#[test]
fn reviewdog_counts_columns_in_bytes() {
    let folder = Folder::new(&[("a.md", "\u{feff}> é\tus-esat-1\n")]);
    let report: Value = serde_json::from_str(&stdout(
        &folder.run(&["check", "--format", "rdjson", "a.md"]),
    ))
    .unwrap();
    let diagnostic = &report["diagnostics"][0];
    assert_eq!(diagnostic["location"]["range"]["start"]["column"], 6);
    assert_eq!(diagnostic["severity"], "ERROR");
    assert_eq!(diagnostic["suggestions"][0]["text"], "us-east-1");
}

/// The names of the elements, and an attribute of each that has it.
fn elements(xml: &str, attribute: &str) -> Vec<(String, String)> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut found = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return found,
            Event::Start(start) | Event::Empty(start) => {
                let value = start.try_get_attribute(attribute).unwrap();
                let value = value.map_or_else(String::new, |value| value.value.into_owned());
                found.push((start.name().as_ref().to_owned(), value));
            }
            _ => {}
        }
    }
}

#[test]
fn xml_is_well_formed() {
    let folder = repository();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(
        elements(&report(&folder, "checkstyle"), "line"),
        [pair("checkstyle", ""), pair("file", ""), pair("error", "4")]
    );
    assert_eq!(
        elements(&report(&folder, "junit"), "name"),
        [
            pair("testsuites", "mdbook-aws"),
            pair("testsuite", "docs/a b.md"),
            pair("testcase", "region/mistyped line 4, column 12"),
            pair("failure", ""),
        ]
    );
    let right = stdout(&folder.run(&["check", "--format", "junit", "docs/right.md"]));
    assert_eq!(elements(&right, "failures")[0].1, "0");
    assert_eq!(elements(&right, "tests")[0].1, "1");
}

#[test]
fn people_get_a_line_or_a_table() {
    let folder = repository();
    assert_eq!(
        report(&folder, "concise").lines().next().unwrap(),
        "docs/a b.md:4:12: error[region/mistyped]: AWS has no Region `us-esat-1` \
         (did you mean `us-east-1`?)"
    );
    let table = report(&folder, "markdown");
    assert!(table.contains("| error | `docs/a b.md:4` |"), "{table}");
}

#[test]
fn a_finding_is_the_same_whatever_path_leads_to_it() {
    let folder = repository();
    let same = |folder: &Folder, from: &str, path: &str| {
        let output = folder.run_in(from, &["check", "--format", "json", path]);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let found = &report["diagnostics"][0];
        assert_eq!(found["location"]["path"], "docs/a b.md", "{path}");
        found["fingerprint"].as_str().unwrap().to_owned()
    };
    let first = same(&folder, "", "docs");
    for (from, path) in [
        ("", "."),
        ("", "./docs/a b.md"),
        ("docs", "."),
        ("docs", "a b.md"),
        ("", folder.path().join("docs").to_str().unwrap()),
    ] {
        assert_eq!(same(&folder, from, path), first, "{from} {path}");
    }
    folder.write(
        "docs/a b.md",
        format!("# More\n\nabove\n\n{WRONG}").as_bytes(),
    );
    assert_eq!(same(&folder, "", "docs"), first);
    folder.write(
        "docs/a b.md",
        WRONG.replace("REGION", "DEFAULT_REGION").as_bytes(),
    );
    assert_ne!(same(&folder, "", "docs"), first);
}

#[test]
fn each_format_says_that_nothing_is_wrong() {
    let folder = repository();
    for format in formats() {
        let output = folder.run(&["check", "--format", &format, "docs/right.md"]);
        assert_eq!(output.status.code(), Some(0), "{format}");
        let text = stdout(&output);
        if ["json", "sarif", "gitlab", "rdjson"].contains(&format.as_str()) {
            serde_json::from_str::<Value>(&text).unwrap();
        }
    }
}
