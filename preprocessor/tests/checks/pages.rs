//! Every check has a page whose examples hold, and cases that fire and that stay silent.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on should stop"
)]

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::Path;
use std::rc::Rc;

use crate::server::{Reply, Server};
use crate::support::{Memory, with_secrets};
use crate::{machine, support};
use aws_doc_lint::check::rules;
use aws_doc_lint::rule::{ReportedBy, Rule};
use mdbook_aws::site::Site;
use mdbook_driver::MDBook;
use mdbook_driver::config::Config;

/// The blocks under a heading of a page, each as a book of one chapter. A block of four backticks
/// holds a whole chapter, or, if it is TOML, the `book.toml` for the next.
fn examples(rule: &Rule, heading: &str) -> Vec<Memory> {
    let mut books = Vec::new();
    let mut settings: Option<String> = None;
    for (info, text) in blocks(rule, heading) {
        if info == "toml" {
            settings = Some(text);
            continue;
        }
        let mut book = Memory::one(&with_secrets(&text));
        if let Some(settings) = settings.take() {
            book = book.with("book.toml", &settings);
        }
        books.push(book);
    }
    books
}

/// The blocks under a heading of a page. Of one with four backticks its language and content, of
/// another the whole.
fn blocks(rule: &Rule, heading: &str) -> Vec<(String, String)> {
    let page = rule.page();
    let mut inside = false;
    let mut example: Option<(String, String, String)> = None;
    let mut found = Vec::new();
    for line in page.split_inclusive('\n') {
        if let Some((fence, info, text)) = &mut example {
            if line.trim_end() == fence.as_str() {
                let text = std::mem::take(text);
                found.push(if fence.len() > 3 {
                    (std::mem::take(info), text)
                } else {
                    (String::new(), format!("{text}```\n"))
                });
                example = None;
            } else {
                text.push_str(line);
            }
        } else if let Some(title) = line.strip_prefix("## ") {
            inside = title.trim_end() == heading;
        } else if inside && line.starts_with("```") {
            let fence: String = line.chars().take_while(|c| *c == '`').collect();
            let text = if fence.len() > 3 {
                String::new()
            } else {
                line.to_owned()
            };
            let info = line.trim_start_matches('`').trim_end().to_owned();
            example = Some((fence, info, text));
        }
    }
    found
}

/// The codes that the command of `rule` tells for a book of one chapter.
fn codes(rule: &Rule, book: &Memory) -> Vec<String> {
    match rule.reported_by {
        ReportedBy::Check => book.codes().into_iter().map(str::to_owned).collect(),
        ReportedBy::Links => visited(book.0.get("example.md").unwrap()),
        ReportedBy::Render => rendered(book.0.get("example.md").unwrap()),
        ReportedBy::Test => tested(book.0.get("example.md").unwrap()),
    }
}

/// A page that examples quote.
const BUDGET: &str = "# Budgets\n\nWhen the costs of an account exceed the amount of its budget, \
    AWS **sends an alert** to the people who have subscribed to it. It stops no call.\n";

/// The codes that `links` reports for a chapter, with a server of the test as its proxy. Connections
/// are not secure, so that the proxy sees what is asked for.
fn visited(chapter: &str) -> Vec<String> {
    let proxy = Server::start(|request| match request.path.rsplit('/').next() {
        Some("gone.html") => Reply::status(404, ""),
        Some("busy.html") => Reply::status(403, ""),
        Some("old.html") => Reply::with(301, "location: /new.html\r\n", ""),
        Some("budget.md") => Reply::with(200, "content-type: text/markdown\r\n", BUDGET),
        Some("budget.pdf") => Reply::with(200, "content-type: application/pdf\r\n", "%PDF-1.7"),
        _ => Reply::with(200, "", ""),
    });
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("example.md");
    std::fs::write(&path, chapter.replace("https://", "http://")).unwrap();
    let output = machine::program(env!("CARGO_BIN_EXE_mdbook-aws"))
        .env("HTTP_PROXY", proxy.url(""))
        .args(["links", "--format", "json"])
        .arg(path)
        .output()
        .unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["errors"], serde_json::json!([]));
    let found = report["diagnostics"].as_array().unwrap().iter();
    found
        .map(|it| it["code"].as_str().unwrap().to_owned())
        .collect()
}

