//! What the tests take from the machine: programs, Python, and packages from their registries. A test
//! gets nothing else of it, and what it sets up goes to Cargo's folder for temporary files of tests.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    reason = "each test uses a part of it, and a test that cannot go on should stop"
)]

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, OnceLock, PoisonError};

use crate::skip::skip;

/// What makes the tests run that need Python.
pub(crate) const PYTHON: &str =
    "install Python 3.11 or newer (Debian: apt-get install python3-pip python3-venv)";

/// What makes the tests run that need Node.js.
pub(crate) const NODE: &str =
    "install Node.js 20.12 or newer with npm (Debian: apt-get install nodejs npm)";

/// What is tested by making the facts anew.
pub(crate) const FACTS: &str = "that the facts are what their scripts write";

/// What makes the tests run that take packages from registries.
pub(crate) const REGISTRIES: &str = "connect to the registries of Python and npm packages";

/// A command that runs `program` with nothing of the user's environment but the `PATH` and the place
/// for temporary files.
pub(crate) fn program(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.env_clear();
    for name in ["PATH", "TMPDIR", "SYSTEMROOT", "TEMP", "TMP"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command
}

/// Runs the test that calls it in a process of its own, which has nothing of the user's environment,
/// and returns whether this is that process. For what is tested inside of this process and looks at
/// variables that any user may have set.
pub(crate) fn in_clean_environment(test: &str) -> bool {
    const CLEAN: &str = "MDBOOK_AWS_TEST_IS_CLEAN";
    if std::env::var_os(CLEAN).is_some() {
        return true;
    }
    let mut again = program(std::env::current_exe().unwrap());
    let output = again
        .args([test, "--nocapture"])
        .env(CLEAN, "1")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}{errors}");
    assert!(told.contains(": ok. 1 passed"), "{told}{errors}");
    false
}

/// The file that a shell would run by this name.
pub(crate) fn which(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
        .find(|file| file.is_file())
}

/// A folder for what tests set up and use again.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// The cache folder of the program under test. It has the tools that snippets call, once a test has
/// installed them.
pub(crate) fn cache() -> PathBuf {
    folder("cache")
}

/// The machine's Python, without the user's settings of it, or why there is none.
pub(crate) fn python() -> Result<Command, String> {
    const ASK: &str =
        "import sys; print('%d.%d' % sys.version_info[:2]); import pip, venv, ensurepip";
    static PROBLEM: OnceLock<Option<String>> = OnceLock::new();
    let command = || {
        let mut command = Command::new("python3");
        for name in [
            "PIP_CONSTRAINT",
            "PIP_PREFIX",
            "PIP_REQUIRE_VIRTUALENV",
            "PIP_ROOT",
            "PIP_TARGET",
            "PIP_USER",
            "PYTHONHOME",
            "PYTHONPATH",
            "PYTHONSTARTUP",
        ] {
            command.env_remove(name);
        }
        command.env("PIP_DISABLE_PIP_VERSION_CHECK", "1");
        // Whatever the locale, files are UTF-8, and none is written next to the sources.
        command.env("PYTHONUTF8", "1");
        command.env("PYTHONDONTWRITEBYTECODE", "1");
        command
    };
    let problem = PROBLEM.get_or_init(|| {
        let output = match command().args(["-c", ASK]).output() {
            Ok(output) => output,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Some("python3 is not installed".to_owned());
            }
            Err(error) => return Some(format!("python3 does not start: {error}")),
        };
        let said = String::from_utf8_lossy(&output.stdout);
        let minor = said.trim().strip_prefix("3.").map(str::parse::<u32>);
        match minor {
            Some(Ok(11..)) if output.status.success() => None,
            Some(Ok(11..)) => {
                let told = String::from_utf8_lossy(&output.stderr);
                let last = told.lines().last().unwrap_or_default();
                Some(format!("python3 lacks a module: {last}\n{told}"))
            }
            Some(Ok(_)) => Some(format!(
                "python3 is Python {}, which is too old",
                said.trim()
            )),
            _ => Some("python3 does not run".to_owned()),
        }
    });
    problem.clone().map_or_else(|| Ok(command()), Err)
}

