//! An installation that goes on: runs pip on a lock, and passes on what it says.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::Lock;
use super::error::ToolError;
use super::install::{last_lines, remove, write};
use super::python::Python;

/// Settings of pip that would send packages elsewhere. Where pip finds packages stays the user's.
const PIP_ELSEWHERE: [&str; 6] = [
    "PIP_PREFIX",
    "PIP_REQUIRE_VIRTUALENV",
    "PIP_ROOT",
    "PIP_TARGET",
    "PIP_USER",
    "PIP_CONSTRAINT",
];

/// An installation that goes on.
pub(super) struct Making<'p> {
    pub(super) folder: PathBuf,
    /// The folder with what builds source packages.
    pub(super) build_with: Option<PathBuf>,
    pub(super) progress: &'p mut dyn FnMut(&str),
}

impl Making<'_> {
    /// Installs the packages of a lock into a folder.
    pub(super) fn pip_install(
        &mut self,
        lock: &Lock,
        python: &Python,
        target: &str,
    ) -> Result<(), ToolError> {
        let arguments = ["--no-deps", "--only-binary", ":all:", "--target", target];
        self.pip(python, lock, "install", &arguments)
    }

    /// Runs pip on a lock.
    pub(super) fn pip(
        &mut self,
        python: &Python,
        lock: &Lock,
        what: &str,
        arguments: &[&str],
    ) -> Result<(), ToolError> {
        let requirements = self.folder.join("requirements.txt");
        write(&requirements, lock.text)?;
        let mut command = pip(python, what);
        command.args(["--require-hashes", "--requirement", "requirements.txt"]);
        command.args(arguments);
        if let Some(folder) = &self.build_with {
            command.env("PYTHONPATH", folder);
        }
        self.run(command, lock)?;
        remove(&requirements)
    }

    /// Runs a command in the folder and passes on what it says.
    pub(super) fn run(&mut self, mut command: Command, lock: &Lock) -> Result<(), ToolError> {
        let failed = |said: String| ToolError::Install {
            tool: format!("{} {}", lock.package, lock.version()),
            said,
        };
        let mut child = command
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| failed(error.to_string()))?;
        let stderr = child.stderr.take();
        let errors = std::thread::spawn(move || {
            let mut text = String::new();
            if let Some(mut stderr) = stderr {
                // What cannot be read is not shown; the exit status decides.
                let _ = stderr.read_to_string(&mut text);
            }
            text
        });
        if let Some(stdout) = child.stdout.take() {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if let Some(step) = step(&line) {
                    (self.progress)(&step);
                }
            }
        }
        let status = child.wait().map_err(|error| failed(error.to_string()))?;
        let errors = errors.join().unwrap_or_default();
        match status.success() {
            true => Ok(()),
            false => Err(failed(last_lines(&errors))),
        }
    }
}

/// A run of the machine's pip that asks nothing and installs nowhere but where it is told.
pub(super) fn pip(python: &Python, what: &str) -> Command {
    let mut command = python.command();
    for name in PIP_ELSEWHERE {
        command.env_remove(name);
    }
    // Compiled files are wanted here: nothing may write them later.
    command.env_remove("PYTHONDONTWRITEBYTECODE");
    command.args([
        "-m",
        "pip",
        what,
        "--no-input",
        "--disable-pip-version-check",
    ]);
    command.args(["--progress-bar", "off", "--retries", "2"]);
    if what == "install" {
        command.args(["--root-user-action", "ignore"]);
    }
    command
}

/// What a line of pip says to somebody who waits.
fn step(line: &str) -> Option<String> {
    let line = line.trim();
    let steps = ["Downloading ", "Building wheel", "Installing collected"];
    let is_step = steps.iter().any(|start| line.starts_with(start));
    // The list of all packages is of no use.
    let line = line.split(": ").next().unwrap_or(line);
    is_step.then(|| line.to_owned())
}
