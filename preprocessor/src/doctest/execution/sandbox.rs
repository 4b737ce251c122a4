//! How a chapter is kept apart from the rest of the machine.
//!
//! On Linux, where the kernel allows it, the process of a chapter is the first of namespaces of its
//! own: it has a network that is a loopback interface, its own processes, and a file system of
//! programs, a few devices and empty folders that are gone with it. When it ends, however it ends,
//! the kernel ends all that it has started. Elsewhere a chapter has the machine's network, processes
//! and files, and proxies refuse connections.
//!
//! In both cases, where the kernel has them, filters of system calls and rules for files confine
//! each program of a chapter ([`confine`]).
//!
//! `THREAT_MODEL.md` says what that holds against, and what it does not.

#[cfg_attr(not(target_os = "linux"), path = "sandbox/unconfined.rs")]
pub mod confine;
#[cfg_attr(not(target_os = "linux"), path = "sandbox/ungrouped.rs")]
pub mod groups;
#[cfg(target_os = "linux")]
mod mounts;
#[cfg(target_os = "linux")]
mod network;
mod rights;
#[cfg(target_os = "linux")]
#[cfg_attr(
    not(all(target_pointer_width = "64", target_endian = "little")),
    path = "sandbox/unfiltered.rs"
)]
mod syscalls;
#[cfg(target_os = "linux")]
mod view;

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::{Deserialize, Serialize};

pub use rights::{adopt_orphans, give_up_rights};

/// How a chapter is kept apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Isolation {
    /// By namespaces of the kernel.
    Namespaces,
    /// By its environment alone.
    Environment,
}

impl Isolation {
    /// What holds, in words for who runs a book, on a system that lacks the layers `missing`.
    #[must_use]
    pub fn describe(self, missing: &[Layer]) -> String {
        let has = |layer| !missing.contains(&layer);
        let mut text = match self {
            Self::Namespaces => "each chapter has its own network (loopback only), processes and \
                                 empty /tmp; of the machine it sees programs, read-only, and no \
                                 home folder"
                .to_owned(),
            Self::Environment => {
                let network = match has(Layer::Network) {
                    true => "TCP connections lead to the emulated AWS only, other packets anywhere",
                    false => "programs that use proxies are refused the network, others are not",
                };
                let files = match has(Layer::Files) {
                    true => "programs can be read and /tmp be written, no home folder is seen",
                    false => "files are not protected",
                };
                let processes = match has(Layer::Signals) {
                    true => "other processes are seen",
                    false => "other processes can be ended",
                };
                format!("by environment alone: {network}; {files}; {processes}")
            }
        };
        if !missing.is_empty() {
            let missing: Vec<&str> = missing.iter().map(|layer| layer.as_str()).collect();
            text.push_str("; missing on this system: ");
            text.push_str(&missing.join(", "));
        }
        text
    }
}

/// A layer of the sandbox that not every system has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// A filter of system calls.
    SystemCalls,
    /// Rules for files.
    Files,
    /// Rules for TCP connections.
    Network,
    /// Rules for signals.
    Signals,
    /// Control groups.
    Groups,
}

impl Layer {
    /// All layers.
    pub const ALL: [Self; 5] = [
        Self::SystemCalls,
        Self::Files,
        Self::Network,
        Self::Signals,
        Self::Groups,
    ];

    /// What it is, and what has it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SystemCalls => "a filter of system calls (seccomp)",
            Self::Files => "rules for files (Landlock, Linux 5.13)",
            Self::Network => "rules for the network (Landlock, Linux 6.7)",
            Self::Signals => "rules for signals (Landlock, Linux 6.12)",
            Self::Groups => "limits by the kernel (a control group that this user may make)",
        }
    }
}

/// The layers of the sandbox that this system does not have.
#[must_use]
pub fn missing() -> Vec<Layer> {
    let all = Layer::ALL.into_iter();
    all.filter(|layer| !confine::has(*layer)).collect()
}

/// The folders of programs that every chapter has.
const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Where nothing listens; a proxy there refuses all that is sent to it.
const REFUSING_PROXY: &str = "http://127.0.0.1:9";

/// The variables of the user that the process of a chapter gets: it finds programs by them. All
/// others may hold secrets, and blocks can look for those in `/proc`.
const PASSED_ON: [&str; 4] = ["PATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL"];

/// The command that runs `program` with `arguments` under `isolation`, without the user's
/// environment and open files. `unshare` ends when the program does.
#[must_use]
pub fn command(isolation: Isolation, program: &Path, arguments: &[&str]) -> Command {
    // A folder that the caller left open would be a way out of the sandbox.
    close_fds::set_fds_cloexec_threadsafe(3, &[]);
    let mut command = match isolation {
        Isolation::Environment => Command::new(program),
        Isolation::Namespaces => {
            let mut command = Command::new("unshare");
            if !is_root() {
                command.args(["--user", "--map-root-user"]);
            }
            command
                .args(["--net", "--mount", "--ipc", "--pid", "--fork"])
                .args(["--kill-child", "--mount-proc", "--"])
                .arg(program);
            command
        }
    };
    let passed_on = PASSED_ON
        .into_iter()
        .filter_map(|name| Some((name, std::env::var_os(name)?)));
    command.args(arguments).env_clear().envs(passed_on);
    command
}

