//! Fetches AWS facts from AWS itself, within a deadline.
//!
//! Facts are taken, in this order, from AWS's answers ([`pull`]), from recent answers ([`cache`]),
//! from the book ([`aws_doc_disk::store`]) and from the data built into the program. [`reconcile`]
//! rejects implausible answers. [`refresh()`] does all of it.

pub mod availability;
mod aws_xml;
pub mod cache;
pub mod endpoints;
mod error;
mod http;
mod identity;
pub mod links;
pub mod reconcile;
pub mod source;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc;
use std::time::{Duration, SystemTime};

use tokio::task::JoinSet;
use tokio::time::Instant;

use cache::Cache;
use endpoints::Endpoints;
use http::Http;
use identity::Identity;
use source::{FetchContext, SOURCES, Source, SourceData};

use aws_doc_facts::{Known, Partitions, Regions};

pub use error::{FetchError, FetchErrorKind};

/// Which sources to fetch from, and how.
#[derive(Debug, Clone)]
pub struct Config {
    /// The URLs of the sources.
    pub endpoints: Endpoints,
    /// The time limit for all sources together.
    pub deadline: Duration,
    /// Whether to use sources that need credentials.
    pub credentials: bool,
    /// The file with certificates to trust, by `AWS_CA_BUNDLE`.
    pub ca_bundle: Option<String>,
    /// Whether `AWS_BEARER_TOKEN_BEDROCK` is set.
    pub bearer_token: bool,
    /// Environment values that identify the caller: part of the cache key, never a secret.
    pub identity_key: Vec<String>,
}

/// The variables whose values identify the caller.
const IDENTITY_VARIABLES: [&str; 4] = [
    "AWS_PROFILE",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_ACCESS_KEY_ID",
];

/// The time limit of a build for all sources together.
pub const BUILD_DEADLINE: Duration = Duration::from_secs(3);

/// The time limit of `mdbook-aws refresh` for all sources together.
pub const REFRESH_DEADLINE: Duration = Duration::from_secs(60);

/// How long after the deadline the threads may still report that it has passed.
const GRACE: Duration = Duration::from_millis(100);

impl Config {
    /// The configuration in the environment, which `variable` reads.
    pub fn from_environment(
        deadline: Duration,
        credentials: bool,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Self {
        let identity_key = match credentials {
            true => IDENTITY_VARIABLES
                .map(|name| variable(name).unwrap_or_default())
                .to_vec(),
            false => Vec::new(),
        };
        Self {
            identity_key,
            bearer_token: variable("AWS_BEARER_TOKEN_BEDROCK").is_some_and(|it| !it.is_empty()),
            ca_bundle: variable("AWS_CA_BUNDLE").filter(|path| !path.is_empty()),
            endpoints: Endpoints::from_environment(variable),
            deadline,
            credentials,
        }
    }

    /// The sources that this configuration allows.
    pub fn sources(&self) -> impl Iterator<Item = &'static dyn Source> {
        let credentials = self.credentials;
        SOURCES
            .iter()
            .copied()
            .filter(move |source| credentials || !source.needs_credentials())
    }
}

/// The result of fetching from one source.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceResult {
    /// The key of the source.
    pub key: &'static str,
    /// The data, or why there is none.
    pub outcome: Result<SourceData, FetchError>,
    /// How long it took.
    pub elapsed: Duration,
}

