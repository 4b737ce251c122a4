//! Runs chapters side by side, each in a process of its own.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::limits::Limits;
use super::protocol::{Event, Job, JobAction, PartResult};
use super::sandbox::{self, Isolation};
use crate::doctest::tools::install::Installed;

/// What became of a chapter.
#[derive(Debug, Clone, Default)]
pub struct Ran {
    /// What became of its steps, in the order of the plan.
    pub steps: Vec<StepRan>,
    /// Why the chapter could not be run to its end, if so.
    pub fault: Option<String>,
    /// How long it took.
    pub took: Duration,
}

/// What became of a step.
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

/// The command of the program that is a chapter's process; it stands in no help.
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
        environment: Vec::new(),
        installed: Installed::default(),
        emulate: None,
        steps: Vec::new(),
        limits: Limits::default(),
    };
    match chapter(program, &job, &|_| {}).fault {
        None => (Isolation::Namespaces, None),
        Some(reason) => (Isolation::Environment, Some(reason)),
    }
}

/// Runs the chapters, `parallel` at a time, and tells `progress` which chapter something happened
/// in.
#[must_use]
pub fn chapters(
    program: &Path,
    jobs: &[Job],
    parallel: usize,
    progress: &(dyn Fn(usize, &Event) + Sync),
) -> Vec<Ran> {
    let next = AtomicUsize::new(0);
    // The longest first, lest the last one to begin be the one that all wait for.
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
                    let ran = chapter(program, job, &|event| progress(index, event));
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

fn chapter(program: &Path, job: &Job, progress: &dyn Fn(&Event)) -> Ran {
    let began = Instant::now();
    let mut ran = Ran {
        steps: job.steps.iter().map(|_| StepRan::default()).collect(),
        ..Ran::default()
    };
    ran.fault = match start(program, job) {
        Ok(mut child) => {
            let finished = follow(&mut child, &mut ran.steps, progress);
            // Its input ends here, and so does it, if it has not yet.
            drop(child.stdin.take());
            let mut said = String::new();
            if let Some(stderr) = child.stderr.take() {
                // It says nothing unless it cannot start.
                let _ = stderr.take(2000).read_to_string(&mut said);
            }
            let _ = child.wait();
            match finished {
                Ok(()) => None,
                Err(Some(fault)) => Some(fault),
                Err(None) if said.trim().is_empty() => {
                    Some("the chapter's process ended before its time".to_owned())
                }
                Err(None) => Some(said.trim().to_owned()),
            }
        }
        Err(fault) => Some(fault),
    };
    ran.took = began.elapsed();
    ran
}

fn start(program: &Path, job: &Job) -> Result<Child, String> {
    let mut line = serde_json::to_string(job).map_err(|error| error.to_string())?;
    line.push('\n');
    let mut child = sandbox::command(job.isolation, program, &[WORKER])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| match job.isolation {
            Isolation::Namespaces => format!("cannot start unshare, of util-linux: {error}"),
            Isolation::Environment => format!("cannot start {}: {error}", program.display()),
        })?;
    if let Some(stdin) = &mut child.stdin {
        // If it has ended already, what it said tells why.
        let _ = stdin.write_all(line.as_bytes());
    }
    Ok(child)
}

/// Takes what the process says until it is done. The error is its own word, if it gave one.
fn follow(
    child: &mut Child,
    steps: &mut [StepRan],
    progress: &dyn Fn(&Event),
) -> Result<(), Option<String>> {
    let stdout = child.stdout.take().ok_or(None)?;
    for line in BufReader::new(stdout).lines() {
        let line = line.map_err(|_| None)?;
        let event: Event = serde_json::from_str(&line).map_err(|error| Some(error.to_string()))?;
        progress(&event);
        match event {
            Event::Ready | Event::Skipped { .. } => {}
            Event::Began { step } => {
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
            Event::Fault(fault) => return Err(Some(fault)),
            Event::Finished => return Ok(()),
        }
    }
    Err(None)
}
