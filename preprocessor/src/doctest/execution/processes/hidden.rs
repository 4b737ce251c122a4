//! What the processes of a chapter hold that is in the memory of none of them.

use std::collections::{BTreeMap, BTreeSet};

use super::Process;
use super::stat::witness;

/// Shared memory of the whole system, files in memory included, in bytes; 0 where it is unknown.
pub(crate) fn system_shared() -> u64 {
    let text = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("Shmem:"));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    number.unwrap_or_default() * 1024
}

/// Whether the processes share more than `most` bytes. A process can fill shared memory and then
/// let go of its pages: they stay, and count as nobody's. `before` is what the system shared when
/// the chapter began; only when that has grown is it worth a closer look.
pub(crate) fn share_too_much(processes: &BTreeSet<Process>, before: u64, most: u64) -> bool {
    let grown = system_shared().saturating_sub(before);
    if grown <= most / 2 {
        return false;
    }
    let mut segments = BTreeMap::new();
    for process in processes {
        match std::fs::read_to_string(format!("/proc/{}/maps", witness(process.id))) {
            Ok(maps) => add_segments(&maps, &mut segments),
            // One that has just ended shares nothing.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            // One that hides its memory is taken to have what the system has more of.
            Err(_) => return grown > most,
        }
    }
    segments.values().sum::<u64>() > most
}

/// Adds the segments of shared memory in a table of mappings: each by its device and number, with
/// its length as far as it is mapped.
fn add_segments(maps: &str, segments: &mut BTreeMap<(String, u64), u64>) {
    for line in maps.lines() {
        let mut fields = line.split_whitespace();
        let mut field = || fields.next().unwrap_or_default();
        let (range, _, offset, device, number, path) =
            (field(), field(), field(), field(), field(), field());
        // Anonymous shared memory bears the name of the device that once was the way to it.
        if path != "/dev/zero" && !path.starts_with("/memfd:") && !path.starts_with("/SYSV") {
            continue;
        }
        let hex = |digits: &str| u64::from_str_radix(digits, 16).ok();
        let end = || {
            let (start, end) = range.split_once('-')?;
            hex(offset)?.checked_add(hex(end)?.checked_sub(hex(start)?)?)
        };
        let (Some(end), Ok(number)) = (end(), number.parse()) else {
            continue;
        };
        let segment = segments.entry((device.to_owned(), number)).or_default();
        *segment = end.max(*segment);
    }
}

/// How many files the processes have open, each counted as often as it is open. Their buffers are
/// memory of the kernel. 0 before Linux 6.2, which does not count them.
pub(crate) fn open_files(processes: &BTreeSet<Process>) -> u64 {
    let open = |process: &Process| std::fs::metadata(format!("/proc/{}/fd", witness(process.id)));
    let open = processes.iter().filter_map(|process| open(process).ok());
    open.map(|metadata| metadata.len()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_count_once() {
        let maps = "\
7f0000000000-7f0004000000 rw-s 00000000 00:01 7  /dev/zero (deleted)
7f0004000000-7f0008000000 rw-s 04000000 00:01 7  /dev/zero (deleted)
7f0010000000-7f0010001000 rw-s 00000000 00:01 8  /dev/zero (deleted)
7f0020000000-7f0020001000 r-xp 00000000 fe:00 9  /usr/bin/bash
7f0030000000-7f0030001000 rw-p 00000000 00:00 0
wrong
";
        let mut segments = BTreeMap::new();
        add_segments(maps, &mut segments);
        add_segments(maps, &mut segments);
        let lengths: Vec<u64> = segments.into_values().collect();
        assert_eq!(lengths, [0x0800_0000, 0x1000]);
    }
}
