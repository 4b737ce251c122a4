//! What a chapter sees of the file system: all of it, read-only, but for what holds credentials
//! and sockets, and with an empty `/tmp` to write to.

use std::ffi::CString;
use std::io;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use rustix::fs::CWD;
use rustix::mount::{
    MountFlags, MountPropagationFlags, MoveMountFlags, OpenTreeFlags, mount, mount_bind,
    mount_change, mount_remount, move_mount, open_tree,
};

/// Folders that are empty and may be written to, with the part of the room that each gets.
const SCRATCH: [(&str, u64); 3] = [("/tmp", 1), ("/var/tmp", 4), ("/dev/shm", 4)];

/// Where sockets of the machine's services lie, which no network namespace keeps out.
const RUN: &str = "/run";

/// What programs are reached by below [`RUN`] on some systems.
const RUN_KEPT: [&str; 2] = ["/run/current-system", "/run/wrappers"];

/// What holds credentials in a home folder.
const PRIVATE: [&str; 18] = [
    ".aws",
    ".azure",
    ".bash_history",
    ".cargo/credentials",
    ".cargo/credentials.toml",
    ".config/gcloud",
    ".config/gh",
    ".docker",
    ".git-credentials",
    ".gnupg",
    ".kube",
    ".netrc",
    ".npmrc",
    ".password-store",
    ".pypirc",
    ".ssh",
    ".terraform.d",
    ".zsh_history",
];

/// Arranges the mounts of this process's namespace.
pub(super) fn arrange(keep: &[PathBuf], home: Option<&Path>, room: u64) -> io::Result<()> {
    mount_change(
        "/",
        MountPropagationFlags::PRIVATE | MountPropagationFlags::REC,
    )?;
    // What is to be seen is held before it is covered.
    let covered = |path: &Path| {
        let scratch = SCRATCH.iter().any(|(folder, _)| path.starts_with(folder));
        scratch || path.starts_with(RUN)
    };
    let kept: Vec<(PathBuf, OwnedFd)> = keep
        .iter()
        .cloned()
        .chain(RUN_KEPT.map(PathBuf::from))
        .filter(|path| covered(path) && path.is_dir())
        .map(|path| Ok((path.clone(), hold(&path)?)))
        .collect::<io::Result<_>>()?;
    for (folder, part) in SCRATCH {
        if Path::new(folder).is_dir() {
            empty(folder, room / part, "1777")?;
        }
    }
    if Path::new(RUN).is_dir() {
        empty(RUN, 1024 * 1024, "755")?;
    }
    for (path, held) in kept {
        std::fs::create_dir_all(&path)?;
        move_mount(
            held,
            "",
            CWD,
            &path,
            MoveMountFlags::MOVE_MOUNT_F_EMPTY_PATH,
        )?;
    }
    if let Some(home) = home {
        for name in PRIVATE {
            hide(&home.join(name))?;
        }
    }
    read_only()
}

/// A copy of the mount at `path` that stands nowhere yet.
fn hold(path: &Path) -> io::Result<OwnedFd> {
    let flags = OpenTreeFlags::OPEN_TREE_CLONE
        | OpenTreeFlags::OPEN_TREE_CLOEXEC
        | OpenTreeFlags::AT_RECURSIVE;
    Ok(open_tree(CWD, path, flags)?)
}

fn empty(folder: &str, room: u64, mode: &str) -> io::Result<()> {
    let data = CString::new(format!("size={room},mode={mode}"))?;
    let flags = MountFlags::NOSUID | MountFlags::NODEV;
    Ok(mount(
        "tmpfs",
        folder,
        "tmpfs",
        flags,
        Some(data.as_c_str()),
    )?)
}

fn hide(path: &Path) -> io::Result<()> {
    // A link leads to what is to be hidden.
    let Ok(path) = path.canonicalize() else {
        return Ok(());
    };
    if path.is_dir() {
        let flags = MountFlags::NOSUID | MountFlags::NODEV | MountFlags::NOEXEC;
        Ok(mount(
            "tmpfs",
            &path,
            "tmpfs",
            flags,
            Some(c"size=4k,mode=755"),
        )?)
    } else {
        Ok(mount_bind("/dev/null", &path)?)
    }
}

/// Makes every mount read-only but those that are there to be written to.
fn read_only() -> io::Result<()> {
    let table = std::fs::read_to_string("/proc/self/mountinfo")?;
    for line in table.lines() {
        let mut fields = line.split(' ').skip(4);
        let (Some(path), Some(options)) = (fields.next(), fields.next()) else {
            continue;
        };
        let path = unescape(path);
        if SCRATCH.iter().any(|(folder, _)| path == *folder) {
            continue;
        }
        // A namespace may not take away what the machine's owner has set.
        let kept = options.split(',').fold(MountFlags::empty(), |all, option| {
            all | match option {
                "nosuid" => MountFlags::NOSUID,
                "nodev" => MountFlags::NODEV,
                "noexec" => MountFlags::NOEXEC,
                "noatime" => MountFlags::NOATIME,
                "nodiratime" => MountFlags::NODIRATIME,
                "relatime" => MountFlags::RELATIME,
                _ => MountFlags::empty(),
            }
        });
        let flags = kept | MountFlags::BIND | MountFlags::RDONLY;
        let done = mount_remount(path.as_str(), flags, c"");
        // Something else may have been mounted over it, or it is of a kind that takes no such
        // order; the root must obey.
        if path == "/" {
            done?;
        }
    }
    Ok(())
}

/// A path of `mountinfo`, in which white space and backslashes stand in octal.
fn unescape(path: &str) -> String {
    path.replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\")
}
