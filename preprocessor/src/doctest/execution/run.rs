//! Runs chapters side by side, each in a process of its own.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use super::fault::Fault;
use super::limits::Limits;
use super::processes;
use super::protocol::{Ended, Event, Job, JobAction, PartResult};
use super::sandbox::{self, Isolation};
use super::stop::Stop;
use crate::doctest::tools::install::Installed;

/// What a chapter did.
#[derive(Debug, Clone, Default)]
pub struct Ran {
    /// What its steps did, in the order of the plan.
    pub steps: Vec<StepRan>,
    /// Why the chapter could not be run to its end, if so.
    pub fault: Option<String>,
    /// How long it took.
    pub took: Duration,
}

/// What a step did.
#[derive(Debug, Clone, Default)]
pub struct StepRan {
    /// Whether it was begun.
    pub began: bool,
    /// What its parts did, as far as they ran.
    pub parts: Vec<PartResult>,
    /// The processes that it left running.
    pub left: Vec<String>,
    /// Where the emulated AWS did otherwise than AWS, by the names of the differences.
    pub differs: Vec<String>,
}

/// The hidden command that runs as the process of a chapter.
pub const WORKER: &str = "run-chapter";

/// How chapters are kept apart on this machine, and why not better, if so. `program` is this
/// program.
#[must_use]
pub fn isolation(program: &Path) -> (Isolation, Option<String>) {
    if !cfg!(target_os = "linux") {
        return (Isolation::Environment, None);
    }
    let job = Job {
        isolation: Isolation::Namespaces,
        real_aws: false,
        folder: "/tmp/probe".into(),
        keep: Vec::new(),
        endpoint: None,
        environment: Vec::new(),
        installed: Installed::default(),
        emulate: None,
        steps: Vec::new(),
        limits: Limits::default(),
        groups: None,
    };
    match chapter(program, &job, &Stop::default(), &|_| {}).fault {
        None => (Isolation::Namespaces, None),
        Some(reason) => (Isolation::Environment, Some(reason)),
    }
}

/// Runs the chapters, `parallel` at a time, until `stop` ends them. `progress` is called with the
/// number of a chapter and what happened in it.
#[must_use]
pub fn chapters(
    program: &Path,
    jobs: &[Job],
    parallel: usize,
    stop: &Stop,
    progress: &(dyn Fn(usize, &Event) + Sync),
) -> Vec<Ran> {
    let shared = jobs
        .iter()
        .any(|job| job.isolation == Isolation::Environment);
    if shared && stop.is_sole() {
        sandbox::adopt_orphans();
    }
    let next = AtomicUsize::new(0);
    // The longest first, so that no long one begins last.
    let mut order: Vec<usize> = (0..jobs.len()).collect();
    order.sort_by_key(|index| std::cmp::Reverse(jobs.get(*index).map_or(0, weight)));
    let results: Vec<Mutex<Ran>> = jobs.iter().map(|_| Mutex::default()).collect();
    std::thread::scope(|scope| {
        for _ in 0..parallel.clamp(1, jobs.len().max(1)) {
            scope.spawn(|| {
                loop {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    let Some(&index) = order.get(place) else {
                        return;
                    };
                    let (Some(job), Some(result)) = (jobs.get(index), results.get(index)) else {
                        return;
                    };
                    if stop.signal().is_some() {
                        return;
                    }
                    let ran = chapter(program, job, stop, &|event| progress(index, event));
                    if let Ok(mut result) = result.lock() {
                        *result = ran;
                    }
                }
            });
        }
    });
    results
        .into_iter()
        .map(|result| result.into_inner().unwrap_or_default())
        .collect()
}

/// How long a chapter is likely to take, compared to others: nearly all of the time goes into
/// starting the AWS CLI and Python.
fn weight(job: &Job) -> usize {
    let calls = |text: &str| text.matches("aws ").count() + 2 * text.matches("python").count();
    let steps = job.steps.iter().map(|step| match &step.action {
        JobAction::Write { .. } => 0,
        JobAction::Script(text) => 1 + calls(text),
        JobAction::Session(commands) => commands.iter().map(|text| 1 + calls(text)).sum(),
        JobAction::Program { .. } => 4,
    });
    steps.sum()
}

