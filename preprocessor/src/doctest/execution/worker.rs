//! The process of a chapter: it sets itself apart, runs the chapter's blocks, and reports what
//! happened. It ends as soon as the program that started it has ended, however that ended.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, Read as _, Write as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::exchange::Exchange;
use super::fault::Fault;
use super::processes::{Process, Watch, command_line, end_all, starting};
use super::protocol::{Ended, Event, Job, JobAction, JobStep, PartResult};
use super::sandbox::confine::Confinement;
use super::sandbox::groups::{ChapterGroups, Group};
use super::sandbox::{self, Isolation};
use super::scratch::removal;
use super::session::{Mode, Ran, Session};
use crate::doctest::emulator::Emulator;
use aws_doc_disk::store;
use aws_doc_facts::Facts;

/// Reads a [`Job`] from standard input, runs it, and writes [`Event`]s to standard output. True if
/// the chapter was run to its end, whatever its blocks did.
#[must_use]
pub fn main() -> bool {
    if let Err(error) = sandbox::detach() {
        tell(&Event::Fault(format!(
            "cannot leave the user's terminal: {error}"
        )));
        return false;
    }
    let mut input = std::io::BufReader::new(std::io::stdin());
    let mut line = String::new();
    if input.read_line(&mut line).is_err() {
        return false;
    }
    let Ok(job) = serde_json::from_str::<Job>(&line) else {
        return false;
    };
    // The book may lie where nothing is to be seen soon.
    let facts = match job.emulate.as_deref().map(store::load) {
        None => None,
        Some(Ok(known)) => Some(known.into_facts()),
        Some(Err(error)) => {
            tell(&Event::Fault(error.to_string()));
            return false;
        }
    };
    // The same holds for the control groups.
    let groups = match job.groups.as_ref().map(ChapterGroups::open).transpose() {
        Ok(groups) => groups,
        Err(error) => {
            tell(&Event::Fault(format!(
                "cannot open the control groups: {error}"
            )));
            return false;
        }
    };
    // Rights belong to a thread; they must be gone before there is a second one.
    if let Err(fault) = set_apart(&job) {
        tell(&Event::Fault(fault.to_string()));
        return false;
    }
    let isolation = job.isolation;
    let folder = job.folder.clone();
    let lifeline = std::thread::Builder::new().spawn(move || {
        // Nothing more is said: the input ends when the other side does.
        let mut rest = Vec::new();
        let _ = input.read_to_end(&mut rest);
        // The end of the first process of a namespace is the end of all others in it.
        if isolation == Isolation::Environment {
            end_all();
            remove(&folder);
        }
        std::process::exit(1);
    });
    if let Err(error) = lifeline {
        tell(&Event::Fault(format!(
            "cannot listen to the program: {error}"
        )));
        return false;
    }
    match Chapter::start(&job, facts.as_ref(), groups) {
        Ok(mut chapter) => {
            tell(&Event::Ready);
            let ran = chapter.run(&job.steps);
            chapter.end();
            // Where all is to end early, the other thread ends this process when it is done.
            drop(starting());
            match ran {
                Ok(()) => tell(&Event::Finished),
                Err(fault) => tell(&Event::Fault(fault.to_string())),
            }
            true
        }
        Err(fault) => {
            drop(starting());
            tell(&Event::Fault(fault.to_string()));
            false
        }
    }
}

/// Removes the folder of a chapter, and the one that it lies in if it was the last: the program that
/// would do so may have been killed.
fn remove(folder: &Path) {
    for _ in 0..5 {
        // This process may just be making a file there.
        if removal::remove(folder).is_ok() {
            break;
        }
    }
    if let Some(parent) = folder.parent() {
        let _ = std::fs::remove_dir(parent);
    }
}

fn tell(event: &Event) {
    if let Ok(mut line) = serde_json::to_string(event) {
        line.push('\n');
        let mut out = std::io::stdout().lock();
        // Who no longer listens has ended; the other thread ends us.
        let _ = out.write_all(line.as_bytes()).and_then(|()| out.flush());
    }
}

