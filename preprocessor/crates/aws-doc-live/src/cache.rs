//! Recent answers, so that repeated builds need no network.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::Config;
use super::error::FetchError;
use super::source::SourceData;
use aws_doc_disk::write_whole;

use aws_doc_disk::regular;

/// How long an answer is fresh.
pub const FRESH: Duration = Duration::from_secs(24 * 60 * 60);

/// How long after a failure a source is tried again.
pub const RETRY_AFTER: Duration = Duration::from_secs(10 * 60);

/// The largest file that is read, in bytes; all answers together are far smaller.
const LARGEST: u64 = 64 << 20;

/// The cache file of one configuration.
#[derive(Debug, Clone)]
pub struct Cache {
    path: PathBuf,
}

/// The content of a cache file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CacheEntries {
    /// The format of the file, which names the version of the program.
    #[serde(default)]
    format: String,
    entries: BTreeMap<String, CacheEntry>,
}

/// What the cache holds of one source.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CacheEntry {
    /// The last data that it answered with.
    pub data: Option<SourceData>,
    /// When that was fetched, in seconds since 1970.
    fetched_at: u64,
    /// Why the last try failed, if it did.
    pub error: Option<FetchError>,
    /// When the last try was, in seconds since 1970.
    tried_at: u64,
}

const FORMAT: &str = concat!("mdbook-aws ", env!("CARGO_PKG_VERSION"), " 2");

impl Cache {
    /// The cache in `folder` for what `config` fetches.
    #[must_use]
    pub fn new(folder: &Path, config: &Config) -> Self {
        let identity = format!(
            "{:?} {} {:?}",
            config.endpoints, config.credentials, config.identity_key
        );
        let digest = aws_doc_facts::provenance::sha256(identity.as_bytes());
        let name: String = digest.chars().take(16).collect();
        Self {
            path: folder.join(format!("live-{name}.json")),
        }
    }

    /// Its entries; none if the file is missing, damaged or of another version.
    #[must_use]
    pub fn load(&self) -> CacheEntries {
        regular::read(&self.path, LARGEST)
            .ok()
            .and_then(|bytes| serde_json::from_slice::<CacheEntries>(&bytes).ok())
            .filter(|entries| entries.format == FORMAT)
            .unwrap_or_default()
    }

    /// Writes the file atomically.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn save(&self, entries: &CacheEntries) -> io::Result<()> {
        let mut entries = entries.clone();
        FORMAT.clone_into(&mut entries.format);
        let bytes = serde_json::to_vec(&entries)?;
        write_whole(&self.path, &bytes)
    }
}

impl CacheEntries {
    /// The entry of a source.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&CacheEntry> {
        self.entries.get(key)
    }

    /// Whether the source need not be fetched now. If the clock went back, everything is stale.
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
        match entry.error {
            Some(_) => within(entry.tried_at, RETRY_AFTER),
            None => entry.data.is_some() && within(entry.fetched_at, FRESH),
        }
    }

    /// Records the result of a fetch. A failure keeps the earlier data, whose provenance shows its age.
    pub fn note(&mut self, key: &str, outcome: Result<SourceData, FetchError>, now: SystemTime) {
        let entry = self.entries.entry(key.to_owned()).or_default();
        entry.tried_at = seconds(now);
        match outcome {
            Ok(data) => {
                entry.data = Some(data);
                entry.fetched_at = entry.tried_at;
                entry.error = None;
            }
            Err(error) => entry.error = Some(error),
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
    use crate::error::FetchErrorKind;
    use crate::source::FactSet;
    use aws_doc_facts::Regions;

    fn answer() -> SourceData {
        SourceData {
            facts: FactSet::Regions(Regions::bundled()),
            gaps: Vec::new(),
        }
    }

    #[test]
    fn freshness() {
        let at = |seconds: u64| UNIX_EPOCH + Duration::from_secs(1_800_000_000 + seconds);
        let mut entries = CacheEntries::default();
        assert!(!entries.is_fresh("a", at(0)));
        entries.note("a", Ok(answer()), at(0));
        assert!(entries.is_fresh("a", at(86_399)));
        assert!(!entries.is_fresh("a", at(86_400)));
        assert!(!entries.is_fresh("a", UNIX_EPOCH), "the clock went back");
        let fault = FetchError::new("x", FetchErrorKind::TimedOut);
        entries.note("a", Err(fault), at(90_000));
        assert!(entries.is_fresh("a", at(90_599)));
        assert!(!entries.is_fresh("a", at(90_600)));
        assert_eq!(entries.get("a").unwrap().data, Some(answer()));
    }

    #[test]
    fn a_damaged_file_is_ignored() {
        let folder = tempfile::tempdir().unwrap();
        let config = Config::from_environment(Duration::ZERO, false, |_| None);
        let cache = Cache::new(&folder.path().join("new"), &config);
        assert_eq!(cache.load(), CacheEntries::default());
        let mut entries = CacheEntries::default();
        entries.note("a", Ok(answer()), UNIX_EPOCH);
        cache.save(&entries).unwrap();
        assert_eq!(cache.load().entries, entries.entries);
        let bytes = std::fs::read(&cache.path).unwrap();
        for torn in [&bytes[..bytes.len() / 2], b"", b"[]", b"{\"entries\":3}"] {
            std::fs::write(&cache.path, torn).unwrap();
            assert_eq!(cache.load(), CacheEntries::default());
        }
        #[cfg(target_os = "linux")]
        {
            std::fs::remove_file(&cache.path).unwrap();
            std::os::unix::fs::symlink("/dev/zero", &cache.path).unwrap();
            assert_eq!(cache.load(), CacheEntries::default());
            std::fs::remove_file(&cache.path).unwrap();
            let mode = rustix::fs::Mode::RWXU;
            rustix::fs::mkfifoat(rustix::fs::CWD, &cache.path, mode).unwrap();
            assert_eq!(cache.load(), CacheEntries::default());
        }
    }

    #[test]
    fn another_configuration_has_another_file() {
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
