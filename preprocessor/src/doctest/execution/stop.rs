//! Ends a run early when a signal asks for it: all chapters end, and nothing is left behind.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::process::ChildStdin;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

/// Whether a run is to end, and what its chapters live by.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    /// The signal that asked for it; 0 for none.
    signal: AtomicI32,
    /// The standard inputs of the processes of chapters. A process ends with all that it has
    /// started when its input is closed.
    lifelines: Mutex<BTreeMap<u32, ChildStdin>>,
    /// The processes of chapters that have not been waited for.
    running: Mutex<BTreeSet<u32>>,
    /// Whether this process has no other children than those.
    sole: bool,
}

impl Stop {
    /// A run that the signals of terminals and service managers end, with its files, in a process that
    /// does nothing else and has no children but those of the run. Signals that
    /// the program was started to ignore, as by `nohup`, stay ignored.
    ///
    /// # Errors
    /// When the system refuses to pass on the signals.
    pub fn on_signals() -> io::Result<Self> {
        let stop = Self(Arc::new(Inner {
            sole: true,
            ..Inner::default()
        }));
        let ignored = ignored();
        let listened = [SIGINT, SIGTERM, SIGHUP];
        let listened = listened
            .into_iter()
            .filter(|signal| !ignored.contains(signal));
        let mut signals = Signals::new(listened)?;
        let inner = stop.clone();
        std::thread::Builder::new().spawn(move || {
            for signal in signals.forever() {
                // A second signal means: do not wait.
                if inner.signal().is_some() || inner.is_over() {
                    let _ = emulate_default_handler(signal);
                }
                inner.0.signal.store(signal, Ordering::SeqCst);
                inner.lifelines().clear();
            }
        })?;
        Ok(stop)
    }

    /// The signal that has asked to stop.
    #[must_use]
    pub fn signal(&self) -> Option<i32> {
        let signal = self.0.signal.load(Ordering::SeqCst);
        (signal > 0).then_some(signal)
    }

    /// Ends the program by the signal that has asked to stop, if one has. From now on signals end
    /// it at once. Whatever must not be left has to be gone by now.
    pub fn finish(&self) {
        match self.0.signal.swap(OVER, Ordering::SeqCst) {
            signal if signal > 0 => {
                let _ = emulate_default_handler(signal);
            }
            _ => {}
        }
    }

    fn is_over(&self) -> bool {
        self.0.signal.load(Ordering::SeqCst) == OVER
    }

    /// Keeps the input of a process open until the run is stopped or the process is let go.
    pub(super) fn hold(&self, process: u32, input: ChildStdin) {
        self.running().insert(process);
        let mut lifelines = self.lifelines();
        // Asked under the lock, so that no process is missed.
        if self.signal().is_none() {
            lifelines.insert(process, input);
        }
    }

    /// Closes the input of a process.
    pub(super) fn release(&self, process: u32) {
        self.lifelines().remove(&process);
    }

    /// Whether this process has no children but those of the run.
    pub(super) fn is_sole(&self) -> bool {
        self.0.sole
    }

    /// Takes note that a process has ended and was waited for.
    pub(super) fn has_ended(&self, process: u32) {
        self.running().remove(&process);
    }

    /// The processes of chapters that have not been waited for.
    pub(super) fn running(&self) -> std::sync::MutexGuard<'_, BTreeSet<u32>> {
        let running = self.0.running.lock();
        running.unwrap_or_else(PoisonError::into_inner)
    }

    fn lifelines(&self) -> std::sync::MutexGuard<'_, BTreeMap<u32, ChildStdin>> {
        let lifelines = self.0.lifelines.lock();
        lifelines.unwrap_or_else(PoisonError::into_inner)
    }
}

/// In the place of a signal: the run is done.
const OVER: i32 = -1;

/// The signals that this process ignores, where the system is Linux.
fn ignored() -> Vec<i32> {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status
        .lines()
        .find_map(|line| u64::from_str_radix(line.strip_prefix("SigIgn:")?.trim(), 16).ok());
    let mask = mask.unwrap_or_default();
    let is_set = |signal: &i32| mask >> (signal - 1) & 1 == 1;
    (1..=64).filter(is_set).collect()
}