fn set_apart(job: &Job) -> Result<(), Fault> {
    match job.isolation {
        Isolation::Namespaces => {
            sandbox::enter(&job.keep, job.limits.files)
                .map_err(Fault::system("set a chapter apart"))?;
        }
        Isolation::Environment => {
            sandbox::give_up_rights().map_err(Fault::system("give up the rights of root"))?
        }
    }
    sandbox::adopt_orphans();
    Ok(())
}

/// How long an emulated AWS may take to be ready, on a machine that has much to do.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long what a block has left running has to end by itself once the shell has ended, as the
/// other side of a pipe does.
const LAST_WORDS: Duration = Duration::from_millis(250);

struct Chapter {
    session: Session,
    watch: Watch,
    emulator: Option<Emulator>,
    home: Exchange,
    work: Exchange,
    /// Which step started a process.
    started: BTreeMap<Process, usize>,
    /// The step that ran last.
    last: usize,
}

impl Chapter {
    fn start(
        job: &Job,
        facts: Option<&Facts>,
        groups: Option<(Group, Group)>,
    ) -> Result<Self, Fault> {
        let failed = |error| {
            let folder = job.folder.display();
            Fault::system(format!("make the chapter's folder {folder}"))(error)
        };
        let inside = |name: &str| {
            let folder = job.folder.join(name);
            std::fs::create_dir(&folder).map(|()| folder)
        };
        // Once all is to end, nothing is made any more.
        let leave = starting();
        std::fs::DirBuilder::new()
            .mode(0o700)
            .create(&job.folder)
            .map_err(failed)?;
        let home = inside("home").map_err(failed)?;
        let home = Exchange::at(&home).map_err(failed)?;
        let work = inside("work").map_err(failed)?;
        let work = Exchange::at(&work).map_err(failed)?;
        inside("tmp").map_err(failed)?;
        let exchange = Exchange::at(&job.folder.join("shell")).map_err(failed)?;
        let tools = job
            .installed
            .environment(&job.folder.join("python"))
            .map_err(failed)?;
        drop(leave);
        let refused = job.isolation == Isolation::Environment && !job.real_aws;
        let mut environment = sandbox::environment(refused, &job.folder, &tools.path);
        for (name, value) in tools.variables {
            let value = value
                .into_string()
                .map_err(|value| Fault::Path(value.to_string_lossy().into_owned()))?;
            environment.push((name, value));
        }
        let (group, emulators) = groups.unzip();
        let mut watch = Watch::adopting();
        let emulator = match facts {
            Some(facts) => {
                let _leave = starting();
                let folder = match job.isolation {
                    Isolation::Namespaces => PathBuf::from(sandbox::EMULATOR),
                    Isolation::Environment => inside("emulator").map_err(failed)?,
                };
                let confinement = Confinement::of_emulator(job, &folder);
                let emulator =
                    Emulator::start_by(&job.installed, facts, &folder, PATIENCE, &|program| {
                        confinement.command(program)
                    })?;
                if let Some(group) = &emulators {
                    // Nothing of the book has run, so it has started nothing that would be missed.
                    let what = "limit the emulated AWS by a control group";
                    group.add(emulator.id()).map_err(Fault::system(what))?;
                }
                watch.spare(emulator.id());
                environment.extend(emulator.environment());
                Some(emulator)
            }
            None => None,
        };
        environment.extend(job.environment.iter().cloned());
        let confinement = Confinement::of_shell(job, emulator.as_ref().map(Emulator::port));
        let session = Session::new(
            exchange,
            work.path(),
            environment,
            job.limits,
            Some(confinement),
            group,
        )
        .map_err(failed)?;
        Ok(Self {
            session,
            watch,
            emulator,
            home,
            work,
            started: BTreeMap::new(),
            last: 0,
        })
    }

