//! What AWS answered lately, so that a build that follows soon asks nothing.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::Config;
use super::fault::Fault;
use super::source::Answer;
use aws_doc_disk::write_whole;

use aws_doc_disk::regular;

/// How long an answer is fresh.
pub const FRESH: Duration = Duration::from_secs(24 * 60 * 60);

/// How long a source that did not answer is left alone.
pub const LEFT_ALONE: Duration = Duration::from_secs(10 * 60);

/// The largest file that is read, in bytes: all answers together are far smaller.
const LARGEST: u64 = 64 << 20;

/// The file of one configuration.
#[derive(Debug, Clone)]
pub struct Cache {
    path: PathBuf,
}

/// What is in the file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Entries {
    /// The form of the file: that of this version of the program.
    #[serde(default)]
    form: String,
    entries: BTreeMap<String, Entry>,
}

/// What became of a source.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The last answer.
    pub answer: Option<Answer>,
    /// When it came, in seconds since 1970.
    answered: u64,
    /// What stood in the way since.
    pub fault: Option<Fault>,
    /// When the source was last asked, in seconds since 1970.
    asked: u64,
}

const FORM: &str = concat!("mdbook-aws ", env!("CARGO_PKG_VERSION"), " 1");

impl Cache {
    /// The cache in `folder` for answers to questions asked by `config`.
    #[must_use]
    pub fn new(folder: &Path, config: &Config) -> Self {
        let asked = format!(
            "{:?} {} {:?}",
            config.endpoints, config.credentials, config.asks_as
        );
        let digest = aws_doc_facts::provenance::sha256(asked.as_bytes());
        let name = digest.get(..16).unwrap_or_default();
        Self {
            path: folder.join(format!("live-{name}.json")),
        }
    }

    /// What is in it; nothing when it is missing, torn or of another version.
    #[must_use]
    pub fn load(&self) -> Entries {
        regular::read(&self.path, LARGEST)
            .ok()
            .and_then(|bytes| serde_json::from_slice::<Entries>(&bytes).ok())
            .filter(|entries| entries.form == FORM)
            .unwrap_or_default()
    }

    /// Writes it, as a whole or not at all.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn save(&self, entries: &Entries) -> io::Result<()> {
        let mut entries = entries.clone();
        FORM.clone_into(&mut entries.form);
        let bytes = serde_json::to_vec(&entries)?;
        write_whole(&self.path, &bytes)
    }
}

impl Entries {
    /// What became of the source.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.get(key)
    }

    /// Whether the source need not be asked now. A clock that went back makes everything stale.
    #[must_use]
    pub fn is_fresh(&self, key: &str, now: SystemTime) -> bool {
        let Some(entry) = self.entries.get(key) else {
            return false;
        };
        let now = seconds(now);
        let within = |since: u64, limit: Duration| {
            now.checked_sub(since)
                .is_some_and(|age| age < limit.as_secs())
        };
        match entry.fault {
            Some(_) => within(entry.asked, LEFT_ALONE),
            None => entry.answer.is_some() && within(entry.answered, FRESH),
        }
    }

    /// Notes what became of a source. An earlier answer outlives a fault; its day tells its age.
    pub fn note(&mut self, key: &str, outcome: Result<Answer, Fault>, now: SystemTime) {
        let entry = self.entries.entry(key.to_owned()).or_default();
        entry.asked = seconds(now);
        match outcome {
            Ok(answer) => {
                entry.answer = Some(answer);
                entry.answered = entry.asked;
                entry.fault = None;
            }
            Err(fault) => entry.fault = Some(fault),
        }
    }
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Happened;
    use crate::source::Part;
    use aws_doc_facts::Regions;

    fn answer() -> Answer {
        Answer {
            part: Part::Regions(Regions::bundled()),
            gaps: Vec::new(),
        }
    }

    #[test]
    fn freshness() {
        let at = |seconds: u64| UNIX_EPOCH + Duration::from_secs(1_800_000_000 + seconds);
        let mut entries = Entries::default();
        assert!(!entries.is_fresh("a", at(0)));
        entries.note("a", Ok(answer()), at(0));
        assert!(entries.is_fresh("a", at(86_399)));
        assert!(!entries.is_fresh("a", at(86_400)));
        assert!(!entries.is_fresh("a", UNIX_EPOCH), "the clock went back");
        let fault = Fault::new("x", Happened::TimedOut);
        entries.note("a", Err(fault), at(90_000));
        assert!(entries.is_fresh("a", at(90_599)));
        assert!(!entries.is_fresh("a", at(90_600)));
        assert_eq!(entries.get("a").unwrap().answer, Some(answer()));
    }

    #[test]
    fn a_torn_file_is_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let config = Config::from_environment(Duration::ZERO, false, |_| None);
        let cache = Cache::new(&folder.path().join("new"), &config);
        assert_eq!(cache.load(), Entries::default());
        let mut entries = Entries::default();
        entries.note("a", Ok(answer()), UNIX_EPOCH);
        cache.save(&entries).unwrap();
        assert_eq!(cache.load().entries, entries.entries);
        let bytes = std::fs::read(&cache.path).unwrap();
        for torn in [&bytes[..bytes.len() / 2], b"", b"[]", b"{\"entries\":3}"] {
            std::fs::write(&cache.path, torn).unwrap();
            assert_eq!(cache.load(), Entries::default());
        }
        #[cfg(target_os = "linux")]
        {
            std::fs::remove_file(&cache.path).unwrap();
            std::os::unix::fs::symlink("/dev/zero", &cache.path).unwrap();
            assert_eq!(cache.load(), Entries::default());
            std::fs::remove_file(&cache.path).unwrap();
            let mode = rustix::fs::Mode::RWXU;
            rustix::fs::mkfifoat(rustix::fs::CWD, &cache.path, mode).unwrap();
            assert_eq!(cache.load(), Entries::default());
        }
    }

    #[test]
    fn other_questions_have_another_file() {
        let path = |credentials, url: Option<&str>| {
            let config = Config::from_environment(Duration::ZERO, credentials, |name| {
                url.filter(|_| name == "MDBOOK_AWS_PRICE_LIST_URL")
                    .map(str::to_owned)
            });
            Cache::new(Path::new("x"), &config).path
        };
        assert_ne!(path(false, None), path(true, None));
        assert_ne!(path(false, None), path(false, Some("http://localhost")));
        let profile = |profile: &str| {
            let profile = profile.to_owned();
            let variable = |name: &str| (name == "AWS_PROFILE").then(|| profile.clone());
            let config = Config::from_environment(Duration::ZERO, true, variable);
            Cache::new(Path::new("x"), &config).path
        };
        assert_ne!(profile("work"), profile("home"));
    }
}
