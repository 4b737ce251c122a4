//! The workspace has no more unnatural turns than it may have, and each turn is found.

use std::collections::BTreeMap;

use aws_doc_xtask::prose::{exceeded, look, look_at_markdown, look_at_rust, over};
use aws_doc_xtask::workspace_root;

#[test]
fn the_workspace_has_no_more_than_it_may_have() {
    let root = workspace_root();
    let report = look(&root).unwrap();
    assert!(report.counts.contains_key("book"), "{:?}", report.counts);
    let over = exceeded(&root, &report).unwrap();
    assert_eq!(over, "", "{report}");
}

fn found(text: &str) -> Vec<String> {
    let found = look_at_markdown(text).unwrap();
    found.into_iter().map(|found| found.text).collect()
}

#[test]
fn each_turn_is_found() {
    for (text, expected) in [
        ("the file where it stands now", "stands now"),
        ("A name that\nstands\nalready here", "stands already"),
        ("the value is no text", "value is no text"),
        ("These are\nno policies", "These are no policies"),
        ("the variables of AWS are", "variables of AWS"),
        ("a list of AWS.", "list of AWS"),
        ("the program tells what it did", "tells what"),
        ("was told of a change", "told of"),
        ("what became of it", "what became of"),
        ("Fixes mend it", "mend"),
        ("the folder beside it", "beside"),
        ("a server of ours", "of ours"),
        ("for the one who asks", "who asks"),
        ("It heeds the setting", "heeds"),
        ("an error that was foreseen", "foreseen"),
        ("the weight of a rule", "weight"),
    ] {
        assert_eq!(found(text), [expected], "{text}");
    }
}

#[test]
fn natural_turns_are_not_found() {
    for text in [
        "ARN stands for Amazon Resource Name; a server stands in for AWS; it stands alone",
        "understand the standard, standalone program",
        "There is no Region of this name, it is no longer known, and that is no more than a guess",
        "of AWS's services, of AWS Organizations, of AWS-managed policies",
        "what it knows of AWS is used in place of AWS",
        "we tell them apart; tell Terraform the Region",
        "besides; recommended; amended; an example of hours; the needs",
        "a lightweight, weightless program",
        "`it stands` and `beside` are code",
        "```sh\necho it stands beside what became of it\n```\n",
        "> ~~~text\n> it stands beside\n> ~~~\n",
    ] {
        assert_eq!(found(text), [""; 0], "{text}");
    }
}

#[test]
fn comments_and_strings_of_rust_are_read_once_and_code_is_not() {
    let text = "\
//! A file beside another.
use stands::beside;

/// What became
/// of it: `beside`.
fn beside() {
    // It stands here.
    println!(\"it stands, \\
        and mends it\");
}
";
    let found = look_at_rust(text).unwrap();
    let found: Vec<(usize, &str)> = found.iter().map(|f| (f.line, f.text.as_str())).collect();
    let expected = [
        (1, "beside"),
        (4, "What became of"),
        (7, "stands here"),
        (8, "stands"),
        (8, "mends"),
    ];
    for each in expected {
        assert_eq!(
            found.iter().filter(|other| **other == each).count(),
            1,
            "{each:?} in {found:?}"
        );
    }
    assert!(
        found.iter().all(|(line, _)| [1, 4, 7, 8].contains(line)),
        "{found:?}"
    );
}

#[test]
fn more_than_allowed_fails_and_less_does_not() {
    let counts = |list: &[(&str, usize)]| -> BTreeMap<String, usize> {
        list.iter()
            .map(|(name, count)| ((*name).to_owned(), *count))
            .collect()
    };
    let allowed = counts(&[("one", 3), ("two", 1)]);
    assert_eq!(over(&allowed, &counts(&[("one", 3), ("two", 0)])), "");
    let text = over(&allowed, &counts(&[("one", 4), ("three", 1)]));
    assert!(text.contains("one: 4 unnatural turns, 3 allowed"), "{text}");
    assert!(
        text.contains("three: 1 unnatural turns, 0 allowed"),
        "{text}"
    );
}