/// Takes this process out of the user's terminal, and keeps its memory, environment and open
/// files from blocks, which run as the same user. Called before anything of a book runs.
///
/// # Errors
/// When the system refuses it.
pub fn detach() -> io::Result<()> {
    // Without a controlling terminal no block can type into it.
    rustix::process::setsid()?;
    guard_memory()
}

/// Keeps the memory, the environment and the open files of this process from other processes of
/// the same user.
///
/// # Errors
/// When the system refuses it.
#[cfg(target_os = "linux")]
pub fn guard_memory() -> io::Result<()> {
    use rustix::process::{DumpableBehavior, set_dumpable_behavior};
    // Before Linux 6.4 this is read from a file in `/proc`, which then belongs to root. It is kept.
    let _ = rustix::param::page_size();
    Ok(set_dumpable_behavior(DumpableBehavior::NotDumpable)?)
}

/// Other systems have no such protection.
///
/// # Errors
/// Never.
#[cfg(not(target_os = "linux"))]
pub fn guard_memory() -> io::Result<()> {
    Ok(())
}

#[cfg(target_os = "linux")]
fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[cfg(not(target_os = "linux"))]
fn is_root() -> bool {
    false
}

/// Where the emulated AWS of a chapter keeps its files in namespaces: not where blocks may write.
pub const EMULATOR: &str = "/run/mdbook-aws";

/// Makes this process, which [`command`] has started under [`Isolation::Namespaces`], as it must
/// be before anything of a book runs: it sees programs and `keep`, read-only, and empty folders with
/// room for `room` bytes, the loopback interface is up, and no right is left to undo any of that.
///
/// # Errors
/// When the kernel refuses any of it.
#[cfg(target_os = "linux")]
pub fn enter(keep: &[PathBuf], room: u64) -> io::Result<()> {
    network::bring_up_loopback()?;
    rights::limit_processes();
    mounts::arrange(&view::readable(keep), room)?;
    give_up_rights()
}

/// There are no namespaces on this system.
///
/// # Errors
/// Always.
#[cfg(not(target_os = "linux"))]
pub fn enter(_: &[PathBuf], _: u64) -> io::Result<()> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

/// The variables that each shell of a chapter starts with, before those of its tools: an
/// environment in which no account, configuration or metadata service of the machine can be found.
/// `refused` sends all that uses proxies to one that refuses.
#[must_use]
pub fn environment(refused: bool, folder: &Path, path: &[PathBuf]) -> Vec<(String, String)> {
    let shown = |path: &Path| path.to_string_lossy().into_owned();
    let mut folders: Vec<String> = path.iter().map(|path| shown(path)).collect();
    folders.push(PATH.to_owned());
    folders.extend(folder_of_bash().map(|bash| shown(&bash)));
    let mut all = vec![
        ("HOME".to_owned(), shown(&folder.join("home"))),
        ("TMPDIR".to_owned(), shown(&folder.join("tmp"))),
        ("PATH".to_owned(), folders.join(":")),
    ];
    let fixed = [
        ("USER", "reader"),
        ("LOGNAME", "reader"),
        ("LANG", "C.UTF-8"),
        ("LC_ALL", "C.UTF-8"),
        ("TZ", "UTC"),
        ("TERM", "dumb"),
        ("COLUMNS", "80"),
        ("PAGER", "cat"),
        ("AWS_PAGER", ""),
        ("HISTFILE", "/dev/null"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("NO_PROXY", "localhost,127.0.0.1,::1"),
        ("no_proxy", "localhost,127.0.0.1,::1"),
    ];
    all.extend(fixed.map(|(name, value)| (name.to_owned(), value.to_owned())));
    if refused {
        for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
            all.push((name.to_owned(), REFUSING_PROXY.to_owned()));
            all.push((name.to_ascii_lowercase(), REFUSING_PROXY.to_owned()));
        }
    }
    all
}

/// Where bash lies, on systems that have it elsewhere.
fn folder_of_bash() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .filter(|folder| folder.is_absolute())
        .find(|folder| folder.join("bash").is_file())
        .filter(|folder| !PATH.split(':').any(|known| Path::new(known) == folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_said() {
        let all = Isolation::Environment.describe(&[]);
        assert!(all.contains("no home folder is seen"), "{all}");
        assert!(!all.contains("missing"), "{all}");
        let none = Isolation::Environment.describe(&Layer::ALL);
        for part in [
            "programs that use proxies are refused the network, others are not",
            "files are not protected",
            "other processes can be ended",
            "missing on this system: a filter of system calls (seccomp), rules for files",
        ] {
            assert!(none.contains(part), "{none}");
        }
        let some = Isolation::Namespaces.describe(&[Layer::SystemCalls]);
        assert!(some.ends_with("missing on this system: a filter of system calls (seccomp)"));
    }
}