    fn run(&mut self, steps: &[JobStep]) -> Result<(), Fault> {
        let mut failed = false;
        for (index, step) in steps.iter().enumerate() {
            if failed && !step.teardown {
                tell(&Event::Skipped { step: index });
                continue;
            }
            tell(&Event::Began { step: index });
            self.last = index;
            failed |= !self.step(index, step)?;
            self.tell_differences(index);
            let shell = self.session.process();
            for process in self.watch.usage().processes {
                if shell.and_then(|id| i32::try_from(id).ok()) != Some(process.id) {
                    self.started.entry(process).or_insert(index);
                }
            }
        }
        Ok(())
    }

    fn tell_differences(&mut self, step: usize) {
        let met = self.emulator.as_mut().map(Emulator::met);
        let differences: Vec<String> = met
            .into_iter()
            .flatten()
            .map(|difference| difference.id.to_owned())
            .collect();
        if !differences.is_empty() {
            tell(&Event::Differs { step, differences });
        }
    }

    /// Runs a step; whether it ended as expected.
    fn step(&mut self, index: usize, step: &JobStep) -> Result<bool, Fault> {
        let ran = match &step.action {
            JobAction::Write { file, text } => {
                self.write(file, text)
                    .map_err(Fault::system(format!("write {file}")))?;
                return Ok(true);
            }
            JobAction::Script(text) => {
                self.part(index, 0, text, Mode::Script, step.timeout, step.timeout)?
            }
            JobAction::Program {
                command,
                extension,
                text,
            } => {
                let exchange = self.session.exchange();
                let file = format!("block-{index}.{extension}");
                exchange
                    .create(&file, text)
                    .map_err(Fault::system("write a program"))?;
                let file = exchange.path().join(file);
                let script = format!("{command} '{}'\n", file.display());
                self.part(index, 0, &script, Mode::Script, step.timeout, step.timeout)?
            }
            JobAction::Session(commands) => return self.session(index, commands, step),
        };
        Ok(ran == Ended::Status(step.exit))
    }

    /// Each command ends with 0 or the expected status, and one with the latter.
    fn session(
        &mut self,
        index: usize,
        commands: &[String],
        step: &JobStep,
    ) -> Result<bool, Fault> {
        let began = Instant::now();
        let mut seen = step.exit == 0;
        for (part, text) in commands.iter().enumerate() {
            let left = step.timeout.saturating_sub(began.elapsed());
            match self.part(index, part, text, Mode::Session, left, step.timeout)? {
                Ended::Status(status) if status == step.exit => seen = true,
                Ended::Status(0) => {}
                _ => return Ok(false),
            }
        }
        Ok(seen)
    }

    fn part(
        &mut self,
        step: usize,
        part: usize,
        text: &str,
        mode: Mode,
        timeout: Duration,
        whole: Duration,
    ) -> Result<Ended, Fault> {
        let Ran {
            ended,
            line,
            stdout,
            stderr,
            took,
        } = self.session.run(text, mode, timeout, &mut self.watch)?;
        let ended = match ended {
            // The commands of a session share its time.
            Ended::Timeout(_) => Ended::Timeout(whole),
            ended => ended,
        };
        tell(&Event::Part(PartResult {
            step,
            part,
            ended,
            line,
            stdout,
            stderr,
            took,
        }));
        Ok(ended)
    }

    fn write(&self, file: &str, text: &str) -> std::io::Result<()> {
        match file.strip_prefix("~/") {
            Some(below) => self.home.write(below, text),
            None => self.work.write(file, text),
        }
    }

    /// Ends the shell, and reports what the blocks have left running.
    fn end(&mut self) {
        self.session.close();
        let began = Instant::now();
        let left = loop {
            let left = self.left_running();
            // What is about to end by itself has not been left running.
            if left.is_empty() || began.elapsed() > LAST_WORDS {
                break left;
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        for (process, command) in left {
            // What has started since the last block ended came from one of them.
            let step = self.started.get(&process).copied().unwrap_or(self.last);
            tell(&Event::Left { step, command });
        }
        let _ = self.watch.kill(&BTreeSet::new());
        self.session.kill_group();
    }

    fn left_running(&self) -> Vec<(Process, String)> {
        let processes = self.watch.usage().processes.into_iter();
        processes
            .filter_map(|process| Some((process, command_line(process)?)))
            .collect()
    }
}
