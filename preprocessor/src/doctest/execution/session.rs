//! The shell of a chapter: one bash that all blocks run in, so that what one sets the next one
//! has. Should a block end it, a new one goes on from what was set before.

mod messages;

use std::hash::{BuildHasher as _, RandomState};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use super::exchange::Exchange;
use super::fault::Fault;
use super::limits::Limits;
use super::processes::{Watch, hidden, starting};
use super::protocol::{Ended, Excess};
use super::sandbox::confine::Confinement;
use super::sandbox::groups::Group;
use messages::{as_typed, said};

/// The program that the shell runs.
const PROGRAM: &str = include_str!("session/shell.bash");

/// How long a shell may take to start, on a machine that has much to do.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often a running block is looked at.
const TICK: Duration = Duration::from_millis(50);

/// How a text runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// The first failure ends it.
    Script,
    /// As if it were typed.
    Session,
}

/// What a text did.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) ended: Ended,
    pub(crate) line: Option<usize>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) took: Duration,
}

/// The shell of a chapter.
#[derive(Debug)]
pub(crate) struct Session {
    /// Where scripts and output lie.
    exchange: Exchange,
    work: PathBuf,
    environment: Vec<(String, String)>,
    limits: Limits,
    /// What it may do; all that this program may, if nothing says so.
    confinement: Option<Confinement>,
    /// The control group that all blocks run in, if the system gives one.
    group: Option<Group>,
    running: Option<Shell>,
    /// Shared memory of the system before anything ran.
    shared_before: u64,
    /// How many texts have run.
    count: usize,
    /// The exit status of the last one.
    status: i32,
}

#[derive(Debug)]
struct Shell {
    child: Child,
    orders: ChildStdin,
    answers: Receiver<String>,
}

impl Session {
    /// A shell that will start in `work` with no other variables than `environment`. `exchange`
    /// is an empty folder of its own.
    pub(crate) fn new(
        exchange: Exchange,
        work: &Path,
        environment: Vec<(String, String)>,
        limits: Limits,
        confinement: Option<Confinement>,
        group: Option<Group>,
    ) -> std::io::Result<Self> {
        exchange.create("shell.bash", PROGRAM)?;
        Ok(Self {
            exchange,
            work: work.to_owned(),
            environment,
            limits,
            confinement,
            group,
            running: None,
            shared_before: hidden::system_shared(),
            count: 0,
            status: 0,
        })
    }

    /// The folder for files that a block is run from.
    pub(crate) fn exchange(&self) -> &Exchange {
        &self.exchange
    }

    /// Runs `text` for at most `timeout`. `watch` knows the processes of the chapter.
    pub(crate) fn run(
        &mut self,
        text: &str,
        mode: Mode,
        timeout: Duration,
        watch: &mut Watch,
    ) -> Result<Ran, Fault> {
        let began = Instant::now();
        self.count += 1;
        let exchange = &self.exchange;
        let file = |end: &str| format!("{}.{end}", self.count);
        let (script, out, err) = (file("sh"), file("out"), file("err"));
        let failed = |error| Fault::system("hand a block to the shell")(error);
        exchange.create(&script, text).map_err(failed)?;
        exchange.create(&out, "").map_err(failed)?;
        exchange.create(&err, "").map_err(failed)?;
        let _ = exchange.remove("line");
        // An earlier block cannot answer in the shell's name without it.
        let token = format!("{:016x}", RandomState::new().hash_one(self.count));
        let order = match mode {
            Mode::Script => format!("script {} 0 {token}\n", self.count),
            Mode::Session => format!("session {} {} {token}\n", self.count, self.status),
        };
        let shell = match &mut self.running {
            Some(shell) => shell,
            none => none.insert(Shell::start(
                exchange.path(),
                &self.work,
                &self.environment,
                &self.limits,
                self.confinement.as_ref(),
                self.group.as_ref(),
                watch,
            )?),
        };
        let before = watch.usage().processes;
        let ends = self.group.as_ref().map_or(0, Group::ends);
        // If the shell has ended in the meantime, there will be no answer.
        let _ = shell.orders.write_all(order.as_bytes());
        let written = || exchange.length(&out) + exchange.length(&err);
        let waited = shell.wait(
            &token,
            timeout,
            &self.limits,
            watch,
            self.shared_before,
            &written,
        );
        let too_much = written() > self.limits.output;
        match waited {
            Waited::Answered(_) => {}
            Waited::Ended(_) => self.running = None,
            Waited::Stopped(_) => {
                // What earlier blocks have started may be of use to the teardown.
                self.end();
                if !watch.kill(&before) {
                    return Err(Fault::Unkillable);
                }
            }
        }
        let out_of_memory = self.group.as_ref().filter(|group| group.ends() > ends);
        let ended = match (waited, out_of_memory) {
            (Waited::Answered(_) | Waited::Ended(_), Some(group)) => {
                Ended::Limit(Excess::Memory(group.memory))
            }
            // Output that is too much may end a block before anyone has looked.
            (Waited::Answered(_) | Waited::Ended(_), None) if too_much => {
                Ended::Limit(Excess::Output(self.limits.output))
            }
            (Waited::Answered(status) | Waited::Ended(status), None) => Ended::Status(status),
            (Waited::Stopped(ended), _) => ended,
        };
        if let Ended::Status(status) = ended {
            self.status = status;
        }
        let exchange = &self.exchange;
        let block = exchange.path().join(&script);
        let block = block.to_string_lossy();
        let stderr = exchange.read(&err, self.limits.output);
        let line = exchange.read("line", 20).trim().parse().ok();
        Ok(Ran {
            ended,
            line: line.or_else(|| stderr.lines().rev().find_map(|it| said(it, &block)?.0)),
            stdout: exchange.read(&out, self.limits.output),
            stderr: as_typed(&stderr, &block),
            took: began.elapsed(),
        })
    }

