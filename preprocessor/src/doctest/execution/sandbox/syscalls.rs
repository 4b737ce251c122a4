//! The system calls that no block needs, refused by a filter of the kernel: memory that the limits
//! do not see, other processes, keys, kernel interfaces with a long history of holes.

mod shared;

use std::collections::BTreeMap;

use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition,
    SeccompFilter, SeccompRule, TargetArch, apply_filter,
};

/// Whether this program knows how to filter system calls here.
pub(super) fn is_available() -> bool {
    TargetArch::try_from(std::env::consts::ARCH).is_ok()
        && rustix::thread::secure_computing_mode().is_ok()
}

/// Sets the filter for this thread and all that it starts. `alone` says that they see files and a
/// network of their own, so that less has to be refused.
pub(super) fn restrict(alone: bool) -> Result<(), seccompiler::Error> {
    // Programs do without these where a kernel does not have them.
    filter(unknown(), libc::ENOSYS)?;
    filter(forbidden()?, libc::EPERM)?;
    filter(sockets(alone)?, libc::EAFNOSUPPORT)?;
    if !alone {
        filter(shared::unknown(), libc::ENOSYS)?;
        filter(shared::forbidden()?, libc::EPERM)?;
        filter(shared::unsupported()?, libc::EOPNOTSUPP)?;
    }
    Ok(())
}

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

fn filter(rules: Rules, error: i32) -> Result<(), seccompiler::Error> {
    let error = SeccompAction::Errno(error.unsigned_abs());
    let arch = TargetArch::try_from(std::env::consts::ARCH)?;
    let filter = SeccompFilter::new(with_x32(rules), SeccompAction::Allow, error, arch)?;
    let program: BpfProgram = filter.try_into()?;
    apply_filter(&program)
}

/// The calls of the machine's 64-bit interface have a second number where a kernel offers x32.
fn with_x32(mut rules: Rules) -> Rules {
    if cfg!(target_arch = "x86_64") {
        let second: Rules = rules
            .iter()
            .map(|(number, rules)| (number | 0x4000_0000, rules.clone()))
            .collect();
        rules.extend(second);
    }
    rules
}

/// Calls without which programs find another way.
fn unknown() -> Rules {
    let calls = [
        // Files in memory, and shared memory and messages that outlive their processes, are in no
        // process's memory and on no file system with a limit.
        libc::SYS_memfd_create,
        libc::SYS_shmget,
        libc::SYS_msgget,
        libc::SYS_semget,
        libc::SYS_mq_open,
        // Its flags lie in memory, where no filter sees them; `clone` does the same.
        libc::SYS_clone3,
        libc::SYS_io_uring_setup,
        libc::SYS_io_uring_enter,
        libc::SYS_io_uring_register,
    ];
    // Not all systems' headers name it.
    #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
    let calls = calls.into_iter().chain([libc::SYS_memfd_secret]);
    calls.into_iter().map(|call| (call, Vec::new())).collect()
}

/// Calls that are refused.
fn forbidden() -> Result<Rules, seccompiler::Error> {
    let calls = [
        // Other processes.
        libc::SYS_ptrace,
        libc::SYS_process_vm_readv,
        libc::SYS_process_vm_writev,
        libc::SYS_process_madvise,
        libc::SYS_pidfd_getfd,
        libc::SYS_kcmp,
        libc::SYS_migrate_pages,
        libc::SYS_move_pages,
        // Keys that the user's session holds.
        libc::SYS_add_key,
        libc::SYS_keyctl,
        libc::SYS_request_key,
        // Mounts and namespaces.
        libc::SYS_chroot,
        libc::SYS_fsconfig,
        libc::SYS_fsmount,
        libc::SYS_fsopen,
        libc::SYS_fspick,
        libc::SYS_mount,
        libc::SYS_mount_setattr,
        libc::SYS_move_mount,
        libc::SYS_open_tree,
        libc::SYS_pivot_root,
        libc::SYS_setns,
        libc::SYS_umount2,
        libc::SYS_unshare,
        // Files by number, past all paths.
        libc::SYS_name_to_handle_at,
        libc::SYS_open_by_handle_at,
        // The kernel itself.
        libc::SYS_acct,
        libc::SYS_bpf,
        libc::SYS_delete_module,
        libc::SYS_fanotify_init,
        libc::SYS_finit_module,
        libc::SYS_init_module,
        libc::SYS_kexec_load,
        KEXEC_FILE_LOAD,
        libc::SYS_perf_event_open,
        libc::SYS_quotactl,
        libc::SYS_reboot,
        libc::SYS_swapoff,
        libc::SYS_swapon,
        libc::SYS_syslog,
        libc::SYS_userfaultfd,
    ];
    let mut rules: Rules = calls.into_iter().map(|call| (call, Vec::new())).collect();
    #[cfg(target_arch = "x86_64")]
    rules.extend([libc::SYS_ioperm, libc::SYS_iopl].map(|call| (call, Vec::new())));
    let new_user = SeccompCmpOp::MaskedEq(CLONE_NEWUSER);
    rules.insert(libc::SYS_clone, vec![rule(0, new_user, CLONE_NEWUSER)?]);
    let typing = TYPING.map(|code| rule(1, SeccompCmpOp::Eq, code));
    let typing = typing.into_iter().collect::<Result<_, _>>()?;
    rules.insert(libc::SYS_ioctl, typing);
    rules.extend(limits_of_others()?);
    Ok(rules)
}

