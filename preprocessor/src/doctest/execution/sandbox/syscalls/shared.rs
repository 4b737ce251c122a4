//! What is refused as well where blocks share the machine's files and network with its users: ways
//! past the rules of Landlock, and what would stay behind.

use seccompiler::{SeccompCmpOp, SeccompRule};

use super::{Rules, condition, number, rule};

/// Calls of recent kernels that not all systems' headers name. They have one number everywhere.
const SETXATTRAT: i64 = 463;
const REMOVEXATTRAT: i64 = 466;
const FILE_SETATTR: i64 = 469;
const FCHMODAT2: i64 = 452;

/// Calls without which programs find another way.
pub(super) fn unknown() -> Rules {
    let calls = [
        // They name the files that others make in a folder that cannot be listed.
        libc::SYS_inotify_init1,
        // Its arguments lie in memory, where no filter sees them; `openat` does the same.
        libc::SYS_openat2,
    ];
    let mut rules: Rules = calls.into_iter().map(|call| (call, Vec::new())).collect();
    #[cfg(target_arch = "x86_64")]
    rules.insert(libc::SYS_inotify_init, Vec::new());
    rules
}

/// Calls that are refused.
pub(super) fn forbidden() -> Result<Rules, seccompiler::Error> {
    let mut rules = Rules::new();
    // A program with such a bit would run as this user for everybody, also later.
    let modes = [
        (libc::SYS_fchmod, 1),
        (libc::SYS_fchmodat, 2),
        (FCHMODAT2, 2),
        (libc::SYS_mknodat, 2),
    ];
    #[cfg(target_arch = "x86_64")]
    let modes = modes.into_iter().chain([
        (libc::SYS_chmod, 1),
        (libc::SYS_creat, 1),
        (libc::SYS_mknod, 1),
    ]);
    for (call, argument) in modes {
        let bit = |bit| rule(argument, SeccompCmpOp::MaskedEq(bit), bit);
        rules.insert(call, vec![bit(SET_USER)?, bit(SET_GROUP)?]);
    }
    let opens = [(libc::SYS_openat, 2)];
    #[cfg(target_arch = "x86_64")]
    let opens = opens.into_iter().chain([(libc::SYS_open, 1)]);
    for (call, flags) in opens {
        let mut all = Vec::new();
        // Without one of these flags there is no mode.
        for flag in [libc::O_CREAT, libc::O_TMPFILE & !libc::O_DIRECTORY] {
            let flag = number(flag);
            for bit in [SET_USER, SET_GROUP] {
                all.push(SeccompRule::new(vec![
                    condition(flags, SeccompCmpOp::MaskedEq(flag), flag)?,
                    condition(flags + 1, SeccompCmpOp::MaskedEq(bit), bit)?,
                ])?);
            }
        }
        rules.insert(call, all);
    }
    // It connects without asking for the port (TCP Fast Open).
    let sends = [
        (libc::SYS_sendto, 3),
        (libc::SYS_sendmsg, 2),
        (libc::SYS_sendmmsg, 3),
    ];
    let connects = number(libc::MSG_FASTOPEN);
    for (call, flags) in sends {
        let connects = rule(flags, SeccompCmpOp::MaskedEq(connects), connects)?;
        rules.insert(call, vec![connects]);
    }
    Ok(rules)
}

const SET_USER: u64 = 0o4000;
const SET_GROUP: u64 = 0o2000;

/// Attributes of files, for which Landlock has no rule.
pub(super) fn unsupported() -> Result<Rules, seccompiler::Error> {
    let calls = [
        libc::SYS_setxattr,
        libc::SYS_lsetxattr,
        libc::SYS_fsetxattr,
        libc::SYS_removexattr,
        libc::SYS_lremovexattr,
        libc::SYS_fremovexattr,
        SETXATTRAT,
        REMOVEXATTRAT,
        FILE_SETATTR,
    ];
    Ok(calls.into_iter().map(|call| (call, Vec::new())).collect())
}

/// The protocols of the internet for which there are rules, or that programs cannot do without: the
/// one that is taken where none is named, TCP, UDP, and the echo of `ping`.
const PROTOCOLS: [u64; 5] = [0, 1, 6, 17, 58];

/// Adds sockets that lead elsewhere although they are of a kind that is allowed.
pub(super) fn add_sockets(rules: &mut Rules) -> Result<(), seccompiler::Error> {
    // Several connections in one (MPTCP) and the like, which no rule for TCP sees.
    let socket = rules.entry(libc::SYS_socket).or_default();
    for kind in [libc::AF_INET, libc::AF_INET6] {
        let mut conditions = vec![condition(0, SeccompCmpOp::Eq, number(kind))?];
        for protocol in PROTOCOLS {
            conditions.push(condition(2, SeccompCmpOp::Ne, protocol)?);
        }
        socket.push(SeccompRule::new(conditions)?);
    }
    // One of a pair without a connection can send to any path; so can a raw one, which is the same.
    let mut pairs = Vec::new();
    for kind in [libc::SOCK_DGRAM, libc::SOCK_RAW] {
        pairs.push(rule(1, SeccompCmpOp::MaskedEq(0xf), number(kind))?);
    }
    rules.insert(libc::SYS_socketpair, pairs);
    Ok(())
}
