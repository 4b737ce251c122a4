//! The running emulator.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use serde_json::json;

use super::{ACCOUNT, LAUNCHER};

use crate::doctest::digest::{Chain, Digest};
use crate::doctest::tools::install::Installed;
use crate::emulation::{DIFFERENCES, Difference};
use aws_doc_facts::Facts;

/// The credentials of the account's root user, for set-up. The emulator knows them by default.
const ROOT: &str = "test";

/// The source of Regions that is AWS's public parameters.
const PARAMETERS: &str = "ssm";

/// How often the emulator is asked whether it is ready.
const PAUSE: Duration = Duration::from_millis(20);

/// Lines of its log that are shown when it fails.
const SHOWN: usize = 8;

/// Bytes that the names of the differences of one step may take.
const MOST_MET: u64 = 1024 * 1024;

/// Why the emulator does not run.
#[derive(Debug, thiserror::Error)]
pub enum EmulatorError {
    /// It was not installed.
    #[error("the emulated AWS is not installed")]
    NotInstalled,
    /// A file or a process.
    #[error("the emulated AWS could not be started: {what}: {source}")]
    System {
        /// What was tried.
        what: String,
        /// What is wrong.
        source: io::Error,
    },
    /// It ended while it started.
    #[error("the emulated AWS ended while it started:\n{log}")]
    Ended {
        /// The last lines of its log.
        log: String,
    },
    /// It did not get ready.
    #[error("the emulated AWS was not ready within {} s:\n{log}", waited.as_secs())]
    NotReady {
        /// How long it was waited for.
        waited: Duration,
        /// The last lines of its log.
        log: String,
    },
}

/// The settings of the launcher that depend on the facts.
fn emulated_facts(facts: &Facts) -> [(String, serde_json::Value); 5] {
    let regions = facts.regions();
    let codes = |wanted: &dyn Fn(&aws_doc_facts::regions::Region) -> bool| {
        let found = regions.iter().filter(|region| wanted(region));
        found.map(|region| region.code.as_str()).collect()
    };
    let models = facts.models();
    [
        ("models", json!(models.models)),
        ("profiles", json!(models.profiles)),
        (
            "bedrock_regions",
            codes(&|region| region.bedrock.iter().any(|it| it == PARAMETERS)),
        ),
        (
            "regions",
            codes(&|region| region.partition.as_deref() == Some("aws")),
        ),
        (
            "opt_in_regions",
            codes(&|region| region.opt_in == Some(true)),
        ),
    ]
    .map(|(name, value)| (name.to_owned(), value))
}

/// The digest of the facts that an emulated AWS is given: what a block does there depends on them.
#[must_use]
pub fn facts_digest(facts: &Facts) -> Digest {
    let mut chain = Chain::new("facts of the emulated AWS");
    for (name, value) in emulated_facts(facts) {
        chain.push_all([name.as_str(), &value.to_string()]);
    }
    chain.digest()
}

/// An emulated AWS account with nothing in it, on the loopback interface. It is stopped when this
/// is dropped, and ends by itself when this program ends in whatever way.
#[derive(Debug)]
pub struct Emulator {
    child: Child,
    /// The emulator ends when this is closed. Never written to after the start.
    _stdin: Option<ChildStdin>,
    port: u16,
    met: PathBuf,
    /// How much of `met` was told already.
    told: u64,
}

impl Emulator {
    /// Starts one and waits until it is ready. Its files go into `folder`. `facts` are what it
    /// lists where its own lists are old.
    ///
    /// # Errors
    /// When it cannot be started, ends, or is not ready within `timeout`. Nothing is left running.
    pub fn start(
        installed: &Installed,
        facts: &Facts,
        folder: &Path,
        timeout: Duration,
    ) -> Result<Self, EmulatorError> {
        let plain = |program: &Path| Ok(Command::new(program));
        Self::start_by(installed, facts, folder, timeout, &plain)
    }