/// Fetches from all of `sources` at once, and calls `report` as each one finishes. Returns by the
/// deadline, or a fraction of a second later.
pub fn pull(
    config: &Config,
    sources: &[&'static dyn Source],
    regions: &Regions,
    today: &str,
    mut report: impl FnMut(&SourceResult),
) -> Vec<SourceResult> {
    let started = std::time::Instant::now();
    let (sender, receiver) = mpsc::channel();
    let mut missing: BTreeMap<&'static str, &'static dyn Source> = sources
        .iter()
        .map(|source| (source.key(), *source))
        .collect();
    let job = PullJob {
        config: config.clone(),
        sources: sources.to_vec(),
        regions: regions.clone(),
        today: today.to_owned(),
    };
    // A separate thread: the caller may be inside an asynchronous runtime, and a system call that
    // hangs, as a name lookup can, must not block the caller.
    let spawned = std::thread::Builder::new()
        .name("live facts".to_owned())
        .spawn(move || job.run(&sender));
    let mut all = Vec::new();
    if let Err(error) = spawned {
        let why = FetchErrorKind::Setup(format!("no thread could be started: {error}"));
        missing.clear();
        all.extend(sources.iter().map(|source| SourceResult {
            key: source.key(),
            outcome: Err(FetchError::new(source.title(), why.clone())),
            elapsed: Duration::ZERO,
        }));
    }
    let until = started + config.deadline + GRACE;
    while !missing.is_empty() {
        let left = until.saturating_duration_since(std::time::Instant::now());
        let Ok(result) = receiver.recv_timeout(left) else {
            break;
        };
        missing.remove(result.key);
        report(&result);
        all.push(result);
    }
    for source in missing.into_values() {
        let result = SourceResult {
            key: source.key(),
            outcome: Err(FetchError::new(source.title(), FetchErrorKind::TimedOut)),
            elapsed: started.elapsed(),
        };
        report(&result);
        all.push(result);
    }
    // Answers arrive in any order; the result must not depend on it.
    all.sort_by_key(|result| SOURCES.iter().position(|source| source.key() == result.key));
    all
}

/// The work of the thread that fetches.
struct PullJob {
    config: Config,
    sources: Vec<&'static dyn Source>,
    regions: Regions,
    today: String,
}

impl PullJob {
    fn run(self, sender: &mpsc::Sender<SourceResult>) {
        let runtime = match tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
        {
            Ok(runtime) => runtime,
            Err(error) => {
                let why = FetchErrorKind::Setup(format!("no runtime could be started: {error}"));
                return self.all_fail(&FetchError::new("setting up the network", why), sender);
            }
        };
        runtime.block_on(self.fetch(sender));
        // Whatever still hangs is left behind.
        runtime.shutdown_background();
    }

    fn all_fail(&self, fault: &FetchError, sender: &mpsc::Sender<SourceResult>) {
        for source in &self.sources {
            // After the deadline the receiver is gone, and the result is not needed.
            let _ = sender.send(SourceResult {
                key: source.key(),
                outcome: Err(fault.clone()),
                elapsed: Duration::ZERO,
            });
        }
    }

    async fn fetch(self, sender: &mpsc::Sender<SourceResult>) {
        let started = Instant::now();
        let deadline = started + self.config.deadline;
        let http = match Http::new(deadline, self.config.ca_bundle.as_deref()) {
            Ok(http) => http,
            Err(fault) => return self.all_fail(&fault, sender),
        };
        let context = Arc::new(FetchContext {
            http,
            endpoints: self.config.endpoints,
            today: self.today,
            regions: self.regions,
            partitions: Partitions::bundled(),
            identity: Identity::Anonymous,
            bearer_token: self.config.bearer_token,
        });
        let mut tasks = JoinSet::new();
        let (signed, open): (Vec<_>, Vec<_>) = self
            .sources
            .into_iter()
            .partition(|source| source.needs_credentials());
        for source in open {
            tasks.spawn(fetch_one(source, Arc::clone(&context), started));
        }
        if !signed.is_empty() {
            let identity = Identity::configured(&context.http).await;
            let context = Arc::new(FetchContext {
                identity,
                ..FetchContext::clone(&context)
            });
            for source in signed {
                tasks.spawn(fetch_one(source, Arc::clone(&context), started));
            }
        }
        while let Some(done) = tasks.join_next().await {
            if let Ok(result) = done {
                let _ = sender.send(result);
            }
        }
    }
}

async fn fetch_one(
    source: &'static dyn Source,
    context: Arc<FetchContext>,
    started: Instant,
) -> SourceResult {
    let deadline = context.http.deadline();
    let outcome = tokio::time::timeout_at(deadline + GRACE / 2, source.fetch(context)).await;
    SourceResult {
        key: source.key(),
        outcome: outcome
            .unwrap_or_else(|_| Err(FetchError::new(source.title(), FetchErrorKind::TimedOut))),
        elapsed: started.elapsed(),
    }
}

/// The facts after a refresh, and what could not be fetched.
#[derive(Debug, Clone, Default)]
pub struct RefreshResult {
    /// The facts.
    pub known: Known,
    /// The keys of the sources whose data is included, whether fetched now or cached.
    pub answered: Vec<&'static str>,
    /// Why other data is missing.
    pub errors: Vec<FetchError>,
    /// Whether any source was contacted now; otherwise everything comes from the cache.
    pub fetched: bool,
}

/// Updates `known` from AWS, or from the cache where that is fresh.
pub fn refresh(
    known: Known,
    config: &Config,
    cache: Option<&PathBuf>,
    now: SystemTime,
) -> RefreshResult {
    let mut refreshed = RefreshResult {
        known,
        ..RefreshResult::default()
    };
    let cache = cache.map(|folder| Cache::new(folder, config));
    let mut entries = cache.as_ref().map(Cache::load).unwrap_or_default();
    let stale: Vec<_> = config
        .sources()
        .filter(|source| !entries.is_fresh(source.key(), now))
        .collect();
    if !stale.is_empty() {
        refreshed.fetched = true;
        let today = date(now);
        for result in pull(config, &stale, &refreshed.known.regions, &today, |_| {}) {
            entries.note(result.key, result.outcome, now);
        }
        if let Some(cache) = &cache {
            // If the cache cannot be written, the next build fetches again.
            let _ = cache.save(&entries);
        }
    }
    for source in config.sources() {
        let Some(entry) = entries.get(source.key()) else {
            continue;
        };
        refreshed.errors.extend(entry.error.clone());
        let Some(answer) = &entry.data else {
            continue;
        };
        refreshed.errors.extend(answer.gaps.iter().cloned());
        match reconcile::apply(&mut refreshed.known, source.title(), answer) {
            Ok(()) => refreshed.answered.push(source.key()),
            Err(fault) => refreshed.errors.push(fault),
        }
    }
    refreshed
}

/// The date in UTC, `YYYY-MM-DD`.
#[must_use]
pub fn date(time: SystemTime) -> String {
    let since = time.duration_since(SystemTime::UNIX_EPOCH);
    aws_doc_facts::provenance::day(since.map_or(0, |since| since.as_secs()))
}

#[cfg(test)]
mod readme {
    #[test]
    fn the_readme_shows_the_example() {
        let readme = include_str!("../README.md");
        assert!(readme.contains(include_str!("../examples/refresh.rs")));
    }
}
