//! Control groups (cgroup v2), where the user may make some: in one, the kernel itself counts the
//! memory and the processes of a chapter's blocks, the buffers of their sockets and pipes included,
//! and refuses what goes beyond a limit.
//!
//! A run has one group, in which each chapter has two: one for its blocks and one for its emulated
//! AWS. Only the user's service manager, or root, can give a program the right to make groups; what
//! it gives is below the group that the program is in, or next to it.

use std::fs::File;
use std::io::{self, Write as _};
use std::os::unix::fs::{FileExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, SystemTime};

use rustix::fs::{Access, FlockOperation, OFlags, flock};
use serde::{Deserialize, Serialize};

use crate::doctest::execution::limits::Limits;

/// How the names of the groups of runs begin; the time in seconds and the number of the process
/// follow.
const PREFIX: &str = "mdbook-aws-test-";

/// What is counted, as the kernel wants it to be switched on.
const CONTROLLERS: &str = "+memory +pids";

/// Processes and threads that a group can have.
const MOST_PROCESSES: u64 = 512;

/// A group is locked right after it is made; one younger than this may not be locked yet.
const YOUNG: Duration = Duration::from_secs(60);

/// The group of a run. It is removed when this is dropped, with all that is still in it.
#[derive(Debug)]
pub struct Groups {
    folder: PathBuf,
    /// Holds the lock by which other runs see that the group is in use.
    _lock: File,
}

/// The groups of a chapter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChapterGroups {
    blocks: PathBuf,
    emulator: PathBuf,
    /// Bytes that each may use.
    memory: u64,
}

/// A group that a process has opened, so that it can be used where its path cannot be seen.
#[derive(Debug)]
pub(crate) struct Group {
    processes: File,
    events: File,
    /// Linux before 5.14 has no such file.
    kill: Option<File>,
    /// Bytes that it may use.
    pub(crate) memory: u64,
}

impl Groups {
    /// Makes the group of this run, and removes those of runs that were killed. None if this user
    /// may not make groups here.
    #[must_use]
    pub fn new() -> Option<Self> {
        own_and_above()
            .into_iter()
            .enumerate()
            .find_map(|(steps_up, folder)| Self::below(&folder, steps_up == 0))
    }

    /// A group in `parent`; `is_own` says that this process itself is in that one.
    fn below(parent: &Path, is_own: bool) -> Option<Self> {
        // A process may be moved by who may write to this file of a group above both.
        rustix::fs::access(parent.join("cgroup.procs"), Access::WRITE_OK).ok()?;
        if is_own && !controls_children(parent) {
            // The kernel refuses it to groups with processes, except the first of all.
            std::fs::write(parent.join("cgroup.subtree_control"), CONTROLLERS).ok()?;
        }
        if !controls_children(parent) {
            return None;
        }
        sweep(parent);
        let now = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .ok()?;
        let id = std::process::id();
        let folder = (0..100).find_map(|number| {
            let folder = parent.join(format!("{PREFIX}{}-{id}-{number}", now.as_secs()));
            std::fs::create_dir(&folder).ok().map(|()| folder)
        })?;
        let made = open(&folder).and_then(|lock| {
            flock(&lock, FlockOperation::NonBlockingLockExclusive)?;
            std::fs::write(folder.join("cgroup.subtree_control"), CONTROLLERS)?;
            Ok(lock)
        });
        match made {
            Ok(lock) => Some(Self {
                folder,
                _lock: lock,
            }),
            Err(_) => {
                // Who cannot use it needs no group.
                let _ = std::fs::remove_dir(&folder);
                None
            }
        }
    }

