//! The guide as it is published, and books that cannot be.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on should stop"
)]

use std::path::Path;
use std::process::Command;

/// Where the guide is published is written down twice, as mdBook alone cannot read Cargo's.
#[test]
fn the_guide_and_the_workspace_agree_where_it_is() {
    let toml = include_str!("../../book/book.toml");
    let url = format!("\nurl = \"{}\"\n", env!("CARGO_PKG_HOMEPAGE"));
    assert!(toml.contains(&url), "book.toml lacks{url}");
}

/// What the program says of a book with these files.
fn refused(root: &Path) -> String {
    // Where it hangs, that is what is said.
    let output = Command::new("timeout")
        .arg("60")
        .arg(env!("CARGO_BIN_EXE_bedrock-guide"))
        .args(["build", "--book", ".", "--dest", "out"])
        .env("MDBOOK_AWS_LIVE", "never")
        .current_dir(root)
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{told}");
    told
}

#[cfg(unix)]
#[test]
fn what_mdbook_cannot_read_is_said_before_it_tries() {
    let root = tempfile::tempdir().unwrap();
    let at = |path: &str| root.path().join(path);
    std::fs::create_dir(at("src")).unwrap();
    std::fs::write(
        at("book.toml"),
        "[preprocessor.aws]\nbefore = [\"links\"]\n",
    )
    .unwrap();
    let summary = |text: &str| std::fs::write(at("src/SUMMARY.md"), text).unwrap();
    summary("- [A](a.md)\n- [B](/etc/b.md)\n");
    std::fs::write(at("src/a.md"), "# A\n").unwrap();
    let told = refused(root.path());
    assert!(
        told.contains("SUMMARY.md: the chapter `/etc/b.md` has an absolute path"),
        "{told}"
    );
    let pipe = |path: &str| {
        let _ = std::fs::remove_file(at(path));
        assert!(
            Command::new("mkfifo")
                .arg(at(path))
                .status()
                .unwrap()
                .success()
        );
    };
    let toml = std::fs::read(at("book.toml")).unwrap();
    std::fs::write(at("other"), "token = hunter2\n").unwrap();
    std::fs::remove_file(at("book.toml")).unwrap();
    std::os::unix::fs::symlink("other", at("book.toml")).unwrap();
    let told = refused(root.path());
    assert!(told.starts_with("error: book.toml:1:9: "), "{told}");
    assert!(!told.contains("hunter2"), "{told}");
    std::fs::remove_file(at("book.toml")).unwrap();
    std::fs::write(at("book.toml"), toml).unwrap();
    summary("- [A](a.md)\n");
    pipe("src/a.md");
    let told = refused(root.path());
    assert!(
        told.contains("the chapter a.md: it is not a regular file"),
        "{told}"
    );
    pipe("src/SUMMARY.md");
    let told = refused(root.path());
    assert!(
        told.contains("SUMMARY.md: it is not a regular file"),
        "{told}"
    );
    let message = "there is no book.toml in";
    pipe("book.toml");
    assert!(refused(root.path()).contains(message));
}
