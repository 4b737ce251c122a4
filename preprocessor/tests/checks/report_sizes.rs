//! No file makes a report print megabytes: of a block and of a file so many findings are shown, of a
//! finding so many places and lines, and a report says how many more there are.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

use crate::support::Memory;

use aws_doc_lint::document::Input;
use aws_doc_lint::run::{BookFile, Findings, check};
use mdbook_aws::report::{Report, github, human, json};
use mdbook_aws::settings::Settings;
use serde_json::Value;
use spanned_text::Files;

#[path = "../support/hostile.rs"]
mod hostile;

/// The three reports of a book.
fn reports(files: &Files<'_>, findings: &Findings) -> [String; 3] {
    let facts = aws_doc_facts::Facts::bundled();
    let report = Report::new(files, findings, &facts);
    [
        human::print(&report, false),
        json::print(&report).unwrap(),
        github::print(&report),
    ]
}

#[test]
fn hostile_books_have_short_reports() {
    /// The length of a book, and the most that one of its reports may have, in bytes.
    const LENGTH: usize = 24_000;
    const MOST: usize = 900_000;
    let facts = aws_doc_facts::Facts::bundled();
    let mut long = Vec::new();
    for (name, generate) in hostile::all() {
        let book = generate(LENGTH);
        let mut memory = Memory::default();
        for (path, text) in &book.files {
            memory = memory.with(path, text);
        }
        let mut options = Settings::default().run;
        if !book.book_toml.is_empty() {
            let settings = Settings::from_book_toml(&book.book_toml, "book.toml");
            options = settings
                .unwrap_or_else(|error| panic!("{name}: {error}"))
                .run;
            memory = memory.with("book.toml", &book.book_toml);
            options.book = Some(BookFile {
                path: "book.toml".to_owned(),
                whole: true,
            });
        }
        let chapters = if book.all_chapters {
            book.files.len()
        } else {
            1
        };
        let paths = book.files.iter().take(chapters).map(|(path, _)| path);
        let mut inputs: Vec<Input> = paths.map(|path| Input::file(path.as_str())).collect();
        if let Some(first) = inputs.first_mut() {
            first.content.clone_from(&book.given);
        }
        let mut files = Files::new(&memory);
        let findings = check(&mut files, &inputs, &facts, &options);
        for report in reports(&files, &findings) {
            if report.len() > MOST {
                long.push(format!("{name}: {} of {} bytes", report.len(), book.len()));
            }
        }
    }
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn a_report_says_how_much_it_leaves_out() {
    let lines = "AWS_REGION=us-esat-1\n".repeat(250);
    let block = format!("```env\n{lines}```\n");
    let text = format!("{block}\n{}", "in us-esat-1\n\n".repeat(600));
    Memory::one(&text).check(&["example.md"], |files, findings, _| {
        let [human, json, github] = reports(files, findings);
        let json: Value = serde_json::from_str(&json).unwrap();
        let shown = json["diagnostics"].as_array().unwrap().len();
        let omitted = json["omitted"].as_array().unwrap();
        let left_out: u64 = omitted.iter().map(|it| it["count"].as_u64().unwrap()).sum();
        assert_eq!(shown, 500);
        assert_eq!(
            shown + usize::try_from(left_out).unwrap(),
            findings.diagnostics.len()
        );
        assert_eq!(omitted[0]["line"], Value::Null, "{omitted:?}");
        assert_eq!(omitted[1]["line"], 1, "{omitted:?}");
        for (of, what) in [(&omitted[0], "file"), (&omitted[1], "block")] {
            let count = of["count"].as_u64().unwrap();
            let message = format!("and {count} more in this {what}");
            assert!(human.contains(&message), "{message}");
            assert!(github.contains(&message), "{message}");
        }
        // The summary counts all of them.
        let counted =
            ["errors", "warnings", "hints"].map(|it| json["summary"][it].as_u64().unwrap());
        let counted: u64 = counted.iter().sum();
        assert_eq!(
            usize::try_from(counted).unwrap(),
            findings.diagnostics.len()
        );
    });
}

#[test]
fn errors_are_shown_before_the_rest() {
    let policy = r#"{"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}"#;
    let warnings = format!("```json\n{policy}\n```\n\n").repeat(700);
    let text = format!("{warnings}in us-esat-1\n");
    Memory::one(&text).check(&["example.md"], |files, findings, _| {
        let [human, ..] = reports(files, findings);
        assert!(
            human.contains("error[region/mistyped]"),
            "{}",
            findings.diagnostics.len()
        );
        assert!(findings.diagnostics.len() > 500);
    });
}
