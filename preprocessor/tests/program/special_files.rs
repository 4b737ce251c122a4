//! Pipes, devices and huge files where a book has text: an error with their place, and never a
//! program that hangs or takes all memory.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on should stop"
)]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const TOML: &str = "[preprocessor.aws]\nlive = \"never\"\n";

fn write(root: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

fn pipe(path: &Path) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let _ = std::fs::remove_file(path);
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// Runs the program in `root` with at most a gigabyte of memory; its exit status and all it said.
fn run(root: &Path, arguments: &str, input: Option<&str>) -> (Option<i32>, String) {
    let program = env!("CARGO_BIN_EXE_mdbook-aws");
    let out = root.join("said");
    let file = std::fs::File::create(&out).unwrap();
    let mut command = Command::new("sh");
    command
        .arg("-c")
        .arg(format!("ulimit -v 1000000; exec {program} {arguments}"))
        .current_dir(root)
        .stdout(file.try_clone().unwrap())
        .stderr(file);
    command.stdin(match input {
        Some(_) => Stdio::piped(),
        None => Stdio::null(),
    });
    let mut child = command.spawn().unwrap();
    if let Some(input) = input {
        use std::io::Write as _;
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(input.as_bytes()).unwrap();
    }
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if start.elapsed() > Duration::from_secs(60) {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("`{arguments}` hangs");
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    (status.code(), std::fs::read_to_string(out).unwrap())
}

/// What mdBook hands over of a book of one chapter, `a.md`.
fn handed_over(root: &Path, content: &str) -> String {
    serde_json::json!([
        {
            "root": root,
            "config": { "book": { "src": "src" }, "preprocessor": { "aws": { "live": "never" } } },
            "renderer": "html",
            "mdbook_version": "0.5.4",
        },
        {
            "items": [{ "Chapter": {
                "name": "A", "content": content, "number": [1], "sub_items": [],
                "path": "a.md", "source_path": "a.md", "parent_names": [],
            }}],
        },
    ])
    .to_string()
}

#[test]
fn pipes_are_refused_wherever_text_is_read() {
    let chapter = "# A\n\n{{#include f.txt}}\n";
    for (place, arguments, told) in [
        ("src/f.txt", "check .", "it is not a regular file"),
        ("src/a.md", "check .", "it is not a regular file"),
        ("src/SUMMARY.md", "check .", "it is not a regular file"),
        ("facts/regions.json", "check .", "it is not a regular file"),
        ("facts/changes.json", "check .", "it is not a regular file"),
        ("src/f.txt", "preprocess", "it is not a regular file"),
        ("src/a.md", "preprocess", "it is not a regular file"),
        (
            "facts/models.json",
            "preprocess",
            "it is not a regular file",
        ),
        ("executed.json", "preprocess", "it is not a regular file"),
    ] {
        let root = tempfile::tempdir().unwrap();
        write(
            root.path(),
            &[
                ("book.toml", TOML),
                ("src/SUMMARY.md", "- [A](a.md)\n"),
                ("src/a.md", chapter),
                ("src/f.txt", "x\n"),
            ],
        );
        pipe(&root.path().join(place));
        let input = (arguments == "preprocess").then(|| handed_over(root.path(), chapter));
        let (code, said) = run(root.path(), arguments, input.as_deref());
        assert!(matches!(code, Some(1 | 2)), "{place}: {code:?} {said}");
        assert!(said.contains(told), "{place}: {said}");
    }
}

#[test]
fn devices_are_not_read() {
    let root = tempfile::tempdir().unwrap();
    let up = "../".repeat(root.path().components().count());
    write(
        root.path(),
        &[
            ("book.toml", &format!("{TOML}include-root = \"{up}\"\n")),
            ("src/SUMMARY.md", "- [A](a.md)\n"),
            (
                "src/a.md",
                &format!("# A\n\n{{{{#include {up}dev/zero}}}}\n"),
            ),
        ],
    );
    let (code, said) = run(root.path(), "check .", None);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("it is not a regular file"), "{said}");
    write(
        root.path(),
        &[("book.toml", "[preprocessor.aws]\ninclude-root = \"/\"\n")],
    );
    let (code, said) = run(root.path(), "check .", None);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("book.toml:2:1: "), "{said}");
}

#[test]
fn huge_files_and_huge_chapters_are_refused() {
    let root = tempfile::tempdir().unwrap();
    let includes = "{{#include big.txt}}\n".repeat(500);
    write(
        root.path(),
        &[
            ("book.toml", TOML),
            ("src/SUMMARY.md", "- [A](a.md)\n"),
            ("src/a.md", &format!("# A\n\n{includes}")),
            ("src/big.txt", &"some text\n".repeat(100_000)),
        ],
    );
    let (code, said) = run(root.path(), "check .", None);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("the chapter would be too large"), "{said}");
    assert_eq!(said.matches("too large").count(), 1, "{said}");
    assert!(said.contains("a.md:19:12"), "{said}");
    // Lines of a large file are looked for in all of it.
    let lines = "{{#include big.txt:7}}\n".repeat(500);
    write(root.path(), &[("src/a.md", &format!("# A\n\n{lines}"))]);
    let (code, said) = run(root.path(), "check .", None);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("the chapter would be too large"), "{said}");
    // A file with holes takes no room on disk.
    let huge = std::fs::File::create(root.path().join("src/big.txt")).unwrap();
    huge.set_len(1 << 40).unwrap();
    write(
        root.path(),
        &[("src/a.md", "# A\n\n{{#include big.txt}}\n")],
    );
    let (code, said) = run(root.path(), "check .", None);
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("cannot include `big.txt`: it is larger than 16 MiB"),
        "{said}"
    );
    let chapter = std::fs::File::create(root.path().join("src/a.md")).unwrap();
    chapter.set_len(1 << 40).unwrap();
    let (code, said) = run(root.path(), "check .", None);
    assert_eq!(code, Some(2), "{said}");
    assert!(
        said.contains("src/a.md: it is larger than 16 MiB"),
        "{said}"
    );
}
