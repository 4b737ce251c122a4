//! A release carries the licences of what it contains.

use aws_doc_xtask::{licences, workspace_root};

#[test]
fn what_is_linked_is_named_and_what_only_builds_or_tests_is_not() {
    let page = licences::texts(&workspace_root(), "x86_64-unknown-linux-gnu").unwrap();
    let (names, texts) = page.split_once("\n--------").unwrap();
    let has = |name: &str| {
        names
            .lines()
            .any(|line| line.starts_with(&format!("{name} ")))
    };
    // One that is linked, one of a dependency, one of this system only.
    for name in ["serde", "pulldown-cmark", "landlock"] {
        assert!(has(name), "{name} is not in:\n{names}");
    }
    // One that is for tests, one for another system, one of this workspace.
    for name in ["proptest", "windows-sys", "aws-doc-lint"] {
        assert!(!has(name), "{name} is in:\n{names}");
    }
    assert!(texts.contains("Permission is hereby granted"));
    assert!(texts.contains("Apache License"));
    let elsewhere = licences::texts(&workspace_root(), "x86_64-pc-windows-msvc").unwrap();
    assert!(!elsewhere.contains("\nlandlock "));
}
