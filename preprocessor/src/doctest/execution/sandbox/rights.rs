//! What the process of a chapter may do, as far as it gives that up itself.

use std::io;

/// Keeps a block that starts processes without end from filling the machine before it is killed.
/// The system's own limit on a user's processes does not count for root; that on the numbers of a
/// process namespace does, where the kernel has one. Both count threads, and the emulator's too.
#[cfg(target_os = "linux")]
pub(super) fn limit_processes() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    // Kernels before 6.14 have but one limit, and that is not ours to set.
    if std::fs::metadata("/proc/sys/kernel/pid_max").is_ok() && is_kernel(6, 14) {
        let _ = std::fs::write("/proc/sys/kernel/pid_max", MOST_PROCESSES.to_string());
    }
    // Before 5.14 the limit counts what the user has outside of the namespace, too.
    if !was_root() && is_kernel(5, 14) {
        let most = getrlimit(Resource::Nproc)
            .maximum
            .map_or(MOST_PROCESSES, |most| most.min(MOST_PROCESSES));
        let limit = Rlimit {
            current: Some(most),
            maximum: Some(most),
        };
        let _ = setrlimit(Resource::Nproc, limit);
    }
}

/// Processes and threads that a chapter can ever have, its emulator included. A namespace cannot
/// have less than 301.
#[cfg(target_os = "linux")]
const MOST_PROCESSES: u64 = 512;

/// Whether the kernel is Linux of this version or newer.
#[cfg(target_os = "linux")]
fn is_kernel(major: u32, minor: u32) -> bool {
    let uname = rustix::system::uname();
    let release = uname.release().to_string_lossy();
    let mut numbers = release.split(['.', '-']).map(str::parse::<u32>);
    matches!(
        (numbers.next(), numbers.next()),
        (Some(Ok(first)), Some(Ok(second))) if (first, second) >= (major, minor)
    )
}

/// Whether the user outside of a user namespace is root: then there is none, and all users are
/// themselves.
#[cfg(target_os = "linux")]
fn was_root() -> bool {
    std::fs::read_to_string("/proc/self/uid_map").is_ok_and(|map| {
        let mut fields = map.split_whitespace();
        fields.next() == Some("0") && fields.next() == Some("0")
    })
}

/// Gives up all rights of root beyond those of an owner of files, for good.
///
/// # Errors
/// When the kernel refuses it.
#[cfg(target_os = "linux")]
pub fn give_up_rights() -> io::Result<()> {
    use rustix::thread::{
        CapabilitySet, CapabilitySets, clear_ambient_capability_set,
        remove_capability_from_bounding_set, set_capabilities, set_no_new_privs,
    };
    set_no_new_privs(true)?;
    // Old kernels have no ambient capabilities to clear.
    let _ = clear_ambient_capability_set();
    for bit in 0..u64::BITS {
        let capability = CapabilitySet::from_bits_retain(1 << bit);
        match remove_capability_from_bounding_set(capability) {
            // The kernel knows no more of them. Who may not change the set gains none of it either,
            // as no program brings new rights any more.
            Err(rustix::io::Errno::INVAL | rustix::io::Errno::PERM) => break,
            result => result?,
        }
    }
    let none = CapabilitySet::empty();
    let sets = CapabilitySets {
        effective: none,
        permitted: none,
        inheritable: none,
    };
    Ok(set_capabilities(None, sets)?)
}

/// Other systems know no such rights.
///
/// # Errors
/// Never.
#[cfg(not(target_os = "linux"))]
pub fn give_up_rights() -> io::Result<()> {
    Ok(())
}

/// Lets orphans of this process fall to it, where the system can do that.
pub fn adopt_orphans() {
    #[cfg(target_os = "linux")]
    {
        let own = rustix::process::getpid();
        // Without it, orphans are looked for by their group alone.
        let _ = rustix::process::set_child_subreaper(Some(own));
    }
}