fn chapter(program: &Path, job: &Job, stop: &Stop, progress: &dyn Fn(&Event)) -> Ran {
    let began = Instant::now();
    let mut ran = Ran {
        steps: job.steps.iter().map(|_| StepRan::default()).collect(),
        ..Ran::default()
    };
    ran.fault = match start(program, job, stop) {
        Ok(mut child) => {
            let finished = follow(&mut child, job, &mut ran.steps, progress);
            if let Err(Ending::Late) = finished {
                // It may be stopped, and then it does not see the end of its input.
                processes::end_below(child.id());
                let _ = child.kill();
            }
            // Its input ends here, and so does it, if it has not yet.
            stop.release(child.id());
            let mut said = String::new();
            if let Some(stderr) = child.stderr.take() {
                // It says nothing unless it cannot start.
                let _ = stderr.take(2000).read_to_string(&mut said);
            }
            let _ = child.wait();
            stop.has_ended(child.id());
            if job.isolation == Isolation::Environment && stop.is_sole() {
                // Where a block has ended the process of its chapter, what else it has started is
                // now this one's to end.
                processes::end_orphans(|| stop.running().clone());
            }
            match finished {
                Ok(()) => None,
                Err(Ending::Late) => late(job, &mut ran.steps),
                Err(Ending::Fault(fault)) => Some(fault),
                Err(Ending::Early) if stop.signal().is_some() => Some("interrupted".to_owned()),
                Err(Ending::Early) if said.trim().is_empty() => {
                    Some("the chapter's process ended before its time".to_owned())
                }
                Err(Ending::Early) => Some(said.trim().to_owned()),
            }
        }
        Err(fault) => Some(fault.to_string()),
    };
    ran.took = began.elapsed();
    ran
}

fn start(program: &Path, job: &Job, stop: &Stop) -> Result<Child, Fault> {
    let line = serde_json::to_string(job).map_err(std::io::Error::from);
    let mut line = line.map_err(Fault::system("describe a chapter to its process"))?;
    line.push('\n');
    let leave = processes::starting();
    let mut child = sandbox::command(job.isolation, program, &[WORKER])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(Fault::system(match job.isolation {
            Isolation::Namespaces => "start unshare, of util-linux".to_owned(),
            Isolation::Environment => format!("start {}", program.display()),
        }))?;
    if let Some(mut stdin) = child.stdin.take() {
        // If it has ended already, it has said why.
        let _ = stdin.write_all(line.as_bytes());
        stop.hold(child.id(), stdin);
    }
    drop(leave);
    Ok(child)
}

/// How a chapter's process ended that did not come to its end.
enum Ending {
    /// It says why.
    Fault(String),
    /// Without a word.
    Early,
    /// It is still there, though its time is over.
    Late,
}

/// How long a chapter may take to be ready: its emulated AWS and its shell, on a machine that has
/// much to do.
const PATIENCE: Duration = Duration::from_secs(150);

/// How long it may take to end a block whose time is over, and to begin the next one. The process
/// of the chapter keeps the time; this is for when it cannot.
const GRACE: Duration = Duration::from_secs(30);

/// The step that kept a chapter from ending took too long. Those after it did not run.
fn late(job: &Job, steps: &mut [StepRan]) -> Option<String> {
    let last = steps.iter().rposition(|step| step.began);
    let (Some(index), Some(ran)) = (last, last.and_then(|last| steps.get_mut(last))) else {
        return Some(format!("it was not ready within {} s", PATIENCE.as_secs()));
    };
    let timeout = job.steps.get(index).map(|step| step.timeout);
    ran.parts.push(PartResult {
        step: index,
        part: ran.parts.len(),
        ended: Ended::Timeout(timeout.unwrap_or_default()),
        line: None,
        stdout: String::new(),
        stderr: String::new(),
        took: timeout.unwrap_or_default(),
    });
    None
}

/// Takes what the process says until it is done.
fn follow(
    child: &mut Child,
    job: &Job,
    steps: &mut [StepRan],
    progress: &dyn Fn(&Event),
) -> Result<(), Ending> {
    let stdout = child.stdout.take().ok_or(Ending::Early)?;
    let (sender, lines) = channel();
    std::thread::Builder::new()
        .spawn(move || {
            for line in BufReader::new(stdout).lines() {
                let Ok(line) = line else { return };
                if sender.send(line).is_err() {
                    return;
                }
            }
        })
        .map_err(|error| Ending::Fault(format!("cannot listen to a chapter: {error}")))?;
    let mut deadline = Instant::now() + PATIENCE;
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        let line = lines.recv_timeout(left).map_err(|error| match error {
            RecvTimeoutError::Timeout => Ending::Late,
            RecvTimeoutError::Disconnected => Ending::Early,
        })?;
        let event: Event =
            serde_json::from_str(&line).map_err(|error| Ending::Fault(error.to_string()))?;
        progress(&event);
        match event {
            Event::Ready | Event::Skipped { .. } => deadline = Instant::now() + GRACE,
            Event::Began { step } => {
                let timeout = job.steps.get(step).map(|step| step.timeout);
                deadline = Instant::now() + timeout.unwrap_or_default() + GRACE;
                if let Some(step) = steps.get_mut(step) {
                    step.began = true;
                }
            }
            Event::Part(part) => {
                if let Some(step) = steps.get_mut(part.step) {
                    step.parts.push(part);
                }
            }
            Event::Differs { step, differences } => {
                if let Some(step) = steps.get_mut(step) {
                    step.differs = differences;
                }
            }
            Event::Left { step, command } => {
                if let Some(step) = steps.get_mut(step) {
                    step.left.push(command);
                }
            }
            Event::Fault(fault) => return Err(Ending::Fault(fault)),
            Event::Finished => return Ok(()),
        }
    }
}
