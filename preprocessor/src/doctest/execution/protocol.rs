//! What the runner and the process of a chapter say to each other: a [`Job`] on standard input,
//! then [`Event`]s on standard output, each one line of JSON.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::limits::Limits;
use super::sandbox::Isolation;
use super::sandbox::groups::ChapterGroups;
use crate::doctest::tools::install::Installed;

/// A chapter to be run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Job {
    /// How the process is apart from the rest of the machine.
    pub isolation: Isolation,
    /// Whether the network may be reached: the user wants AWS itself to be called.
    pub real_aws: bool,
    /// The folder that everything of the chapter lies in. Its parent exists; in a mount namespace
    /// it is made after `/tmp` is empty.
    pub folder: PathBuf,
    /// The folders that the tools need, wherever they are.
    pub keep: Vec<PathBuf>,
    /// The port of another emulated AWS on this machine that the book's settings name.
    pub endpoint: Option<u16>,
    /// The environment of the chapter's shell, in addition to what every shell and each tool gets.
    pub environment: Vec<(String, String)>,
    /// The tools.
    pub installed: Installed,
    /// The folder of the book whose facts an emulated AWS of the chapter's own goes by, if there
    /// is to be one.
    pub emulate: Option<PathBuf>,
    /// What runs, in order.
    pub steps: Vec<JobStep>,
    /// What a block may use.
    pub limits: Limits,
    /// The control groups of the chapter, where the system gives some.
    pub groups: Option<ChapterGroups>,
}

/// A block of the chapter.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct JobStep {
    /// What is done.
    pub action: JobAction,
    /// The exit status that is expected.
    pub exit: i32,
    /// How long the block may run.
    pub timeout: Duration,
    /// Whether it runs even though an earlier block failed.
    pub teardown: bool,
}

/// What is done with a block.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum JobAction {
    /// A file is written.
    Write {
        /// Its name, below the home folder if it begins with `~/`.
        file: String,
        /// Its text.
        text: String,
    },
    /// A script, which the first failure ends.
    Script(String),
    /// Commands, as a reader types them.
    Session(Vec<String>),
    /// A program in a file of its own.
    Program {
        /// The command that runs it, as `python3`.
        command: String,
        /// The end of its file's name, as `py`.
        extension: String,
        /// Its text.
        text: String,
    },
}

/// What happened in a chapter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// All that the chapter needs is there.
    Ready,
    /// The chapter cannot run at all.
    Fault(String),
    /// A step begins.
    Began {
        /// Which.
        step: usize,
    },
    /// A part of a step has run.
    Part(PartResult),
    /// A step did not run, since an earlier one failed.
    Skipped {
        /// Which.
        step: usize,
    },
    /// The emulated AWS had to do otherwise than AWS in what a step asked of it.
    Differs {
        /// Which step.
        step: usize,
        /// The names of the differences.
        differences: Vec<String>,
    },
    /// A process that a step started still ran at the end of the chapter.
    Left {
        /// Which step.
        step: usize,
        /// What it called itself.
        command: String,
    },
    /// The chapter is done.
    Finished,
}

/// What a part of a step did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartResult {
    /// Which step.
    pub step: usize,
    /// Which part of it.
    pub part: usize,
    /// How it ended.
    pub ended: Ended,
    /// The line of its text that failed, from 1, where the shell knows.
    pub line: Option<usize>,
    /// What it wrote on standard output.
    pub stdout: String,
    /// What it wrote on standard error.
    pub stderr: String,
    /// How long it took.
    pub took: Duration,
}

/// How a part ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ended {
    /// By itself, with this exit status.
    Status(i32),
    /// Killed, since it took longer than this.
    Timeout(Duration),
    /// Killed, since it used too much.
    Limit(Excess),
}

/// What a block used too much of, with the most that it may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Excess {
    /// Bytes of output.
    Output(u64),
    /// Processes at a time.
    Processes(usize),
    /// Bytes of memory of all its processes.
    Memory(u64),
    /// Open files of all its processes.
    Open(u64),
}