    /// Makes the groups of a chapter.
    ///
    /// # Errors
    /// When the kernel refuses it.
    pub fn chapter(&self, number: usize, limits: &Limits) -> io::Result<ChapterGroups> {
        let memory = limits.memory.saturating_add(limits.files);
        let memory = three_quarters_of_the_machine().map_or(memory, |most| most.min(memory));
        let make = |name: &str| {
            let folder = self.folder.join(format!("{number}-{name}"));
            std::fs::create_dir(&folder)?;
            let set = |file: &str, value: u64| {
                std::fs::write(folder.join(file), value.to_string())
                    .map_err(|error| io::Error::new(error.kind(), format!("{file}: {error}")))
            };
            set("memory.max", memory)?;
            set("pids.max", MOST_PROCESSES)?;
            // A kernel that counts no swap has no such file.
            let _ = set("memory.swap.max", 0);
            // All of a block ends, and not what of it happens to be the largest (Linux 4.19).
            let _ = set("memory.oom.group", 1);
            Ok::<_, io::Error>(folder)
        };
        Ok(ChapterGroups {
            blocks: make("blocks")?,
            emulator: make("emulator")?,
            memory,
        })
    }
}

impl Drop for Groups {
    fn drop(&mut self) {
        remove(&self.folder);
    }
}

impl ChapterGroups {
    /// Opens the group of the blocks and that of the emulated AWS.
    ///
    /// # Errors
    /// When they cannot be opened.
    pub(crate) fn open(&self) -> io::Result<(Group, Group)> {
        let open = |folder: &Path| {
            let writable = |name: &str| File::options().write(true).open(folder.join(name));
            Ok::<_, io::Error>(Group {
                processes: writable("cgroup.procs")?,
                events: File::open(folder.join("memory.events"))?,
                kill: writable("cgroup.kill").ok(),
                memory: self.memory,
            })
        };
        Ok((open(&self.blocks)?, open(&self.emulator)?))
    }
}

impl Group {
    /// Moves a process into the group, with all that it starts later.
    pub(crate) fn add(&self, id: u32) -> io::Result<()> {
        (&self.processes).write_all(id.to_string().as_bytes())
    }

    /// An output for a program that is to join the group: it joins when it writes `0` there.
    pub(crate) fn joining(&self) -> io::Result<Stdio> {
        Ok(Stdio::from(self.processes.try_clone()?))
    }

    /// How often the kernel has ended something in the group for want of memory.
    pub(crate) fn ends(&self) -> u64 {
        let mut text = [0; 512];
        let length = self.events.read_at(&mut text, 0).unwrap_or_default();
        let text = String::from_utf8_lossy(text.get(..length).unwrap_or_default());
        let count = text.lines().find_map(|line| line.strip_prefix("oom_kill "));
        count.and_then(|it| it.parse().ok()).unwrap_or_default()
    }

    /// Kills all that is in the group, where the kernel can do that.
    pub(crate) fn kill(&self) {
        if let Some(mut kill) = self.kill.as_ref() {
            let _ = kill.write_all(b"1");
        }
    }
}

/// Whether this user may make groups here. Makes one, and removes it.
pub(super) fn are_available() -> bool {
    static AVAILABLE: std::sync::OnceLock<bool> = std::sync::OnceLock::new();
    *AVAILABLE.get_or_init(|| Groups::new().is_some())
}

/// The folder of the group that this process is in, and those of the groups above it, as far as they
/// can be seen.
fn own_and_above() -> Vec<PathBuf> {
    let read = |name: &str| std::fs::read_to_string(name).unwrap_or_default();
    let group = read("/proc/self/cgroup");
    let mounts = read("/proc/self/mountinfo");
    let Some((top, own)) = place(&group, &mounts) else {
        return Vec::new();
    };
    let above = own
        .ancestors()
        .take_while(|folder| folder.starts_with(&top));
    above.map(Path::to_owned).collect()
}