    /// Kills all that is in the control group, if there is one.
    pub(crate) fn kill_group(&self) {
        if let Some(group) = &self.group {
            group.kill();
        }
    }

    /// Kills the shell.
    fn end(&mut self) {
        if let Some(mut shell) = self.running.take() {
            let _ = shell.child.kill();
            let _ = shell.child.wait();
        }
    }

    /// Lets the shell end by itself, as it does when a reader closes the terminal.
    pub(crate) fn close(&mut self) {
        let Some(Shell {
            mut child, orders, ..
        }) = self.running.take()
        else {
            return;
        };
        drop(orders);
        let deadline = Instant::now() + Duration::from_secs(2);
        while Instant::now() < deadline {
            if !matches!(child.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        let _ = child.kill();
        let _ = child.wait();
    }

    /// The process of the shell, if it runs.
    pub(crate) fn process(&self) -> Option<u32> {
        self.running.as_ref().map(|shell| shell.child.id())
    }
}

enum Waited {
    Answered(i32),
    Ended(i32),
    Stopped(Ended),
}

impl Shell {
    fn start(
        exchange: &Path,
        work: &Path,
        environment: &[(String, String)],
        limits: &Limits,
        confinement: Option<&Confinement>,
        group: Option<&Group>,
        watch: &mut Watch,
    ) -> Result<Self, Fault> {
        // The shell limits itself, and all that it starts inherits that.
        let blocks = limits.file / 1024;
        let join = match group {
            Some(_) => {
                "echo 0 >&2 || { echo 'the shell cannot join its control group'; exit; }; \
                 exec 2>/dev/null; "
            }
            None => "",
        };
        let setup = format!(
            "{join}ulimit -c 0; ulimit -f {blocks}; \
             exec bash --noprofile --norc \"$1/shell.bash\" \"$1\""
        );
        let errors = group.map_or_else(|| Ok(Stdio::null()), Group::joining);
        let errors = errors.map_err(Fault::system("open a control group"))?;
        let bash = Path::new("bash");
        let command = confinement.map_or_else(|| Ok(Command::new(bash)), |it| it.command(bash));
        let mut command = command.map_err(Fault::system("confine bash"))?;
        let leave = starting();
        let mut child = command
            .args(["--noprofile", "--norc", "-c", &setup, "bash"])
            .arg(exchange)
            .env_clear()
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .current_dir(work)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(errors)
            .spawn()
            .map_err(Fault::NoBash)?;
        watch.leave_to_waiter(child.id());
        drop(leave);
        let (Some(orders), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(Fault::Unreachable);
        };
        let (sender, answers) = channel();
        let reader = std::thread::Builder::new().spawn(move || {
            for line in BufReader::new(stdout).lines() {
                let Ok(line) = line else { return };
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        reader.map_err(Fault::system("listen to the shell"))?;
        let mut shell = Self {
            child,
            orders,
            answers,
        };
        match shell.answers.recv_timeout(PATIENCE).as_deref() {
            Ok("ready") => Ok(shell),
            answer => {
                let _ = shell.child.kill();
                let _ = shell.child.wait();
                let said = answer.ok().map(str::to_owned);
                let old = said.as_deref().and_then(|said| said.strip_prefix("old "));
                Err(match old {
                    Some(version) => Fault::OldBash(version.to_owned()),
                    None => Fault::BashSilent { said },
                })
            }
        }
    }

    /// Waits for the answer to the order that bears `token`.
    fn wait(
        &mut self,
        token: &str,
        timeout: Duration,
        limits: &Limits,
        watch: &Watch,
        shared_before: u64,
        written: &dyn Fn() -> u64,
    ) -> Waited {
        let began = Instant::now();
        let deadline = began + timeout;
        // Most blocks are done before a look at them would be of use.
        let mut pause = Duration::from_millis(4);
        loop {
            match self.answers.recv_timeout(pause) {
                Ok(answer) => match answer.trim().split_once(' ') {
                    Some((to, status)) if to == token => {
                        return Waited::Answered(status.parse().unwrap_or(255));
                    }
                    _ => {}
                },
                Err(RecvTimeoutError::Timeout) => {}
                // A process that the block left behind may keep the other end open.
                Err(RecvTimeoutError::Disconnected) => std::thread::sleep(pause),
            }
            pause = (pause * 2).min(TICK);
            match self.child.try_wait() {
                Ok(Some(status)) => return Waited::Ended(exit_status(status)),
                Ok(None) => {}
                Err(_) => return Waited::Ended(255),
            }
            if Instant::now() >= deadline {
                return Waited::Stopped(Ended::Timeout(timeout));
            }
            if written() > limits.output {
                return Waited::Stopped(Ended::Limit(Excess::Output(limits.output)));
            }
            let usage = watch.usage();
            if usage.processes.len() > limits.processes {
                return Waited::Stopped(Ended::Limit(Excess::Processes(limits.processes)));
            }
            if hidden::open_files(&usage.processes) > limits.open {
                return Waited::Stopped(Ended::Limit(Excess::Open(limits.open)));
            }
            if usage.memory > limits.memory
                || hidden::share_too_much(&usage.processes, shared_before, limits.memory)
            {
                return Waited::Stopped(Ended::Limit(Excess::Memory(limits.memory)));
            }
        }
    }
}

/// The status as a shell reports it.
fn exit_status(status: std::process::ExitStatus) -> i32 {
    use std::os::unix::process::ExitStatusExt as _;
    status
        .code()
        .or_else(|| Some(128 + status.signal()?))
        .unwrap_or(255)
}

#[cfg(test)]
mod tests;
