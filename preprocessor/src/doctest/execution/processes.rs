//! The processes that a chapter has started, wherever they have gone to.
//!
//! A process can leave its group and its parent. So the process of a chapter is the one that
//! orphans fall to (the first of its namespace, or what Linux calls a subreaper): all that the
//! chapter has started is below it, as `/proc` tells.

pub(crate) mod hidden;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, WaitOptions, kill_process, kill_process_group, waitpid};

/// A process, told apart from a later one with the same number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Process {
    pub(crate) id: i32,
    /// When it started, in ticks since the system did.
    pub(crate) started: u64,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    parent: i32,
    started: u64,
    /// Bytes of memory that it has of its own or shares.
    memory: u64,
    zombie: bool,
}

/// The processes below this one, but for some.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    /// The roots of the trees that do not count: the emulator.
    spared: BTreeSet<i32>,
    /// Children that another part of the program waits for.
    awaited: BTreeSet<i32>,
    /// Whether orphans fall to this process, which then takes note of their end.
    adopts: bool,
}

/// What the processes of a chapter use.
#[derive(Debug, Default)]
pub(crate) struct Usage {
    pub(crate) processes: BTreeSet<Process>,
    pub(crate) memory: u64,
}

impl Watch {
    /// A watch of the one process that orphans fall to.
    pub(crate) fn adopting() -> Self {
        Self {
            adopts: true,
            ..Self::default()
        }
    }

    /// Leaves the process and all below it alone.
    pub(crate) fn spare(&mut self, id: u32) {
        self.spared.extend(i32::try_from(id));
    }

    /// Leaves the end of the process to the one who waits for it.
    pub(crate) fn leave_to_waiter(&mut self, id: u32) {
        self.awaited.extend(i32::try_from(id));
    }

    /// The processes of the chapter that run now.
    pub(crate) fn usage(&self) -> Usage {
        self.usage_below(i32::try_from(std::process::id()).unwrap_or_default())
    }

    fn usage_below(&self, own: i32) -> Usage {
        let table = table();
        let mut usage = Usage::default();
        for (&id, entry) in &table {
            if id == own || !self.is_below(own, id, &table) {
                continue;
            }
            if entry.zombie {
                // An orphan that has ended is kept by the system until someone asks for it.
                if self.adopts
                    && entry.parent == own
                    && !self.awaited.contains(&id)
                    && !self.spared.contains(&id)
                {
                    let _ = Pid::from_raw(id).map(|id| waitpid(Some(id), WaitOptions::NOHANG));
                }
                continue;
            }
            let started = entry.started;
            usage.processes.insert(Process { id, started });
            usage.memory += entry.memory;
        }
        usage
    }

    fn is_below(&self, own: i32, id: i32, table: &BTreeMap<i32, Entry>) -> bool {
        let mut at = id;
        // The table is not of one moment; it may hold a loop.
        for _ in 0..=table.len() {
            if self.spared.contains(&at) {
                return false;
            }
            match table.get(&at).map(|entry| entry.parent) {
                Some(parent) if parent == own => return true,
                Some(parent) => at = parent,
                None => return false,
            }
        }
        false
    }

    /// Kills all processes of the chapter but `spared`; false if some are left after two seconds.
    pub(crate) fn kill(&self, spared: &BTreeSet<Process>) -> bool {
        let began = Instant::now();
        // One look may miss a process whose parent has just ended.
        let mut empty = 0;
        loop {
            let mut left = self.usage().processes;
            left.retain(|process| !spared.contains(process));
            empty = if left.is_empty() { empty + 1 } else { 0 };
            if empty == 2 {
                return true;
            }
            for process in &left {
                if let Some(id) = Pid::from_raw(process.id) {
                    // It may have ended by itself.
                    let _ = kill_process(id, Signal::KILL);
                }
            }
            // They may come faster than they go. All at once can only the first process of a
            // namespace kill, and it kills the emulator too.
            if began.elapsed() > Duration::from_millis(500) && std::process::id() == 1 {
                let _ = kill_process_group(Pid::INIT, Signal::KILL);
            }
            if began.elapsed() > Duration::from_secs(2) {
                return false;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

/// Held while something is being started or made, so that nothing is, once all is to end.
static STARTS: Mutex<()> = Mutex::new(());

/// Leave to start a process, for as long as it is kept. Waits for ever once all is to end.
pub(crate) fn starting() -> MutexGuard<'static, ()> {
    STARTS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Kills all that this process has started, and lets nothing more start.
pub(crate) fn end_all() {
    let leave = starting();
    let _ = Watch::default().kill(&BTreeSet::new());
    // It is never given back.
    std::mem::forget(leave);
}

/// Kills all that the process `id`, a child of this one, has started, as far as it is still below
/// it: all that the process of a chapter has started without namespaces.
pub(crate) fn end_below(id: u32) {
    let Ok(id) = i32::try_from(id) else { return };
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(1) {
        let left = Watch::default().usage_below(id).processes;
        if left.is_empty() {
            return;
        }
        for process in left {
            if let Some(id) = Pid::from_raw(process.id) {
                let _ = kill_process(id, Signal::KILL);
            }
        }
    }
}

/// The command line of a process, as far as it is text.
pub(crate) fn command_line(process: Process) -> String {
    let bytes = std::fs::read(format!("/proc/{}/cmdline", process.id)).unwrap_or_default();
    let words: Vec<String> = bytes
        .split(|byte| *byte == 0)
        .filter(|word| !word.is_empty())
        .map(|word| String::from_utf8_lossy(word).into_owned())
        .collect();
    words.join(" ")
}

fn table() -> BTreeMap<i32, Entry> {
    let page = u64::try_from(rustix::param::page_size()).unwrap_or(4096);
    let folder = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    folder
        .filter_map(|entry| {
            let id: i32 = entry.file_name().to_str()?.parse().ok()?;
            let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
            Some((id, parse(&stat, page)?))
        })
        .collect()
}

/// Reads a line of `/proc/ID/stat`. The name in parentheses may hold anything.
fn parse(stat: &str, page: u64) -> Option<Entry> {
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    Some(Entry {
        zombie: matches!(*fields.first()?, "Z" | "X"),
        parent: fields.get(1)?.parse().ok()?,
        started: fields.get(19)?.parse().ok()?,
        memory: fields.get(21)?.parse::<u64>().ok()? * page,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_proc_is_read() {
        let line = "42 (a) b) S 7 42 42 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 1 0 777 4096 25 18446744073709551615 1";
        let entry = parse(line, 4096).unwrap();
        assert_eq!((entry.parent, entry.started), (7, 777));
        assert_eq!(entry.memory, 25 * 4096);
        assert!(!entry.zombie);
    }
}
