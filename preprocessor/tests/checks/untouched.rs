//! Text that is not ours stays byte for byte, and no text makes the program panic.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    reason = "a test that cannot go on should stop"
)]

use std::path::Path;

use crate::support::Memory;
use aws_doc_facts::Facts;
use mdbook_aws::render::{apply, replacements};
use mdbook_aws::report::{Report, github, human, json};
use proptest::prelude::*;

/// The chapter as mdBook gets it, and all reports printed on the way.
fn edited(text: &str) -> String {
    Memory::one(text)
        .with("inc.md", "inner {{#aws regions columns=code}} text\n")
        .check(&["example.md"], |files, outcome, facts| {
            let report = Report::new(files, outcome, facts);
            let _ = (
                json::print(&report).unwrap(),
                github::print(&report),
                human::print(&report, true),
            );
            let chapter = outcome.chapters.first().unwrap();
            let new = replacements(
                chapter,
                "example.md",
                &Facts::bundled(),
                &outcome.choices,
                &[],
            );
            apply(chapter.given.as_str(), &new)
        })
}

#[test]
fn only_slots_in_fences_are_filled() {
    let text = "\u{feff}# T\r\n\r\n`{{aws:r}}` {{aws:r}}\r\n\r\n1. > ```sh,x={{aws:r}}\r\n   > a {{aws:r}} \
                \\{{aws:r}} {{aws:s}}\r\n   > ```\r\n\r\np\r\n\r\n    in {{aws:r}}\r\n\r\n```sh\r\n{{#include i.sh}} \
                {{aws:r}}\r\n```\r\n{{#include i.sh}}";
    let book = Memory::one(text).with("i.sh", "echo {{aws:r}}").with(
        "book.toml",
        "[preprocessor.aws.choices.r]\nvalues = [\"one\", \"two\"]\n",
    );
    let edited = book.check(&["example.md"], |_, outcome, facts| {
        let chapter = outcome.chapters.first().unwrap();
        let new = replacements(chapter, "example.md", facts, &outcome.choices, &[]);
        apply(chapter.given.as_str(), &new)
    });
    let expected = text
        .replace("a {{aws:r}} \\{{aws:r}}", "a one {{aws:r}}")
        .replace("in {{aws:r}}", "in one")
        .replace("{{#include i.sh}} {{aws:r}}", "echo one one")
        .replacen("\u{feff}", "", 1);
    assert_eq!(edited, expected);
}

#[test]
fn only_the_block_goes_whose_lines_are_all_hidden() {
    let book = |block: &str| {
        let text = format!("# One\n\nbefore\n\n```sh\n{block}\n```\n\nafter\n");
        let book = Memory::one(&text)
            .with("i.sh", "echo a line that is longer than its include")
            .with("book.toml", "[output.html.code.hidelines]\nsh = \"~\"\n");
        book.check(&["example.md"], |_, outcome, facts| {
            let chapter = outcome.chapters.first().unwrap();
            let new = replacements(chapter, "example.md", facts, &outcome.choices, &[]);
            apply(chapter.given.as_str(), &new)
        })
    };
    let gone = book("~echo x");
    assert!(gone.starts_with("# One\n\nbefore\n\n"), "{gone}");
    assert!(
        gone.trim_end().ends_with("after") && !gone.contains("echo"),
        "{gone}"
    );
    assert_eq!(book("~{{#include i.sh}}"), gone);
    assert_eq!(book("~# {{#aws count regions}}\n~echo x"), gone);
}

#[test]
fn the_guide_and_the_cases_stay_as_they_are() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seen = 0;
    let mut folders = vec![
        here.join("tests"),
        here.join("../book/src"),
        here.to_owned(),
    ];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && folder != here {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                let text = std::fs::read_to_string(&path).unwrap();
                if !text.contains("{{#") {
                    assert!(edited(&text) == text, "{}", path.display());
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 20);
}

#[test]
fn a_directive_in_an_included_file_is_spliced_in() {
    let text = "a\n{{#include inc.md}}\nb {{#aws regions partition=aws-eusc columns=code}}\n";
    let edited = edited(text);
    assert!(edited.starts_with("a\ninner **"), "{edited}");
    assert!(edited.contains("`eu-central-1`"));
    assert!(edited.contains(" text\nb **1 Regions offer") || edited.contains(" text\nb **"));
    assert!(!edited.contains("{{#"));
    // What mdBook resolves itself is left to it.
    let plain = "x {{#include other.md}} y\n";
    assert_eq!(self::edited(plain), plain);
}

#[test]
fn great_and_deep_texts_are_read_in_reasonable_time() {
    for text in [
        "x".repeat(50_000_000),
        format!("{}x", "- ".repeat(10_000)),
        format!("{}x", "> ".repeat(10_000)),
        "```json\n{\"Statement\": ".to_owned() + &"[".repeat(100_000) + "\n```\n",
        "{{#aws ".repeat(100_000),
        "<!-- aws-ignore x/y: z -->\n".repeat(5_000),
        "us-esat-1 ".repeat(2_000),
        "`".repeat(100_000),
    ] {
        assert_eq!(edited(&text), text);
    }
}

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        prop::sample::select(
            [
                "```json\n",
                "```\n",
                "~~~env\n",
                "> ",
                "- ",
                "\t",
                "    ",
                "\r\n",
                "\n\n",
                "<!-- ",
                "aws-ignore env/inline-comment: x -->",
                "{\"Statement\": [",
                "}",
                "]",
                "AWS_REGION=",
                "us-esat-1",
                " # c\n",
                "{{#",
                "}}",
                "{{#title x}}",
                "{{#include ",
                "inc.md",
                "\\",
                "\u{feff}",
                "<pre>",
                "| a | b |\n|---|---|\n",
                "[^1]: ",
                ",fails=policy/syntax\n",
                "AWS_SESSION_TOKEN=your_token\n",
                "é",
                "\u{0}",
                "env,kind=",
                "[!NOTE]\n",
                "\"",
            ]
            .map(str::to_owned)
            .to_vec()
        ),
    ]
}

fn markdown() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..40).prop_map(|pieces| {
        let text = pieces.concat();
        // mdBook takes a byte-order mark off before anybody sees the chapter.
        text.strip_prefix('\u{feff}')
            .map_or(text.clone(), str::to_owned)
    })
}

proptest! {
    #[test]
    fn random_text_without_directives_is_untouched(text in markdown()) {
        let text = text.replace("{{#aws", "{{").replace("inc.md", "inc");
        prop_assert_eq!(edited(&text), text);
    }

    #[test]
    fn only_the_directive_is_replaced(before in markdown(), after in markdown()) {
        let clean = |text: &str| text.replace("{{", "").replace("}}", "");
        let before = clean(&before).trim_start_matches('\u{feff}').to_owned();
        let after = clean(&after);
        // A backslash would escape it, and half a brace would join it.
        prop_assume!(!before.ends_with(['\\', '{']) && !after.starts_with('}'));
        let text = format!("{before}{{{{#aws regions columns=code}}}}{after}");
        let edited = edited(&text);
        prop_assert!(edited.starts_with(&before));
        prop_assert!(edited.ends_with(&after));
        prop_assert!(edited[before.len()..].starts_with("**36 Regions"));
    }
}
