//! The built guide in a real browser: builds it, installs what drives the browser below `target`,
//! and runs `tests/browser/*.test.mjs`.
//!
//! It needs Node, npm and Chromium. Where one is missing it says so and passes, but fails if `CI`
//! is set: there it must not pass unseen.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What the tests need, with what Debian calls it.
const NEEDED: &[(&str, &str)] = &[("node", "nodejs"), ("npm", "npm"), ("chromium", "chromium")];

#[test]
fn the_guide_in_a_browser() {
    let missing: Vec<&str> = NEEDED
        .iter()
        .filter(|(program, _)| which(program).is_none())
        .map(|(_, package)| *package)
        .collect();
    if !missing.is_empty() {
        let message = format!(
            "the browser tests need {0}, which is not here; on Debian: apt-get install {0}",
            missing.join(" ")
        );
        assert!(std::env::var_os("CI").is_none(), "{message}");
        eprintln!("SKIPPED: {message}");
        return;
    }
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let site = build(&scratch.join("guide"));
    let tests = install(&scratch.join("browser"));
    let output = run(Command::new("node")
        .args(["--test", "--test-concurrency=1", "--test-reporter=spec"])
        .args(test_files(&tests))
        .current_dir(&tests)
        .env("CHROMIUM", which("chromium").unwrap_or_default())
        .env("MESSAGES", messages())
        .env("SITE", site));
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{told}");
    // A run of no test succeeds too.
    let passed = told
        .lines()
        .find_map(|line| line.strip_prefix("ℹ pass ")?.trim().parse::<u32>().ok());
    assert!(passed.is_some_and(|passed| passed > 10), "{told}");
}

/// Builds the guide into `folder` and returns the folder of its pages.
fn build(folder: &Path) -> PathBuf {
    let output = run(Command::new(env!("CARGO_BIN_EXE_bedrock-guide"))
        .args(["build", "--book"])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("book"))
        .arg("--dest")
        .arg(folder));
    succeed(&output, "the guide does not build");
    folder.join("html")
}

/// The messages that the guide promises to explain and where: a line for each, with a tab between.
fn messages() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("book/coverage.toml");
    let table: toml::Table = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let errors = table.get("error").and_then(toml::Value::as_array).unwrap();
    let lines = errors.iter().map(|error| {
        let field = |name| error.get(name).and_then(toml::Value::as_str).unwrap();
        let page = field("page").replace(".md", ".html");
        format!("{}\t{page}#{}", field("message"), field("anchor"))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Copies the tests to `folder`, beside the packages that the lock file names.
fn install(folder: &Path) -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    std::fs::create_dir_all(folder).unwrap();
    for stale in test_files(folder) {
        std::fs::remove_file(folder.join(stale)).unwrap();
    }
    let installed = std::fs::read(folder.join("installed-lock.json")).unwrap_or_default();
    for entry in std::fs::read_dir(&source).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            std::fs::copy(&path, folder.join(path.file_name().unwrap())).unwrap();
        }
    }
    let lock = std::fs::read(folder.join("package-lock.json")).unwrap();
    if lock != installed {
        let output = run(Command::new("npm")
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .current_dir(folder));
        succeed(&output, "npm cannot install what the tests need");
        // Written last: an installation that was cut short is done again.
        std::fs::write(folder.join("installed-lock.json"), lock).unwrap();
    }
    folder.to_owned()
}

/// The names of the tests in `folder`, in order.
fn test_files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().into_string().ok())
        .filter(|name| name.ends_with(".test.mjs"))
        .collect();
    names.sort();
    names
}

fn which(program: &str) -> Option<PathBuf> {
    let chosen = std::env::var_os("CHROMIUM").filter(|_| program == "chromium");
    if let Some(chosen) = chosen {
        return Some(chosen.into());
    }
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

fn run(command: &mut Command) -> Output {
    command
        .output()
        .unwrap_or_else(|error| panic!("{command:?} does not run: {error}"))
}

fn succeed(output: &Output, what: &str) {
    assert!(
        output.status.success(),
        "{what}:\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
