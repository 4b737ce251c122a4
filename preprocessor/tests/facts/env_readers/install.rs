//! Brings the readers to the machine, each by its own package client.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::machine::{self, NODE, REGISTRIES, which};
use crate::skip::skip;

pub(crate) fn folder() -> PathBuf {
    machine::folder("env-readers")
}

/// The file of this suite called `name`.
pub(crate) fn driver(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/facts/env_readers")
        .join(name)
}

/// Notes that the model of a reader is not compared with it.
fn missing(reader: &str, why: &str, remedy: &str) {
    skip(&format!("how {reader} reads env files"), why, remedy);
}

/// Whether Node.js is there.
pub(crate) fn node(reader: &str) -> bool {
    match machine::without_node() {
        None => true,
        Some(why) => {
            missing(reader, &why, NODE);
            false
        }
    }
}

/// Whether the program is there; `package` is the Debian package that has it.
pub(crate) fn program(name: &str, package: &str) -> bool {
    let found = which(name).is_some();
    if !found {
        let remedy = format!("install {name} (Debian: apt-get install {package})");
        missing(name, &format!("{name} is not installed"), &remedy);
    }
    found
}

/// Whether the file is there, which the Debian package `package` has.
pub(crate) fn file(reader: &str, path: &Path, package: &str) -> bool {
    let found = path.exists();
    if !found {
        let why = format!("{} is not there", path.display());
        missing(
            reader,
            &why,
            &format!("install it (Debian: apt-get install {package})"),
        );
    }
    found
}

/// A Python with the packages of `requirements.txt`.
pub(crate) fn python(reader: &str) -> Option<PathBuf> {
    match machine::venv("env-readers/venv", &driver("requirements.txt")) {
        Ok(python) => Some(python),
        Err((why, remedy)) => {
            missing(reader, &why, remedy);
            None
        }
    }
}

/// Docker Compose, as packed for Python.
pub(crate) fn compose() -> Option<PathBuf> {
    let python = python("Docker Compose")?;
    let output = Command::new(python)
        .args(["-I", "-c", "import compose; print(compose.__path__[0])"])
        .output()
        .unwrap();
    let folder = String::from_utf8(output.stdout).unwrap();
    Some(Path::new(folder.trim()).join("docker-compose"))
}

/// The folder of the packages of `package.json`.
pub(crate) fn node_modules(reader: &str) -> Option<PathBuf> {
    if !node(reader) {
        return None;
    }
    let target = folder().join("node");
    let lock = std::fs::read_to_string(driver("package-lock.json")).unwrap();
    let files = ["package.json", "package-lock.json"].map(driver);
    let mut fetch = Command::new("npm");
    fetch
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .arg("--loglevel=error")
        .current_dir(&target);
    match machine::install(&target, &lock, &files, &mut [fetch]) {
        Ok(()) => Some(target.join("node_modules")),
        Err(why) => {
            missing(reader, &why, REGISTRIES);
            None
        }
    }
}

/// A program around godotenv, compiled from Debian's sources of it.
pub(crate) fn godotenv() -> Option<PathBuf> {
    const SOURCES: &str = "/usr/share/gocode";
    const PACKAGES: &str = "golang-go golang-github-joho-godotenv-dev";
    let sources = Path::new(SOURCES).join("src/github.com/joho/godotenv");
    if which("go").is_none() {
        let remedy = format!("install Go and godotenv (Debian: apt-get install {PACKAGES})");
        missing("godotenv", "go is not installed", &remedy);
        return None;
    }
    if !file("godotenv", &sources, PACKAGES) {
        return None;
    }
    let target = folder().join("godotenv");
    let program = target.join("program");
    let version = Command::new("go").arg("version").output().unwrap();
    let mut recipe = String::from_utf8_lossy(&version.stdout).into_owned();
    recipe.push_str(&std::fs::read_to_string(driver("godotenv/main.go")).unwrap());
    let mut command = Command::new("go");
    command
        .args(["build", "-o"])
        .arg(&program)
        .arg("main.go")
        .current_dir(driver("godotenv"))
        .env("GO111MODULE", "off")
        .env("GOFLAGS", "")
        .env("GOPATH", SOURCES)
        .env("GOCACHE", folder().join("go-cache"));
    // What it needs is here, so a failure does not mean that the machine lacks something.
    machine::install(&target, &recipe, &[], &mut [command]).unwrap();
    Some(program)
}
