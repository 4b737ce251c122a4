//! The processes that a chapter has started, wherever they have gone to.
//!
//! A process can leave its group and its parent. So the process of a chapter adopts orphans (as the
//! first of its namespace, or as what Linux calls a subreaper), and `/proc` shows all that the
//! chapter has started below it.

pub(crate) mod hidden;
mod stat;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, WaitOptions, kill_process, kill_process_group, waitpid};

use stat::Stat;

/// A process, and not a later one with the same number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Process {
    pub(crate) id: i32,
    /// When it started, in ticks since the system did.
    pub(crate) started: u64,
}

/// The processes below this one, but for some.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    /// The roots of the trees that do not count: the emulator.
    spared: BTreeSet<i32>,
    /// Children that another part of the program waits for.
    awaited: BTreeSet<i32>,
    /// Whether this process adopts orphans, which it then has to wait for.
    adopts: bool,
}

/// What the processes of a chapter use.
#[derive(Debug, Default)]
pub(crate) struct Usage {
    pub(crate) processes: BTreeSet<Process>,
    pub(crate) memory: u64,
}

impl Watch {
    /// A watch of the one process that adopts orphans.
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

    /// Does not wait for the end of this process, as another part of the program does.
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
            if entry.is_over() {
                // The system keeps an orphan that has ended until someone waits for it.
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

    fn is_below(&self, own: i32, id: i32, table: &BTreeMap<i32, Stat>) -> bool {
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
            // They may start faster than they are killed. Only the first process of a namespace can
            // kill all at once, and that kills the emulator too.
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

/// Permission to start a process, for as long as it is held. Blocks forever after [`end_all`].
pub(crate) fn starting() -> MutexGuard<'static, ()> {
    STARTS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Kills all that this process has started, and lets nothing more start.
pub(crate) fn end_all() {
    let leave = starting();
    let _ = Watch::default().kill(&BTreeSet::new());
    // It is never released.
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

/// Kills all processes that this one has adopted, and what they have started: all children but those
/// that `children` names. Meanwhile nothing is started.
pub(crate) fn end_orphans(children: impl Fn() -> BTreeSet<u32>) {
    let _leave = starting();
    let children = children().into_iter();
    let watch = Watch {
        spared: children.filter_map(|id| i32::try_from(id).ok()).collect(),
        ..Watch::adopting()
    };
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(2) {
        let left = watch.usage().processes;
        if left.is_empty() {
            return;
        }
        for process in left {
            if let Some(id) = Pid::from_raw(process.id) {
                let _ = kill_process(id, Signal::KILL);
            }
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// The command line of a process that still runs, as far as it is text, or its name in brackets if
/// it has removed its command line. None for one that has ended or is about to: the system shows it
/// for a moment longer, and without a command line.
pub(crate) fn command_line(process: Process) -> Option<String> {
    for _ in 0..20 {
        match command_line_now(process)? {
            // While a program is being loaded it has none yet, either.
            name if name.starts_with('[') => std::thread::sleep(Duration::from_millis(1)),
            words => return Some(words),
        }
    }
    command_line_now(process)
}

fn command_line_now(process: Process) -> Option<String> {
    let id = stat::witness(process.id);
    let bytes = std::fs::read(format!("/proc/{id}/cmdline")).ok()?;
    let words: Vec<String> = bytes
        .split(|byte| *byte == 0)
        .filter(|word| !word.is_empty())
        .map(|word| String::from_utf8_lossy(word).into_owned())
        .collect();
    if !words.is_empty() {
        return Some(words.join(" "));
    }
    let text = std::fs::read_to_string(format!("/proc/{}/stat", process.id)).ok()?;
    let stat = Stat::parse(&text)?;
    let runs = stat.started == process.started && !stat.is_over() && !stat.is_ending();
    runs.then(|| format!("[{}]", stat::name(&text)))
}

fn table() -> BTreeMap<i32, Stat> {
    let folder = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    folder
        .filter_map(|entry| {
            let id: i32 = entry.file_name().to_str()?.parse().ok()?;
            Some((id, Stat::of(id)?))
        })
        .collect()
}

#[cfg(test)]
mod tests;
