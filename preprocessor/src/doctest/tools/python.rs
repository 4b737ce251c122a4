//! The Python of the machine, and the environments that are made from it.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::install::ToolError;

/// The oldest Python for which the locks hold.
const OLDEST: (u32, u32) = (3, 10);

/// The names under which Python is looked for.
const NAMES: [&str; 2] = ["python3", "python"];

/// Prints what [`Python`] holds. `_base_executable` is the interpreter below a virtual environment.
const ASK: &str = "\
import json, os, sys, sysconfig
folders = [sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix,
           os.path.dirname(os.path.realpath(sys.executable)),
           sysconfig.get_path('stdlib'), sysconfig.get_path('platstdlib')]
print(json.dumps({
    'program': sys.executable,
    'base': getattr(sys, '_base_executable', None) or sys.executable,
    'version': list(sys.version_info[:3]),
    'folders': sorted(set(folders)),
    'tag': sys.implementation.cache_tag + '-' + sysconfig.get_platform(),
}))";

/// An interpreter.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Python {
    /// The interpreter itself, not a shim before it.
    pub(crate) program: PathBuf,
    /// The one below, if it is that of a virtual environment; else the same.
    base: PathBuf,
    /// Major, minor, patch.
    version: (u32, u32, u32),
    /// The folders with what it needs in order to run.
    pub(crate) folders: Vec<PathBuf>,
    /// What its compiled packages depend on, as `cpython-311-linux-x86_64`.
    pub(crate) tag: String,
}

impl Python {
    /// The first on the machine's `PATH` that is new enough.
    pub(crate) fn find() -> Result<Self, ToolError> {
        let mut old = None;
        for name in NAMES {
            let Some(python) = Self::ask(name) else {
                continue;
            };
            if (python.version.0, python.version.1) >= OLDEST {
                return Ok(python);
            }
            old = Some(python.version());
        }
        Err(ToolError::NoPython { old })
    }

    fn ask(name: &str) -> Option<Self> {
        let output = Command::new(name).args(["-I", "-c", ASK]).output().ok()?;
        serde_json::from_slice(&output.stdout).ok()
    }

    /// Its version, as `3.11.7`.
    pub(crate) fn version(&self) -> String {
        let (major, minor, patch) = self.version;
        format!("{major}.{minor}.{patch}")
    }

    /// A command that runs it without what the environment says about packages.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        for name in [
            "PYTHONHOME",
            "PYTHONPATH",
            "PYTHONSTARTUP",
            "PYTHONUSERBASE",
        ] {
            command.env_remove(name);
        }
        command.env("PYTHONDONTWRITEBYTECODE", "1");
        command
    }

    /// Makes a virtual environment in `folder` that sees `packages` as well as its own, which win,
    /// and returns the folder with its programs. Its pip installs into it and not into `packages`.
    pub(crate) fn environment(&self, folder: &Path, packages: &Path) -> io::Result<PathBuf> {
        let (major, minor, _) = self.version;
        let programs = folder.join("bin");
        let site = folder.join(format!("lib/python{major}.{minor}/site-packages"));
        std::fs::create_dir_all(&programs)?;
        std::fs::create_dir_all(&site)?;
        let home = self.base.parent().unwrap_or(Path::new("/"));
        let settings = format!(
            "home = {}\ninclude-system-site-packages = false\nversion = {}\n",
            home.display(),
            self.version()
        );
        std::fs::write(folder.join("pyvenv.cfg"), settings)?;
        // A path file comes after the standard library: packages that carry a name of it, as
        // `uuid`, do not hide it. PYTHONPATH would come before.
        let mut path = OsString::from(packages);
        path.push("\n");
        std::fs::write(site.join("tools.pth"), path.as_encoded_bytes())?;
        for name in NAMES {
            link(&self.base, &programs.join(name))?;
        }
        Ok(programs)
    }
}

#[cfg(unix)]
fn link(program: &Path, place: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(program, place)
}

#[cfg(not(unix))]
fn link(_program: &Path, _place: &Path) -> io::Result<()> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}