/// Why Node.js or npm cannot be used, if that is so.
pub(crate) fn without_node() -> Option<String> {
    for name in ["node", "npm"] {
        if which(name).is_none() {
            return Some(format!("{name} is not installed"));
        }
    }
    let output = program("node").arg("--version").output().unwrap();
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let parts = version.trim_start_matches('v').split('.');
    let parts: Vec<u32> = parts.filter_map(|part| part.parse().ok()).collect();
    (parts < vec![20, 12]).then(|| format!("node is {version}, which is too old"))
}

/// The exit status of the scripts in `facts/build` when a package cannot be had.
const UNAVAILABLE: i32 = 3;

/// Runs a script of `facts/build`, which takes packages from their registries. None where they cannot
/// be had; `what` is skipped then.
pub(crate) fn generate(
    what: &str,
    script: &str,
    arguments: &[&dyn AsRef<OsStr>],
) -> Option<Output> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let script = root.join("crates/aws-doc-facts/data/build").join(script);
    let mut python = match python() {
        Ok(python) => python,
        Err(why) => {
            skip(what, &why, PYTHON);
            return None;
        }
    };
    python
        .arg(&script)
        .args(arguments.iter().map(AsRef::as_ref));
    let output = python.output().unwrap();
    if output.status.code() == Some(UNAVAILABLE) {
        let told = String::from_utf8_lossy(&output.stderr);
        skip(what, &told, REGISTRIES);
        return None;
    }
    Some(output)
}

/// That a script did what it should.
#[track_caller]
pub(crate) fn succeeded(output: &Output) {
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Copies `files` into `folder` and runs `commands` to fill it, unless what is there was made from the
/// same `recipe`. The error is the command that failed and what it said.
pub(crate) fn install(
    folder: &Path,
    recipe: &str,
    files: &[PathBuf],
    commands: &mut [Command],
) -> Result<(), String> {
    /// Tests run side by side; one at a time installs.
    static INSTALLING: Mutex<()> = Mutex::new(());
    let _one = INSTALLING.lock().unwrap_or_else(PoisonError::into_inner);
    let made_from = folder.join("recipe");
    if std::fs::read_to_string(&made_from).is_ok_and(|made| made == recipe) {
        return Ok(());
    }
    if folder.exists() {
        std::fs::remove_dir_all(folder).unwrap();
    }
    std::fs::create_dir_all(folder).unwrap();
    for file in files {
        std::fs::copy(file, folder.join(file.file_name().unwrap())).unwrap();
    }
    for command in commands {
        let told = match command.output() {
            Ok(output) if output.status.success() => continue,
            Ok(output) => String::from_utf8_lossy(&output.stderr).into_owned(),
            Err(error) => error.to_string(),
        };
        let name = Path::new(command.get_program()).file_stem().unwrap();
        let name = name.to_string_lossy();
        return Err(format!(
            "{name} cannot install its packages\n{command:?}\n{told}"
        ));
    }
    // Written last: an installation that was cut short is done again.
    std::fs::write(made_from, recipe).unwrap();
    Ok(())
}

/// A Python with the packages that a file of requirements names.
pub(crate) fn venv(name: &str, requirements: &Path) -> Result<PathBuf, (String, &'static str)> {
    let mut create = python().map_err(|why| (why, PYTHON))?;
    let version = python()
        .map_err(|why| (why, PYTHON))?
        .args(["-c", "import sys; print(sys.executable, sys.version)"])
        .output()
        .unwrap();
    let mut recipe = String::from_utf8_lossy(&version.stdout).into_owned();
    recipe.push_str(&std::fs::read_to_string(requirements).unwrap());
    let venv = folder(name);
    let python = venv.join("bin/python");
    create.args(["-m", "venv"]).arg(&venv);
    let mut fill = Command::new(&python);
    fill.args(["-I", "-m", "pip", "install", "--quiet"])
        .args(["--disable-pip-version-check", "--require-hashes", "-r"])
        .arg(requirements);
    install(&venv, &recipe, &[], &mut [create, fill]).map_err(|why| (why, REGISTRIES))?;
    Ok(python)
}
