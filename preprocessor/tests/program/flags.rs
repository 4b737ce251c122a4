//! The arguments of `check` that choose files, checks, and what counts.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

use std::io::Write as _;
use std::process::{Output, Stdio};

use crate::cli::{Folder, WRONG, stdout};
use crate::machine;

const POLICY: &str = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \
                      \"Action\": \"s3:GetObjct\", \"Resource\": \"*\"}]}\n";

fn concise(folder: &Folder, arguments: &[&str]) -> Output {
    let mut all = vec!["check", "--format", "concise", "--quiet"];
    all.extend(arguments);
    folder.run(&all)
}

fn status(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn a_file_is_checked_as_what_it_is() {
    let folder = Folder::new(&[
        ("policy.json", POLICY),
        (".env", "AWS_REGION=us-east-1 # here\n"),
        ("run.sh", "#!/bin/sh\naws s3 lss\n"),
        (".aws/config", "[profile x]\nregion = us-esat-1\n"),
        (
            "template.yaml",
            "PolicyDocument:\n  Statement:\n    - Effect: Alow\n      Action: s3:*\n      Resource: '*'\n",
        ),
        ("data.txt", POLICY),
    ]);
    for (path, place) in [
        (
            "policy.json",
            "policy.json:1:75: error[policy/unknown-action]",
        ),
        (".env", ".env:1:22: error[env/inline-comment]"),
        ("run.sh", "run.sh:2:8: error[command/unknown-operation]"),
        (".aws/config", ".aws/config:2:10: error[region/mistyped]"),
        ("template.yaml", "template.yaml:3:15: error[policy/"),
        ("data.txt", "data.txt:1:75: error[policy/unknown-action]"),
    ] {
        let output = concise(&folder, &[path]);
        assert_eq!(status(&output), 1, "{path}: {}", stderr(&output));
        assert!(stdout(&output).contains(place), "{}", stdout(&output));
    }
}

#[test]
fn what_cannot_be_checked_is_refused() {
    let folder = Folder::new(&[
        ("main.tf", "resource \"x\" \"y\" {}\n"),
        ("LICENSE", "May be used.\n"),
    ]);
    for path in ["main.tf", "LICENSE"] {
        let output = concise(&folder, &[path]);
        assert_eq!(status(&output), 2, "{path}");
        assert!(stderr(&output).contains("--kind"), "{}", stderr(&output));
    }
    assert_eq!(
        status(&concise(&folder, &["--kind", "command", "LICENSE"])),
        0
    );
    assert_eq!(
        status(&concise(&folder, &["--kind", "polcy", "LICENSE"])),
        2
    );
}

#[test]
fn a_plain_file_is_fixed() {
    let folder = Folder::new(&[(".env", "\u{feff}AWS_REGION=us-east-1 # here\r\n")]);
    assert_eq!(status(&concise(&folder, &["--fix", ".env"])), 0);
    let fixed = std::fs::read_to_string(folder.path().join(".env")).unwrap();
    assert_eq!(fixed, "\u{feff}# here\r\nAWS_REGION=us-east-1\r\n");
}

#[test]
fn standard_input_has_a_name() {
    let folder = Folder::new(&[]);
    let check = |arguments: &[&str], text: &str| {
        let mut child = machine::program(env!("CARGO_BIN_EXE_mdbook-aws"))
            .args(["check", "--format", "concise", "-q", "-"])
            .args(arguments)
            .current_dir(folder.path())
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
        child.wait_with_output().unwrap()
    };
    let output = check(&[], WRONG);
    assert!(stdout(&output).starts_with("<stdin>:4:12: error[region/mistyped]"));
    let output = check(&["--stdin-filename", "docs/policy.json"], POLICY);
    assert!(stdout(&output).starts_with("docs/policy.json:1:75: "));
    let output = check(&["--kind", "policy"], POLICY);
    assert!(
        stdout(&output).starts_with("<stdin>:1:75: "),
        "{}",
        stderr(&output)
    );
}

#[test]
fn excluded_files_are_passed_over() {
    let folder = Folder::new(&[
        ("docs/a.md", WRONG),
        ("docs/old/b.md", WRONG),
        ("book/book.toml", ""),
        ("book/src/SUMMARY.md", "- [A](a.md)\n- [B](b.md)\n"),
        ("book/src/a.md", WRONG),
        ("book/src/b.md", WRONG),
    ]);
    let files = |arguments: &[&str]| {
        let output = concise(&folder, arguments);
        assert_ne!(status(&output), 2, "{}", stderr(&output));
        let text = stdout(&output);
        let names = text.lines().filter_map(|line| line.split(':').next());
        names.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(files(&["docs", "--exclude", "docs/old"]), ["docs/a.md"]);
    assert_eq!(files(&["docs", "--exclude", "old/"]), ["docs/a.md"]);
    assert_eq!(
        files(&["./docs", "--exclude", "docs/*.md"]),
        ["./docs/old/b.md"]
    );
    assert_eq!(files(&["book", "--exclude", "b.md"]), ["book/src/a.md"]);
    assert_eq!(files(&["docs/a.md", "--exclude", "docs/"]), [""; 0]);
}

#[test]
fn checks_are_chosen_by_code_and_family() {
    let folder = Folder::new(&[
        ("a.md", "```env\nAWS_REGION=us-esat-1 # here\n```\n"),
        (
            "off/book.toml",
            "[preprocessor.aws.severity]\n\"env/*\" = \"off\"\n\"env/inline-comment\" = \"warn\"\n",
        ),
        ("off/src/SUMMARY.md", "- [A](a.md)\n"),
        ("off/src/a.md", "```env\nAWS_REGION=us-east-1 # here\n```\n"),
    ]);
    let codes = |arguments: &[&str]| {
        let text = stdout(&concise(&folder, arguments));
        let codes = text
            .lines()
            .filter_map(|line| line.split(['[', ']']).nth(1));
        codes.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(codes(&["a.md"]), ["region/mistyped", "env/inline-comment"]);
    assert_eq!(
        codes(&["a.md", "--select", "env/*"]),
        ["env/inline-comment"]
    );
    assert_eq!(codes(&["a.md", "--ignore", "env"]), ["region/mistyped"]);
    let severity = concise(
        &folder,
        &["a.md", "--severity", "env/*=hint,region/mistyped=warning"],
    );
    assert_eq!(status(&severity), 0);
    assert!(stdout(&severity).contains("hint[env/inline-comment]"));
    let output = concise(&folder, &["off"]);
    assert!(stdout(&output).contains("warning[env/inline-comment]"));
    let wrong = concise(&folder, &["a.md", "--select", "evn/*"]);
    assert_eq!(status(&wrong), 2);
    assert!(stderr(&wrong).contains("did you mean `env`?"));
}

#[test]
fn only_what_is_new_counts_after_a_baseline() {
    let folder = Folder::new(&[(".git/HEAD", ""), ("docs/a.md", WRONG)]);
    let written = folder.run(&["check", "--write-baseline", "known.json", "docs"]);
    assert_eq!(status(&written), 0, "{}", stderr(&written));
    let check = |from: &str, path: &str, baseline: &str| {
        folder.run_in(
            from,
            &["check", "--deny", "warnings", "--baseline", baseline, path],
        )
    };
    assert_eq!(status(&check("", "docs", "known.json")), 0);
    assert_eq!(status(&check("docs", "a.md", "../known.json")), 0);
    folder.write(
        "docs/a.md",
        format!("new line\n\n{WRONG}\nus-wset-2\n").as_bytes(),
    );
    let output = check("", "docs", "known.json");
    assert_eq!(status(&output), 1);
    assert!(stdout(&output).contains("us-wset-2") && !stdout(&output).contains("us-esat-1"));
    assert!(
        stdout(&output).contains("; 1 in the baseline"),
        "{}",
        stdout(&output)
    );
    folder.write("docs/a.md", b"us-east-1\n");
    let output = check("", "docs", "known.json");
    assert!(
        stdout(&output).contains("; 0 in the baseline, 1 other finding of which nothing is left"),
        "{}",
        stdout(&output)
    );
    folder.write("broken.json", b"{}");
    assert_eq!(status(&check("", "docs", "broken.json")), 2);
    assert_eq!(status(&check("", "docs", "missing.json")), 2);
}

#[test]
fn the_report_can_go_to_a_file() {
    let folder = Folder::new(&[("a.md", WRONG)]);
    let output = folder.run(&[
        "check",
        "--format",
        "sarif",
        "--output-file",
        "x.sarif",
        "--exit-zero",
        "a.md",
    ]);
    assert_eq!(status(&output), 0);
    assert_eq!(stdout(&output), "");
    let text = std::fs::read_to_string(folder.path().join("x.sarif")).unwrap();
    assert!(text.contains("region/mistyped"));
    let lost = folder.run(&["check", "--output-file", ".", "a.md"]);
    assert_eq!(status(&lost), 2);
}

#[test]
fn people_choose_how_much_they_see() {
    let folder = Folder::new(&[("a.md", WRONG)]);
    let output = folder.run(&["check", "--format", "concise", "--statistics", "a.md"]);
    let text = stdout(&output);
    assert!(
        text.contains("\n     1  region/mistyped\nchecked "),
        "{text}"
    );
    let output = folder.run(&["check", "--color", "always", "a.md"]);
    assert!(stdout(&output).contains('\u{1b}'));
    let output = folder.run(&["check", "--color", "never", "a.md"]);
    assert!(!stdout(&output).contains('\u{1b}'));
}
