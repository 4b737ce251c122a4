//! The built guide in a real browser: builds it, installs what drives the browser below `target`,
//! and runs `tests/browser/*.test.mjs`. It needs Node, npm and Chromium.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop"
)]

use crate::{machine, skip};

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The names that Chromium and its like have.
const BROWSERS: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

#[test]
fn the_guide_in_a_browser() {
    let skip = |why: &str, remedy: &str| skip::skip("the guide in a browser", why, remedy);
    if let Some(why) = machine::without_node() {
        return skip(&why, machine::NODE);
    }
    let chosen = std::env::var_os("CHROMIUM").map(PathBuf::from);
    let found = || BROWSERS.iter().find_map(|name| machine::which(name));
    let Some(chromium) = chosen.or_else(found) else {
        let remedy = "install Chromium (Debian: apt-get install chromium), or name one in CHROMIUM";
        return skip("Chromium is not installed", remedy);
    };
    let tests = match install() {
        Ok(tests) => tests,
        Err(why) => return skip(&why, machine::REGISTRIES),
    };
    let site = build(&machine::folder("guide"));
    let output = run(Command::new("node")
        .args(["--test", "--test-concurrency=1", "--test-reporter=spec"])
        .args(test_files(&tests))
        .current_dir(&tests)
        .env("CHROMIUM", chromium)
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
    let output = run(machine::program(env!("CARGO_BIN_EXE_bedrock-guide"))
        .env("MDBOOK_AWS_LIVE", "never")
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

/// Installs the packages that the lock file names, and copies the tests next to them.
fn install() -> Result<PathBuf, String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    let folder = machine::folder("browser");
    let lock = std::fs::read_to_string(source.join("package-lock.json")).unwrap();
    let files = ["package.json", "package-lock.json"].map(|name| source.join(name));
    let mut npm = Command::new("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .arg("--loglevel=error")
        .current_dir(&folder);
    machine::install(&folder, &lock, &files, &mut [npm])?;
    for stale in test_files(&folder) {
        std::fs::remove_file(folder.join(stale)).unwrap();
    }
    for entry in std::fs::read_dir(&source).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            std::fs::copy(&path, folder.join(path.file_name().unwrap())).unwrap();
        }
    }
    Ok(folder)
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
