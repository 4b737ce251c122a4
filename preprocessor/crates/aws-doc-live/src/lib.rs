//! Where facts come from while a program runs: AWS itself, asked within a deadline.
//!
//! Nothing here is pure, and nothing outside of here and the program opens a connection. The
//! order is: what AWS answers ([`pull`]), what it answered lately ([`cache`]), what the book holds
//! ([`aws_doc_disk::store`]), what is built in. [`reconcile`] decides what of an answer is believed.

pub mod availability;
mod aws_xml;
pub mod cache;
pub mod endpoints;
pub mod fault;
pub mod http;
pub mod identity;
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
use fault::{Fault, Happened};
use http::Http;
use identity::Identity;
use source::{Answer, SOURCES, Source, World};

use aws_doc_facts::{Known, Partitions, Regions};

/// How and whom to ask.
#[derive(Debug, Clone)]
pub struct Config {
    /// The addresses.
    pub endpoints: Endpoints,
    /// How long all sources together may take.
    pub deadline: Duration,
    /// Whether sources are asked that want to know who asks.
    pub credentials: bool,
    /// The file with certificates to trust, by `AWS_CA_BUNDLE`.
    pub ca_bundle: Option<String>,
    /// Whether `AWS_BEARER_TOKEN_BEDROCK` is set.
    pub bearer_token: bool,
    /// What tells apart who asks, as far as the environment says: never a secret.
    pub asks_as: Vec<String>,
}

/// The variables that tell apart who asks.
const ASKS_AS: [&str; 4] = [
    "AWS_PROFILE",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_ACCESS_KEY_ID",
];

/// How long a build waits for AWS.
pub const BUILD_DEADLINE: Duration = Duration::from_secs(3);

/// How long a refresh waits for AWS.
pub const REFRESH_DEADLINE: Duration = Duration::from_secs(60);

/// The time that threads get to notice the deadline by themselves.
const GRACE: Duration = Duration::from_millis(100);

impl Config {
    /// What the environment says, read by `variable`.
    pub fn from_environment(
        deadline: Duration,
        credentials: bool,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Self {
        let asks_as = match credentials {
            true => ASKS_AS
                .map(|name| variable(name).unwrap_or_default())
                .to_vec(),
            false => Vec::new(),
        };
        Self {
            asks_as,
            bearer_token: variable("AWS_BEARER_TOKEN_BEDROCK").is_some_and(|it| !it.is_empty()),
            ca_bundle: variable("AWS_CA_BUNDLE").filter(|path| !path.is_empty()),
            endpoints: Endpoints::from_environment(variable),
            deadline,
            credentials,
        }
    }

    /// The sources that may be asked.
    pub fn sources(&self) -> impl Iterator<Item = &'static dyn Source> {
        let credentials = self.credentials;
        SOURCES
            .iter()
            .copied()
            .filter(move |source| credentials || !source.needs_credentials())
    }
}

/// What became of one source.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// The key of the source.
    pub key: &'static str,
    /// What it answered.
    pub outcome: Result<Answer, Fault>,
    /// How long it took.
    pub took: Duration,
}

