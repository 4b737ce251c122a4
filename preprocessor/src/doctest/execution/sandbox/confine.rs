//! The layers that every program of a chapter gets, whatever the isolation: a filter of system
//! calls, rules for files and the network that the kernel calls Landlock, and limits. They are set
//! by this program itself, which then becomes the program that was asked for.

use std::ffi::OsString;
use std::io;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use landlock::{
    ABI, Access as _, AccessFs, AccessNet, CompatLevel, Compatible as _, NetPort, Ruleset,
    RulesetAttr as _, RulesetCreatedAttr as _, Scope, path_beneath_rules,
};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde::{Deserialize, Serialize};

use super::{Isolation, Layer, groups, syscalls, view};
use crate::doctest::execution::fault::Fault;
use crate::doctest::execution::protocol::Job;

/// The hidden command that confines its own process and then becomes another program.
pub const COMMAND: &str = "run-confined";

/// Open files that a process may have: what lies in their buffers counts nowhere.
const MOST_FILES: u64 = 4096;

/// Devices that every program may use.
const DEVICES: [&str; 5] = [
    "/dev/full",
    "/dev/null",
    "/dev/random",
    "/dev/urandom",
    "/dev/zero",
];

/// What a chapter may write to in a file system of its own.
const OWN: [&str; 3] = ["/dev", "/tmp", "/var/tmp"];

/// What a chapter may write to, in the machine's file system, apart from its own folder: where programs
/// expect to put what is of no use later.
const SHARED: [&str; 8] = [
    "/dev/full",
    "/dev/null",
    "/dev/random",
    "/dev/shm",
    "/dev/urandom",
    "/dev/zero",
    "/tmp",
    "/var/tmp",
];

/// What a program of a chapter may do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confinement {
    /// The files and folders that it may read and run.
    pub read: Vec<PathBuf>,
    /// The folders that it may list.
    pub list: Vec<PathBuf>,
    /// The files and folders that it may change, too.
    pub write: Vec<PathBuf>,
    /// The ports that it may connect to, where that is limited.
    pub connect: Option<Vec<u16>>,
    /// Whether it sees files and a network of its own, and nothing of the machine's users.
    pub alone: bool,
}

impl Confinement {
    /// For the shell of a chapter, whose emulated AWS listens at `port`.
    #[must_use]
    pub fn of_shell(job: &Job, port: Option<u16>) -> Self {
        let mut confinement = Self::reading(job);
        match job.isolation {
            Isolation::Namespaces => {
                confinement.list.push("/".into());
                confinement.write.extend(OWN.map(PathBuf::from));
                confinement.alone = true;
            }
            Isolation::Environment => {
                confinement.write.push(job.folder.clone());
                confinement.write.extend(SHARED.map(PathBuf::from));
                if !job.real_aws {
                    confinement.connect = Some(port.into_iter().chain(job.endpoint).collect());
                }
            }
        }
        confinement
    }

    /// For the emulated AWS of a chapter, which keeps its files in `folder`.
    #[must_use]
    pub fn of_emulator(job: &Job, folder: &Path) -> Self {
        let mut confinement = Self::reading(job);
        confinement.write.push(folder.to_owned());
        confinement.write.extend(DEVICES.map(PathBuf::from));
        // Blocks can make it run functions, and it needs nobody but those who call it.
        if job.isolation == Isolation::Environment {
            confinement.connect = Some(Vec::new());
        }
        confinement
    }

    /// Nothing but to read what the tools of a chapter need.
    fn reading(job: &Job) -> Self {
        let mut read = view::readable(&job.keep);
        read.push("/proc".into());
        Self {
            read,
            ..Self::default()
        }
    }

    /// The command that becomes `program` once it is confined so.
    ///
    /// # Errors
    /// When a path is not Unicode.
    pub fn command(&self, program: &Path) -> io::Result<Command> {
        // Its own path may not be seen from the sandbox.
        let mut command = Command::new("/proc/self/exe");
        command
            .args([COMMAND, &serde_json::to_string(self)?])
            .arg(program);
        Ok(command)
    }