/// Calls that set the limits and priorities of a process, for any but the caller: the process that
/// judges a block has the same user, and must keep its time and its right to run.
fn limits_of_others() -> Result<Rules, seccompiler::Error> {
    let not = |argument, value| rule(argument, SeccompCmpOp::Ne, value);
    let of_another = [
        libc::SYS_prlimit64,
        libc::SYS_sched_setaffinity,
        libc::SYS_sched_setattr,
        libc::SYS_sched_setparam,
        libc::SYS_sched_setscheduler,
    ];
    let mut rules = Rules::new();
    for call in of_another {
        rules.insert(call, vec![not(0, 0)?]);
    }
    // Their first argument says what the second names; groups and users have other processes, too.
    let (one_process, one_for_io) = (0, 1);
    rules.insert(
        libc::SYS_setpriority,
        vec![not(0, one_process)?, not(1, 0)?],
    );
    rules.insert(libc::SYS_ioprio_set, vec![not(0, one_for_io)?, not(1, 0)?]);
    Ok(rules)
}

/// Not all systems' headers name it.
const KEXEC_FILE_LOAD: i64 = if cfg!(target_arch = "x86_64") {
    320
} else {
    294
};

/// The flag of `clone` for a new user namespace, in which one is root.
const CLONE_NEWUSER: u64 = 0x1000_0000;

/// The codes of `ioctl` that put characters into a terminal (`TIOCSTI`, `TIOCLINUX`) or take its
/// output away (`TIOCCONS`).
const TYPING: [u64; 3] = [0x5412, 0x541c, 0x541d];

/// Sockets of all kinds but the internet's, the kernel's and, for who is `alone`, the machine's own.
/// Virtual machines reach their host by one that is part of no namespace.
fn sockets(alone: bool) -> Result<Rules, seccompiler::Error> {
    let mut kinds = vec![libc::AF_INET, libc::AF_INET6, libc::AF_NETLINK];
    if alone {
        kinds.push(libc::AF_UNIX);
    }
    let conditions = kinds
        .into_iter()
        .map(|kind| condition(0, SeccompCmpOp::Ne, number(kind)))
        .collect::<Result<_, _>>()?;
    let mut rules = Rules::from([(libc::SYS_socket, vec![SeccompRule::new(conditions)?])]);
    if !alone {
        shared::add_sockets(&mut rules)?;
    }
    Ok(rules)
}

/// A constant of the kernel as seccomp compares it; none is negative.
fn number(constant: i32) -> u64 {
    constant.unsigned_abs().into()
}

fn rule(argument: u8, operator: SeccompCmpOp, value: u64) -> Result<SeccompRule, BackendError> {
    SeccompRule::new(vec![condition(argument, operator, value)?])
}

/// The kernel itself looks at 32 bits of the arguments that are compared here.
fn condition(
    argument: u8,
    operator: SeccompCmpOp,
    value: u64,
) -> Result<SeccompCondition, BackendError> {
    SeccompCondition::new(argument, SeccompCmpArgLen::Dword, operator, value)
}