/// Asks the sources with these keys, all at once, and tells of each when it is done. Returns by
/// the deadline, give or take a moment.
pub fn pull(
    config: &Config,
    sources: &[&'static dyn Source],
    regions: &Regions,
    today: &str,
    mut tell: impl FnMut(&Asked),
) -> Vec<Asked> {
    let started = std::time::Instant::now();
    let (sender, receiver) = mpsc::channel();
    let mut missing: BTreeMap<&'static str, &'static dyn Source> = sources
        .iter()
        .map(|source| (source.key(), *source))
        .collect();
    let work = Work {
        config: config.clone(),
        sources: sources.to_vec(),
        regions: regions.clone(),
        today: today.to_owned(),
    };
    // A thread of its own: whoever calls may be inside an asynchronous runtime, and a system call
    // that hangs, as a look-up of a name can, must hold nobody up.
    let spawned = std::thread::Builder::new()
        .name("live facts".to_owned())
        .spawn(move || work.run(&sender));
    let mut all = Vec::new();
    if let Err(error) = spawned {
        let why = Happened::Setup(format!("no thread could be started: {error}"));
        missing.clear();
        all.extend(sources.iter().map(|source| Asked {
            key: source.key(),
            outcome: Err(Fault::new(source.title(), why.clone())),
            took: Duration::ZERO,
        }));
    }
    let until = started + config.deadline + GRACE;
    while !missing.is_empty() {
        let left = until.saturating_duration_since(std::time::Instant::now());
        let Ok(asked) = receiver.recv_timeout(left) else {
            break;
        };
        missing.remove(asked.key);
        tell(&asked);
        all.push(asked);
    }
    for source in missing.into_values() {
        let asked = Asked {
            key: source.key(),
            outcome: Err(Fault::new(source.title(), Happened::TimedOut)),
            took: started.elapsed(),
        };
        tell(&asked);
        all.push(asked);
    }
    // The order of arrival is chance; what is made of the answers must not be.
    all.sort_by_key(|asked| SOURCES.iter().position(|source| source.key() == asked.key));
    all
}

/// What the thread needs.
struct Work {
    config: Config,
    sources: Vec<&'static dyn Source>,
    regions: Regions,
    today: String,
}

impl Work {
    fn run(self, sender: &mpsc::Sender<Asked>) {
        let runtime = match tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
        {
            Ok(runtime) => runtime,
            Err(error) => {
                let why = Happened::Setup(format!("no runtime could be started: {error}"));
                return self.all_fail(&Fault::new("setting up the network", why), sender);
            }
        };
        runtime.block_on(self.ask(sender));
        // Whatever still hangs is left behind.
        runtime.shutdown_background();
    }

    fn all_fail(&self, fault: &Fault, sender: &mpsc::Sender<Asked>) {
        for source in &self.sources {
            // The receiver is gone when the deadline has passed; then nobody wants to know.
            let _ = sender.send(Asked {
                key: source.key(),
                outcome: Err(fault.clone()),
                took: Duration::ZERO,
            });
        }
    }

    async fn ask(self, sender: &mpsc::Sender<Asked>) {
        let started = Instant::now();
        let deadline = started + self.config.deadline;
        let http = match Http::new(deadline, self.config.ca_bundle.as_deref()) {
            Ok(http) => http,
            Err(fault) => return self.all_fail(&fault, sender),
        };
        let world = Arc::new(World {
            http,
            endpoints: self.config.endpoints,
            today: self.today,
            regions: self.regions,
            partitions: Partitions::bundled(),
            identity: Identity::Nobody,
            bearer_token: self.config.bearer_token,
        });
        let mut tasks = JoinSet::new();
        let (signed, open): (Vec<_>, Vec<_>) = self
            .sources
            .into_iter()
            .partition(|source| source.needs_credentials());
        for source in open {
            tasks.spawn(ask_one(source, Arc::clone(&world), started));
        }
        if !signed.is_empty() {
            let identity = Identity::configured(&world.http).await;
            let world = Arc::new(World {
                identity,
                ..World::clone(&world)
            });
            for source in signed {
                tasks.spawn(ask_one(source, Arc::clone(&world), started));
            }
        }
        while let Some(done) = tasks.join_next().await {
            if let Ok(asked) = done {
                let _ = sender.send(asked);
            }
        }
    }
}

async fn ask_one(source: &'static dyn Source, world: Arc<World>, started: Instant) -> Asked {
    let deadline = world.http.deadline();
    let outcome = tokio::time::timeout_at(deadline + GRACE / 2, source.ask(world)).await;
    Asked {
        key: source.key(),
        outcome: outcome.unwrap_or_else(|_| Err(Fault::new(source.title(), Happened::TimedOut))),
        took: started.elapsed(),
    }
}

/// What a build knows, and what it could not learn.
#[derive(Debug, Clone, Default)]
pub struct Learned {
    /// What is known.
    pub known: Known,
    /// The sources whose answers are in it, from today or from the cache.
    pub heard: Vec<&'static str>,
    /// What could not be learned and why.
    pub faults: Vec<Fault>,
    /// Whether a source was asked just now; otherwise all this is from the cache.
    pub asked: bool,
}

/// Builds on `known` with what AWS says, from the cache where it is fresh enough.
pub fn learn(known: Known, config: &Config, cache: Option<&PathBuf>, now: SystemTime) -> Learned {
    let mut learned = Learned {
        known,
        ..Learned::default()
    };
    let cache = cache.map(|folder| Cache::new(folder, config));
    let mut entries = cache.as_ref().map(Cache::load).unwrap_or_default();
    let stale: Vec<_> = config
        .sources()
        .filter(|source| !entries.is_fresh(source.key(), now))
        .collect();
    if !stale.is_empty() {
        learned.asked = true;
        let today = date(now);
        for asked in pull(config, &stale, &learned.known.regions, &today, |_| {}) {
            entries.note(asked.key, asked.outcome, now);
        }
        if let Some(cache) = &cache {
            // A cache that cannot be written costs time, not truth.
            let _ = cache.save(&entries);
        }
    }
    for source in config.sources() {
        let Some(entry) = entries.get(source.key()) else {
            continue;
        };
        learned.faults.extend(entry.fault.clone());
        let Some(answer) = &entry.answer else {
            continue;
        };
        learned.faults.extend(answer.gaps.iter().cloned());
        match reconcile::apply(&mut learned.known, source.title(), answer) {
            Ok(()) => learned.heard.push(source.key()),
            Err(fault) => learned.faults.push(fault),
        }
    }
    learned
}

/// The day of a moment in UTC, `YYYY-MM-DD`.
#[must_use]
pub fn date(time: SystemTime) -> String {
    let since = time.duration_since(SystemTime::UNIX_EPOCH);
    aws_doc_facts::provenance::day(since.map_or(0, |since| since.as_secs()))
}