/// The codes that the renderer reports for a book of one chapter.
fn rendered(chapter: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let src = folder.path().join("src");
    std::fs::create_dir(&src).unwrap();
    let toml = "[output.html]\n[output.site]\n";
    std::fs::write(folder.path().join("book.toml"), toml).unwrap();
    std::fs::write(src.join("SUMMARY.md"), "- [Example](example.md)\n").unwrap();
    std::fs::write(src.join("example.md"), chapter).unwrap();
    let told = Rc::new(RefCell::new(Vec::new()));
    let heard = Rc::clone(&told);
    let config = Config::from_disk(folder.path().join("book.toml")).unwrap();
    let mut book = MDBook::load_with_config(folder.path(), config).unwrap();
    book.with_renderer(Site::with_reporter(move |text| {
        let code = text.split(['[', ']']).nth(1).unwrap();
        heard.borrow_mut().push(code.to_owned());
    }));
    let failed = book.build().is_err();
    let told = told.borrow().clone();
    assert_eq!(failed, !told.is_empty(), "{told:?}");
    told
}

/// The codes that `mdbook-aws test` reports for a book of one chapter. A comment in the chapter may
/// hold the record of the book.
fn tested(chapter: &str) -> Vec<String> {
    if cfg!(not(unix)) {
        return Vec::new();
    }
    let folder = tempfile::tempdir().unwrap();
    let src = folder.path().join("src");
    std::fs::create_dir(&src).unwrap();
    std::fs::write(folder.path().join("book.toml"), "").unwrap();
    std::fs::write(src.join("SUMMARY.md"), "- [Example](example.md)\n").unwrap();
    std::fs::write(src.join("example.md"), chapter).unwrap();
    if let Some((_, rest)) = chapter.split_once("<!-- executed.json: ") {
        let record = rest.split_once(" -->").unwrap().0;
        std::fs::write(folder.path().join("executed.json"), record).unwrap();
    }
    let output = machine::program(env!("CARGO_BIN_EXE_mdbook-aws"))
        .args(["test", "--yes", "--format", "json", "."])
        .current_dir(folder.path())
        .env("MDBOOK_AWS_CACHE_DIR", folder.path().join("cache"))
        .output()
        .unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["errors"], serde_json::json!([]));
    let found = report["diagnostics"].as_array().unwrap();
    let code = |diagnostic: &serde_json::Value| diagnostic["code"].as_str().unwrap().to_owned();
    found.iter().map(code).collect()
}

#[test]
fn the_examples_of_every_page_hold() {
    let mut wrong = Vec::new();
    for rule in rules() {
        for heading in ["Fails", "Passes"] {
            let examples = examples(rule, heading);
            if examples.is_empty() {
                wrong.push(format!("{}: no example under {heading}", rule.code));
            }
            for example in examples {
                let codes = codes(rule, &example);
                let right = match heading {
                    // A check whose finding brings another about may show both.
                    "Fails" => codes.iter().any(|code| code == rule.code),
                    _ => codes.is_empty(),
                };
                if !right {
                    wrong.push(format!(
                        "{}: {heading}: {codes:?} from {:#?}",
                        rule.code, example.0
                    ));
                }
            }
        }
        if rule.summary().len() > 200 {
            wrong.push(format!(
                "{}: the first paragraph is too long for a table",
                rule.code
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_check_has_a_case_that_fires_and_a_near_miss() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut wrong = Vec::new();
    // What another command finds has its examples, which that command is run on.
    for rule in rules()
        .iter()
        .filter(|rule| rule.reported_by == ReportedBy::Check)
    {
        let path = folder.join(format!("{}.md", rule.code));
        let Ok(text) = std::fs::read_to_string(&path) else {
            wrong.push(format!("tests/cases/{}.md is missing", rule.code));
            continue;
        };
        let blocks: Vec<&str> = text.split("\n``````markdown").skip(1).collect();
        let block = |block: &&str| block.split("\n``````").next().unwrap().to_owned();
        let fires = blocks
            .iter()
            .map(block)
            .any(|b| b.contains(&format!("[{}]", rule.code)));
        let near_miss = blocks
            .iter()
            .map(block)
            .any(|b| !b.lines().any(support::is_expectation));
        if !fires {
            wrong.push(format!("{}: no case fires", rule.code));
        }
        if !near_miss {
            wrong.push(format!("{}: no near miss", rule.code));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_registry_is_in_order_and_codes_are_well_formed() {
    let codes: Vec<&str> = rules().iter().map(|rule| rule.code).collect();
    let ordered: BTreeSet<&str> = codes.iter().copied().collect();
    assert_eq!(codes, ordered.into_iter().collect::<Vec<_>>());
    for code in codes {
        let (family, name) = code.split_once('/').unwrap();
        for part in [family, name] {
            assert!(
                part.bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
                "{code}"
            );
        }
    }
}
