//! What a chapter sees of the file system: a root of its own that holds programs and what they
//! need, read-only, a few devices, and empty folders to write to. Nothing else of the machine is
//! there: no home folder, no socket, no disk.

use std::ffi::CString;
use std::io;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use rustix::fs::CWD;
use rustix::mount::{
    MountFlags, MountPropagationFlags, MoveMountFlags, OpenTreeFlags, UnmountFlags, mount,
    mount_bind, mount_change, mount_remount, move_mount, open_tree, unmount,
};

/// Folders that are empty and may be written to, with the part of the room that each gets.
const SCRATCH: [(&str, u64); 4] = [
    ("/tmp", 1),
    ("/var/tmp", 4),
    ("/dev/shm", 4),
    (super::EMULATOR, 2),
];

/// The devices that every program may use.
const DEVICES: [&str; 5] = ["null", "zero", "full", "random", "urandom"];

/// Links in `/dev` that programs expect.
const DEVICE_LINKS: [(&str, &str); 5] = [
    ("fd", "/proc/self/fd"),
    ("stdin", "/proc/self/fd/0"),
    ("stdout", "/proc/self/fd/1"),
    ("stderr", "/proc/self/fd/2"),
    ("ptmx", "pts/ptmx"),
];

/// Where terminals of the chapter's own are.
const TERMINALS: &str = "/dev/pts";

/// Where the new root is put together. It may be any folder, as what it holds is held before.
const STAGES: [&str; 4] = ["/tmp", "/run", "/mnt", "/usr"];

/// Something of the machine that stays to be seen.
enum Shown {
    Folder(OwnedFd),
    File(OwnedFd),
    Link(PathBuf),
}

/// Arranges the mounts of this process's namespace: it sees `readable`, and has `room` bytes.
pub(super) fn arrange(readable: &[PathBuf], room: u64) -> io::Result<()> {
    mount_change(
        "/",
        MountPropagationFlags::PRIVATE | MountPropagationFlags::REC,
    )?;
    // What cannot be shown is not there, and a tool that needs it says so.
    let readable = readable.iter();
    let mut shown: Vec<(PathBuf, Shown)> = readable
        .filter_map(|path| Some((path.clone(), hold(path).ok()?)))
        .collect();
    let devices = DEVICES.map(|name| Path::new("/dev").join(name));
    for path in devices.into_iter().chain([PathBuf::from("/proc")]) {
        let held = hold(&path)?;
        shown.push((path, held));
    }
    let stage = STAGES.map(Path::new).into_iter().find(|it| it.is_dir());
    let stage = stage.ok_or(io::ErrorKind::NotFound)?;
    tmpfs(stage, SKELETON, "755", MountFlags::NOSUID)?;
    let inside = |path: &Path| stage.join(path.strip_prefix("/").unwrap_or(path));
    let terminals = inside(Path::new(TERMINALS));
    std::fs::create_dir_all(&terminals)?;
    let flags = MountFlags::NOSUID | MountFlags::NOEXEC;
    let own = c"newinstance,ptmxmode=0666,mode=620";
    mount("devpts", &terminals, "devpts", flags, own)?;
    for (folder, part) in SCRATCH {
        let folder = inside(Path::new(folder));
        std::fs::create_dir_all(&folder)?;
        let flags = MountFlags::NOSUID | MountFlags::NODEV;
        tmpfs(&folder, room / part, "1777", flags)?;
    }
    // Tools may lie in a folder that is empty but for them.
    for (path, shown) in shown {
        show(&inside(&path), shown)?;
    }
    for (name, target) in DEVICE_LINKS {
        std::os::unix::fs::symlink(target, inside(&Path::new("/dev").join(name)))?;
    }
    rustix::process::chdir(stage)?;
    rustix::process::pivot_root(".", ".")?;
    // The old root lies over the new one; then nothing of it is left.
    unmount(".", UnmountFlags::DETACH)?;
    rustix::process::chdir("/")?;
    read_only()?;
    for path in HIDDEN {
        if Path::new(path).exists() {
            mount_bind("/dev/null", path)?;
        }
    }
    Ok(())
}

/// Files that list the user's keys.
const HIDDEN: [&str; 2] = ["/proc/keys", "/proc/key-users"];

/// Bytes for the folders and links of the new root.
const SKELETON: u64 = 1024 * 1024;

/// What is at `path`, so that it can be shown elsewhere.
fn hold(path: &Path) -> io::Result<Shown> {
    let metadata = path.symlink_metadata()?;
    if metadata.is_symlink() {
        return Ok(Shown::Link(std::fs::read_link(path)?));
    }
    let mut flags = OpenTreeFlags::OPEN_TREE_CLONE | OpenTreeFlags::OPEN_TREE_CLOEXEC;
    if metadata.is_dir() {
        flags |= OpenTreeFlags::AT_RECURSIVE;
        return Ok(Shown::Folder(open_tree(CWD, path, flags)?));
    }
    Ok(Shown::File(open_tree(CWD, path, flags)?))
}

/// Puts what is held at `place`.
fn show(place: &Path, shown: Shown) -> io::Result<()> {
    if let Some(parent) = place.parent() {
        std::fs::create_dir_all(parent)?;
    }
    let held = match shown {
        Shown::Link(target) => return std::os::unix::fs::symlink(target, place),
        Shown::Folder(held) => {
            std::fs::create_dir_all(place)?;
            held
        }
        Shown::File(held) => {
            std::fs::write(place, "")?;
            held
        }
    };
    let flags = MoveMountFlags::MOVE_MOUNT_F_EMPTY_PATH;
    Ok(move_mount(held, "", CWD, place, flags)?)
}

fn tmpfs(folder: &Path, room: u64, mode: &str, flags: MountFlags) -> io::Result<()> {
    let data = CString::new(format!("size={room},mode={mode}"))?;
    Ok(mount("tmpfs", folder, "tmpfs", flags, data.as_c_str())?)
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
        if SCRATCH.iter().any(|(folder, _)| path == *folder) || path == TERMINALS {
            continue;
        }
        // A namespace may not lift what the machine's owner has set.
        let kept = options.split(',').fold(MountFlags::empty(), |all, option| {
            all | match option {
                "nodev" => MountFlags::NODEV,
                "noexec" => MountFlags::NOEXEC,
                "noatime" => MountFlags::NOATIME,
                "nodiratime" => MountFlags::NODIRATIME,
                "relatime" => MountFlags::RELATIME,
                _ => MountFlags::empty(),
            }
        });
        let flags = kept | MountFlags::BIND | MountFlags::RDONLY | MountFlags::NOSUID;
        let done = mount_remount(path.as_str(), flags, c"");
        // Something else may have been mounted over it, or it is of a kind that takes no such
        // order; the root must obey.
        if path == "/" {
            done?;
        }
    }
    Ok(())
}

/// A path from `mountinfo`, which writes white space and backslashes in octal.
pub(super) fn unescape(path: &str) -> String {
    path.replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\")
}