    /// The same with the command that `confined` makes of its program.
    pub(crate) fn start_by(
        installed: &Installed,
        facts: &Facts,
        folder: &Path,
        timeout: Duration,
        confined: &dyn Fn(&Path) -> io::Result<Command>,
    ) -> Result<Self, EmulatorError> {
        let started = Instant::now();
        let packages = installed.emulator().ok_or(EmulatorError::NotInstalled)?;
        let system = |what: &Path| {
            let what = what.display().to_string();
            move |source| EmulatorError::System { what, source }
        };
        std::fs::create_dir_all(folder).map_err(system(folder))?;
        let launcher = folder.join("launcher.py");
        std::fs::write(&launcher, LAUNCHER).map_err(system(&launcher))?;
        let log = folder.join("emulator.log");
        let log_file = File::create(&log).map_err(system(&log))?;
        let met = folder.join("differences.log");
        let program = &packages.python.program;
        let mut command = confined(program).map_err(system(program))?;
        let kept = ["PATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL"]
            .into_iter()
            .filter_map(|name| Some((name, std::env::var_os(name)?)));
        command
            .env_clear()
            .envs(kept)
            .env("HOME", folder)
            .env("TMPDIR", folder)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("PYTHONPATH", packages.folder.iter().collect::<PathBuf>())
            .arg(&launcher)
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log_file);
        // A terminal's Ctrl-C ends this program, and so the emulator, in that order.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn().map_err(system(&packages.python.program))?;
        let stdin = child.stdin.take();
        let stdout = child.stdout.take();
        let mut emulator = Self {
            child,
            _stdin: None,
            port: 0,
            met,
            told: 0,
        };
        if let Some(mut stdin) = stdin {
            let line = format!("{}\n", emulator.settings(facts));
            // One that has ended already says why in its log.
            let _ = stdin
                .write_all(line.as_bytes())
                .and_then(|()| stdin.flush());
            emulator._stdin = Some(stdin);
        }
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            let mut line = String::new();
            if let Some(stdout) = stdout {
                // An end without a line is an answer, too.
                let _ = BufReader::new(stdout).read_line(&mut line);
            }
            let _ = sender.send(line);
        });
        let not_ready = || EmulatorError::NotReady {
            waited: timeout,
            log: last_lines(&log),
        };
        let left = || timeout.saturating_sub(started.elapsed());
        let line = receiver.recv_timeout(left()).map_err(|_| not_ready())?;
        let port = line.trim().strip_prefix("port ").map(str::parse);
        let Some(Ok(port)) = port else {
            return Err(EmulatorError::Ended {
                log: last_lines(&log),
            });
        };
        emulator.port = port;
        while !emulator.is_ready() {
            if let Ok(Some(_)) = emulator.child.try_wait() {
                return Err(EmulatorError::Ended {
                    log: last_lines(&log),
                });
            }
            if left().is_zero() {
                return Err(not_ready());
            }
            std::thread::sleep(PAUSE);
        }
        Ok(emulator)
    }

    /// What the launcher reads.
    fn settings(&self, facts: &Facts) -> serde_json::Value {
        let mut settings = json!({
            "account": ACCOUNT,
            "access_key_id": ROOT,
            "secret_access_key": ROOT,
            "met": self.met,
            "differences": DIFFERENCES,
            "managed_policies": aws_doc_facts::managed_policies(),
        });
        if let Some(settings) = settings.as_object_mut() {
            settings.extend(emulated_facts(facts));
        }
        settings
    }

    fn is_ready(&self) -> bool {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let Ok(mut stream) = TcpStream::connect_timeout(&address, Duration::from_secs(1)) else {
            return false;
        };
        let asked = stream
            .set_read_timeout(Some(Duration::from_secs(5)))
            .and_then(|()| {
                stream.write_all(
                    b"GET /_ministack/health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
                )
            });
        let mut answer = [0; 12];
        asked.is_ok() && stream.read_exact(&mut answer).is_ok() && &answer == b"HTTP/1.1 200"
    }

    /// The number of its process.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The port on which it listens.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The address at which every service answers.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The variables by which the tools find it, and the credentials of the account's root user,
    /// which may do everything. No Region: that is the chapter's to set.
    #[must_use]
    pub fn environment(&self) -> Vec<(String, String)> {
        let endpoint = self.endpoint();
        [
            ("AWS_ENDPOINT_URL", endpoint.as_str()),
            ("ANTHROPIC_BEDROCK_BASE_URL", endpoint.as_str()),
            ("AWS_ACCESS_KEY_ID", ROOT),
            ("AWS_SECRET_ACCESS_KEY", ROOT),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
    }

    /// The differences from AWS that requests met since this was last asked, each once, in the
    /// order of [`DIFFERENCES`]. Those of a call are there when its answer is.
    pub fn met(&mut self) -> Vec<&'static Difference> {
        let mut text = String::new();
        let read = open_plain(&self.met).and_then(|mut file| {
            file.seek(SeekFrom::Start(self.told))?;
            file.take(MOST_MET).read_to_string(&mut text)
        });
        self.told += read.unwrap_or_default() as u64;
        let mut met: Vec<_> = DIFFERENCES
            .iter()
            .filter(|difference| text.lines().any(|line| line == difference.id))
            .collect();
        met.dedup();
        met
    }
}

/// Opens a file that blocks may have put something else in the place of.
fn open_plain(path: &Path) -> io::Result<File> {
    #[cfg(unix)]
    return crate::doctest::execution::exchange::open_plain(path);
    #[cfg(not(unix))]
    return File::open(path);
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn last_lines(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<_> = text.lines().collect();
    let from = lines.len().saturating_sub(SHOWN);
    lines.get(from..).unwrap_or_default().join("\n")
}

#[cfg(test)]
mod tests {
    use super::facts_digest;
    use aws_doc_facts::{Facts, Models, Regions};

    #[test]
    fn other_models_or_regions_have_another_digest() {
        let bundled = facts_digest(&Facts::bundled());
        assert_eq!(bundled, facts_digest(&Facts::bundled()));
        let mut models = Models::bundled();
        models.models.pop();
        let fewer_models = Facts::with(None, Some(models), None);
        assert_ne!(bundled, facts_digest(&fewer_models));
        let no_regions = Facts::with(Some(Regions::default()), None, None);
        assert_ne!(bundled, facts_digest(&no_regions));
        // The launcher is not given the day on which a fact was retrieved.
        let mut models = Models::bundled();
        models.provenance.sources.clear();
        let same = Facts::with(None, Some(models), None);
        assert_eq!(bundled, facts_digest(&same));
    }
}