    /// Confines this process for good.
    fn set(&self) -> Result<(), Fault> {
        limit(Resource::Core, 0);
        limit(Resource::Nofile, MOST_FILES);
        rustix::thread::set_no_new_privs(true)
            .map_err(|error| Fault::system("refuse new privileges")(error.into()))?;
        if has(Layer::Files) {
            self.restrict_files()
                .map_err(|error| Fault::system("restrict files")(io::Error::other(error)))?;
        }
        if has(Layer::SystemCalls) {
            syscalls::restrict(self.alone)
                .map_err(|error| Fault::system("filter system calls")(io::Error::other(error)))?;
        }
        Ok(())
    }

    fn restrict_files(&self) -> Result<(), landlock::RulesetError> {
        let all = AccessFs::from_all(NEWEST);
        let ruleset = Ruleset::default()
            .set_compatibility(CompatLevel::BestEffort)
            .handle_access(all)?
            .scope(Scope::from_all(NEWEST))?;
        let ruleset = match &self.connect {
            Some(_) => ruleset.handle_access(AccessNet::ConnectTcp)?,
            None => ruleset,
        };
        let ports = self.connect.iter().flatten();
        let ports = ports.map(|port| {
            Ok::<_, landlock::RulesetError>(NetPort::new(*port, AccessNet::ConnectTcp))
        });
        ruleset
            .create()?
            .add_rules(path_beneath_rules(&self.read, AccessFs::from_read(NEWEST)))?
            .add_rules(path_beneath_rules(&self.list, AccessFs::ReadDir))?
            .add_rules(path_beneath_rules(&self.write, all))?
            .add_rules(ports)?
            .restrict_self()?;
        Ok(())
    }
}

/// Confines this process and becomes the program that `arguments` name. Comes back, with a reason,
/// only if that fails.
#[must_use]
pub fn main(arguments: &[OsString]) -> String {
    let [confinement, program, rest @ ..] = arguments else {
        return "no program to confine".to_owned();
    };
    let confinement = confinement.to_str().unwrap_or_default();
    let confinement: Confinement = match serde_json::from_str(confinement) {
        Ok(confinement) => confinement,
        Err(error) => return error.to_string(),
    };
    if let Err(fault) = confinement.set() {
        return fault.to_string();
    }
    let error = Command::new(program).args(rest).exec();
    format!("cannot start {}: {error}", program.display())
}

/// Lowers a limit, for good.
fn limit(resource: Resource, most: u64) {
    let old = getrlimit(resource);
    let lower = |old: Option<u64>| Some(old.map_or(most, |old| old.min(most)));
    let limit = Rlimit {
        current: lower(old.current),
        maximum: lower(old.maximum),
    };
    // What was lower before stays.
    let _ = setrlimit(resource, limit);
}

/// The newest rules that this program knows.
const NEWEST: ABI = ABI::V10;

/// Whether the kernel has this version of Landlock.
fn has_landlock(abi: ABI) -> bool {
    let ruleset = Ruleset::default().set_compatibility(CompatLevel::HardRequirement);
    let scope = Scope::from_all(abi);
    let ruleset = ruleset.handle_access(AccessFs::from_all(abi));
    let ruleset = match scope.is_empty() {
        true => ruleset,
        false => ruleset.and_then(|ruleset| ruleset.scope(scope)),
    };
    let network = AccessNet::from_all(abi);
    let ruleset = match network.is_empty() {
        true => ruleset,
        false => ruleset.and_then(|ruleset| ruleset.handle_access(network)),
    };
    ruleset.and_then(Ruleset::create).is_ok()
}

/// Whether this system has a layer.
#[must_use]
pub fn has(layer: Layer) -> bool {
    match layer {
        Layer::SystemCalls => syscalls::is_available(),
        Layer::Files => has_landlock(ABI::V1),
        Layer::Network => has_landlock(ABI::V4),
        Layer::Signals => has_landlock(ABI::V6),
        Layer::Groups => groups::are_available(),
    }
}
