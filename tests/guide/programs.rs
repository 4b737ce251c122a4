//! The programs of the guide in languages whose compilers cannot see the SDK here: they are at least
//! programs, and formatted as their language's own tool does it.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on should stop"
)]

use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use crate::machine::{program, which};
use crate::skip::skip;

/// The blocks of the guide in `language`, each with its chapter.
fn blocks(language: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("book/src");
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let mut block: Option<String> = None;
        for line in text.lines() {
            match &mut block {
                None if line == format!("```{language}") => block = Some(String::new()),
                Some(_) if line == "```" => {
                    let name = path.display().to_string();
                    found.extend(block.take().map(|block| (name, block)));
                }
                Some(block) => {
                    block.push_str(line);
                    block.push('\n');
                }
                None => {}
            }
        }
    }
    assert!(!found.is_empty(), "no block in {language}");
    found
}

/// What `tool` prints for `text`; it must not refuse it.
fn formatted(tool: &Path, arguments: &[&str], chapter: &str, text: &str) -> String {
    let mut child = program(tool)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{chapter}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn programs_in_go_are_as_gofmt_writes_them() {
    let Some(gofmt) = which("gofmt") else {
        let remedy = "install the package `golang-go`";
        return skip("the programs in Go", "`gofmt` is missing", remedy);
    };
    for (chapter, text) in blocks("go") {
        assert_eq!(formatted(&gofmt, &[], &chapter, &text), text, "{chapter}");
    }
}

#[test]
fn programs_in_rust_are_as_rustfmt_writes_them() {
    let Some(rustfmt) = which("rustfmt") else {
        let remedy = "rustup component add rustfmt";
        return skip("the programs in Rust", "`rustfmt` is missing", remedy);
    };
    let arguments = ["--edition", "2024", "--emit", "stdout", "--quiet"];
    for (chapter, text) in blocks("rs") {
        let now = formatted(&rustfmt, &arguments, &chapter, &text);
        assert_eq!(now, text, "{chapter}");
    }
}
