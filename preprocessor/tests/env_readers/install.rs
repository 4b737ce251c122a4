//! Brings the readers to the machine, each by its own package client, in Cargo's folder for
//! temporary files of tests.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

/// Under continuous integration nothing that can be installed may be missing.
fn required() -> bool {
    std::env::var("CI").is_ok_and(|value| value == "true")
}

fn missing(what: &str, why: &str) {
    assert!(!required(), "{what} is needed when CI=true: {why}");
    println!("SKIPPED: {what} is not compared with its model: {why}");
}

pub(crate) fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("env-readers");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// The file of this suite called `name`.
pub(crate) fn driver(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/env_readers")
        .join(name)
}

/// Whether the program is there; `package` is the Debian package that has it.
pub(crate) fn program(name: &str, package: &str) -> bool {
    let found = Command::new(name).arg("--version").output().is_ok();
    if !found {
        missing(name, &format!("install the Debian package {package}"));
    }
    found
}

pub(crate) fn file(path: &Path, package: &str) -> bool {
    let found = path.exists();
    if !found {
        missing(package, &format!("install the Debian package {package}"));
    }
    found
}

/// Tests run side by side; only one installs.
static INSTALLING: Mutex<()> = Mutex::new(());

fn install(what: &str, done: &Path, commands: &mut [Command]) -> bool {
    let _one = INSTALLING.lock().unwrap_or_else(|error| error.into_inner());
    if done.exists() {
        return true;
    }
    for command in commands {
        let output = match command.output() {
            Ok(output) => output,
            Err(error) => {
                missing(what, &format!("{command:?}: {error}"));
                return false;
            }
        };
        if !output.status.success() {
            let errors = String::from_utf8_lossy(&output.stderr).into_owned();
            missing(what, &format!("{command:?}: {errors}"));
            return false;
        }
    }
    assert!(done.exists(), "{what} was installed and is not at {done:?}");
    true
}

/// A Python with the packages of `requirements.txt`.
pub(crate) fn python(what: &str) -> Option<PathBuf> {
    let venv = folder().join("venv");
    let python = venv.join("bin/python");
    let mut create = Command::new("python3");
    create.args(["-m", "venv"]).arg(&venv);
    let mut fill = Command::new(&python);
    fill.args(["-m", "pip", "install", "--quiet", "--require-hashes", "-r"])
        .arg(driver("requirements.txt"));
    let mut mark = Command::new(&python);
    mark.args(["-c", "import dotenv, sys; open(sys.argv[1], 'w').close()"])
        .arg(venv.join("installed"));
    install(what, &venv.join("installed"), &mut [create, fill, mark]).then_some(python)
}

/// Docker Compose, as packed for Python.
pub(crate) fn compose() -> Option<PathBuf> {
    let python = python("Docker Compose")?;
    let output = Command::new(python)
        .args(["-c", "import compose; print(compose.__path__[0])"])
        .output()
        .unwrap();
    let path =
        PathBuf::from(String::from_utf8(output.stdout).unwrap().trim()).join("docker-compose");
    file(&path, "Docker Compose").then_some(path)
}

/// The folder of the packages of `package.json`.
pub(crate) fn node_modules(what: &str) -> Option<PathBuf> {
    let target = folder().join("node");
    std::fs::create_dir_all(&target).unwrap();
    for name in ["package.json", "package-lock.json"] {
        std::fs::copy(driver(name), target.join(name)).unwrap();
    }
    let mut command = Command::new("npm");
    command
        .args([
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--silent",
        ])
        .current_dir(&target);
    let modules = target.join("node_modules");
    install(what, &modules.join("dotenv"), &mut [command]).then_some(modules)
}

/// A program around godotenv, compiled from Debian's sources of it.
pub(crate) fn godotenv() -> Option<PathBuf> {
    const SOURCES: &str = "/usr/share/gocode";
    if !program("go", "golang-go")
        || !file(
            &Path::new(SOURCES).join("src/github.com/joho/godotenv"),
            "golang-github-joho-godotenv-dev",
        )
    {
        return None;
    }
    let program = folder().join("godotenv");
    let mut command = Command::new("go");
    command
        .args(["build", "-o"])
        .arg(&program)
        .arg("main.go")
        .current_dir(driver("godotenv"))
        .env("GO111MODULE", "off")
        .env("GOPATH", SOURCES)
        .env("GOCACHE", folder().join("go-cache"));
    install("godotenv", &program, &mut [command]).then_some(program)
}