/// The folder where groups are mounted, and that of the group that `/proc/self/cgroup` and
/// `/proc/self/mountinfo` name.
fn place(group: &str, mounts: &str) -> Option<(PathBuf, PathBuf)> {
    let path = group.lines().find_map(|line| line.strip_prefix("0::"))?;
    let (root, top) = mounts.lines().find_map(|line| {
        let (left, right) = line.split_once(" - ")?;
        if right.split(' ').next() != Some("cgroup2") {
            return None;
        }
        let mut fields = left.split(' ').skip(3);
        Some((fields.next()?, fields.next()?))
    })?;
    // A group outside of what can be seen has a path upwards.
    let below = Path::new(path).strip_prefix(root).ok()?;
    let plain = |part| matches!(part, std::path::Component::Normal(_));
    let top = PathBuf::from(super::mounts::unescape(top));
    below.components().all(plain).then(|| {
        // Joining nothing would add a slash.
        let own = top.iter().chain(below).collect();
        (top.clone(), own)
    })
}

/// Whether the groups in this one are counted.
fn controls_children(folder: &Path) -> bool {
    let text = std::fs::read_to_string(folder.join("cgroup.subtree_control"));
    let text = text.unwrap_or_default();
    let has = |name| text.split_whitespace().any(|word| word == name);
    has("memory") && has("pids")
}

/// Three quarters of the machine's memory, so that a small machine is not filled either.
fn three_quarters_of_the_machine() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("MemTotal:"))?;
    let kibibytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kibibytes.saturating_mul(1024) / 4 * 3)
}

fn open(folder: &Path) -> io::Result<File> {
    let flags = OFlags::DIRECTORY | OFlags::NOFOLLOW;
    let flags = i32::try_from(flags.bits()).map_err(io::Error::other)?;
    File::options().read(true).custom_flags(flags).open(folder)
}

/// Removes the groups of runs that were killed.
fn sweep(parent: &Path) {
    for entry in std::fs::read_dir(parent).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let made = name.to_str().and_then(|name| {
            let seconds = name.strip_prefix(PREFIX)?.split('-').next()?;
            let made = Duration::from_secs(seconds.parse().ok()?);
            SystemTime::UNIX_EPOCH.checked_add(made)
        });
        let Some(made) = made else { continue };
        let is_old = made.elapsed().is_ok_and(|age| age > YOUNG);
        let Ok(lock) = open(&entry.path()) else {
            continue;
        };
        if is_old && flock(&lock, FlockOperation::NonBlockingLockExclusive).is_ok() {
            remove(&entry.path());
        }
    }
}

/// Removes a group and those in it, after killing what is in them.
fn remove(folder: &Path) {
    for _ in 0..200 {
        let _ = std::fs::write(folder.join("cgroup.kill"), "1");
        // Files in it are the kernel's; groups are folders.
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                let _ = std::fs::remove_dir(entry.path());
            }
        }
        match std::fs::remove_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::ResourceBusy => {
                // What was killed takes a moment to end.
                std::thread::sleep(Duration::from_millis(5));
            }
            _ => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "\
25 30 0:23 / /sys/fs/cgroup ro,nosuid - tmpfs tmpfs rw
26 25 0:24 / /sys/fs/cgroup/uni\\040fied rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate
";

    #[test]
    fn the_own_group_is_found() {
        let found = place("12:pids:/x\n0::/user.slice/a.scope\n", MOUNTS);
        let top = PathBuf::from("/sys/fs/cgroup/uni fied");
        let own = top.join("user.slice/a.scope");
        assert_eq!(found, Some((top.clone(), own)));
        assert_eq!(place("0::/\n", MOUNTS), Some((top.clone(), top)));
    }

    #[test]
    fn what_cannot_be_seen_is_no_place() {
        assert_eq!(place("0::/../other\n", MOUNTS), None);
        assert_eq!(place("1:pids:/x\n", MOUNTS), None);
        assert_eq!(place("0::/\n", "1 2 0:1 / / rw - ext4 /dev/a rw\n"), None);
        let below = MOUNTS.replace("0:24 / ", "0:24 /container ");
        assert_eq!(place("0::/other\n", &below), None);
        let found = place("0::/container/x\n", &below).unwrap();
        assert_eq!(found.1, Path::new("/sys/fs/cgroup/uni fied/x"));
    }

    #[test]
    fn a_folder_that_is_no_group_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Groups::below(folder.path(), true).is_none());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
