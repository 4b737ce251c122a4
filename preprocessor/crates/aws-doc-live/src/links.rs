//! Checks that the external pages that a book links to still exist, and reads those that it quotes.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Mutex, Semaphore};
use tokio::task::JoinSet;
use tokio::time::Instant;
use url::{Host, Url};

use super::error::{FetchError, FetchErrorKind};
use super::http::{Head, Http, Page, shown};

/// How many requests run at a time.
const AT_A_TIME: usize = 32;

/// How many of them go to one server.
const AT_A_TIME_ON_A_HOST: usize = 2;

/// The time between two requests to one server.
const PAUSE: Duration = Duration::from_millis(100);

/// The time limit for one answer.
const LONGEST_ANSWER: Duration = Duration::from_secs(20);

/// The pauses before the second and the third try after a failure.
const WAITS: [Duration; 2] = [Duration::from_millis(300), Duration::from_millis(900)];

/// The longest `Retry-After` that is honored.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// How many redirects are followed.
const REDIRECTS: usize = 8;

/// The status of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkStatus {
    /// The page exists.
    Present,
    /// The page has permanently moved to this URL.
    Moved(String),
    /// The page does not exist, according to this HTTP status.
    Gone(u16),
    /// The host does not exist.
    UnknownHost,
    /// Whether it exists could not be found out.
    Unanswered(FetchErrorKind),
}

/// The URL of a link, ready to be requested.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address(Url);

impl Address {
    /// The URL `text` without its fragment. `None` if it must not be requested: its host is a
    /// reserved example or not public, or it holds user information or a placeholder.
    #[must_use]
    pub fn public(text: &str) -> Option<Self> {
        if text.contains(['{', '<', '…', '$']) {
            return None;
        }
        let mut url = Url::parse(text).ok()?;
        url.set_fragment(None);
        let secret = !url.username().is_empty() || url.password().is_some();
        let web = matches!(url.scheme(), "http" | "https");
        let public = match url.host()? {
            Host::Domain(name) => is_public_name(name),
            Host::Ipv4(address) => is_public(IpAddr::V4(address)),
            Host::Ipv6(address) => is_public(IpAddr::V6(address)),
        };
        (web && public && !secret).then_some(Self(url))
    }

    /// The same page as Markdown, where the server is known to have one: AWS's documentation.
    #[must_use]
    pub fn as_markdown(&self) -> Option<Self> {
        let path = self.0.path().strip_suffix(".html")?;
        let path = format!("{path}.md");
        let mut url = self.0.clone();
        url.set_path(&path);
        (self.0.host_str() == Some("docs.aws.amazon.com")).then_some(Self(url))
    }

    /// The host, with scheme and port.
    fn host(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// The URL to which a redirect to `location` leads from here.
    fn join(&self, location: &str) -> Option<Self> {
        Self::public(self.0.join(location).ok()?.as_str())
    }
}

/// Whether a name can be that of a public host: not reserved by RFC 2606, and not local.
fn is_public_name(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let within = |zone: &str| {
        name.strip_suffix(zone)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    let reserved = [
        "example",
        "example.com",
        "example.net",
        "example.org",
        "test",
        "invalid",
        "localhost",
        "local",
        "internal",
        "onion",
    ];
    name.contains('.') && !reserved.into_iter().any(within)
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => v6
            .to_ipv4_mapped()
            .map_or_else(|| is_public_v6(v6), is_public_v4),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    // Carriers' own addresses, and those for tests.
    let carrier = first == 100 && (64..128).contains(&second);
    let bench = first == 198 && (18..20).contains(&second);
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || address.is_broadcast()
        || address.is_multicast()
        || first == 0
        || first >= 240
        || carrier
        || bench)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    // Global unicast without the addresses for documentation.
    let [first, second, ..] = address.segments();
    first & 0xe000 == 0x2000 && !(first == 0x2001 && second == 0x0db8)
}

/// Requests each URL, and calls `report` with the number done after each. Returns by the deadline.
///
/// # Errors
/// When the network cannot be set up.
pub fn visit(
    addresses: &BTreeSet<Address>,
    deadline: Duration,
    ca_bundle: Option<&str>,
    report: impl FnMut(usize),
) -> Result<BTreeMap<Address, LinkStatus>, FetchError> {
    let each = |visitor: Visitor, address: Address| async move { visitor.visit(&address).await };
    let late = LinkStatus::Unanswered(FetchErrorKind::TimedOut);
    for_each(addresses, deadline, ca_bundle, report, each, &late)
}

/// Reads each page, as [`visit`] does. Redirects to private hosts are not followed.
///
/// # Errors
/// When the network cannot be set up.
pub fn read(
    addresses: &BTreeSet<Address>,
    deadline: Duration,
    ca_bundle: Option<&str>,
    report: impl FnMut(usize),
) -> Result<BTreeMap<Address, Result<Vec<u8>, FetchErrorKind>>, FetchError> {
    let each = |visitor: Visitor, address: Address| async move { visitor.read(&address).await };
    for_each(
        addresses,
        deadline,
        ca_bundle,
        report,
        each,
        &Err(FetchErrorKind::TimedOut),
    )
}

/// Does `each` with each address, `late` for those that have no answer by the deadline.
fn for_each<T, F>(
    addresses: &BTreeSet<Address>,
    deadline: Duration,
    ca_bundle: Option<&str>,
    mut report: impl FnMut(usize),
    each: impl Fn(Visitor, Address) -> F,
    late: &T,
) -> Result<BTreeMap<Address, T>, FetchError>
where
    T: Clone + Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| {
            let why = FetchErrorKind::Setup(format!("no runtime could be started: {error}"));
            FetchError::new("setting up the network", why)
        })?;
    let found = runtime.block_on(async {
        let deadline = Instant::now() + deadline;
        let visitor = Visitor {
            http: Http::new(deadline, ca_bundle)?,
            turns: Arc::new(Semaphore::new(AT_A_TIME)),
            hosts: Arc::default(),
        };
        let mut tasks = JoinSet::new();
        for address in addresses {
            let done = each(visitor.clone(), address.clone());
            let (address, late) = (address.clone(), late.clone());
            tasks.spawn(async move {
                let found = tokio::time::timeout_at(deadline, done).await;
                (address, found.unwrap_or(late))
            });
        }
        let mut all = BTreeMap::new();
        while let Some(done) = tasks.join_next().await {
            if let Ok((address, found)) = done {
                all.insert(address, found);
                report(all.len());
            }
        }
        Ok(all)
    });
    runtime.shutdown_background();
    found
}

#[derive(Clone)]
struct Visitor {
    http: Http,
    turns: Arc<Semaphore>,
    hosts: Arc<Mutex<BTreeMap<String, Arc<Semaphore>>>>,
}

impl Visitor {
    async fn visit(&self, start: &Address) -> LinkStatus {
        let mut address = start.clone();
        // Only as long as every step so far was for good is the new address the right one.
        let (mut for_good, mut moved) = (true, None);
        for _ in 0..=REDIRECTS {
            let head = match self.ask(&address).await {
                Ok(head) => head,
                Err(FetchErrorKind::Unreachable(why)) if no_such_name(&why) => {
                    return LinkStatus::UnknownHost;
                }
                Err(kind) => return LinkStatus::Unanswered(kind),
            };
            match head.status {
                200..=299 => return moved.map_or(LinkStatus::Present, LinkStatus::Moved),
                404 | 410 => return LinkStatus::Gone(head.status),
                300..=399 => {
                    let next = head.location.as_deref().and_then(|to| address.join(to));
                    let Some(next) = next else {
                        let to = head.location.unwrap_or_else(|| "nowhere".to_owned());
                        return LinkStatus::Unanswered(FetchErrorKind::Redirected(shown(&to)));
                    };
                    for_good &= matches!(head.status, 301 | 308);
                    if for_good {
                        moved = Some(next.0.to_string());
                    }
                    address = next;
                }
                429 => return LinkStatus::Unanswered(FetchErrorKind::Throttled(head.retry_after)),
                status => return LinkStatus::Unanswered(FetchErrorKind::Status(status)),
            }
        }
        let around = "one address after another".to_owned();
        LinkStatus::Unanswered(FetchErrorKind::Redirected(around))
    }

    /// The content of the page.
    async fn read(&self, start: &Address) -> Result<Vec<u8>, FetchErrorKind> {
        let mut address = start.clone();
        for _ in 0..=REDIRECTS {
            let page = self.page(&address).await?;
            match page.status {
                200..=299 => return Ok(page.body),
                300..=399 => {
                    let next = page.location.as_deref().and_then(|to| address.join(to));
                    address = next.ok_or_else(|| {
                        let to = page.location.unwrap_or_else(|| "nowhere".to_owned());
                        FetchErrorKind::Redirected(shown(&to))
                    })?;
                }
                status => return Err(FetchErrorKind::Status(status)),
            }
        }
        let around = "one address after another".to_owned();
        Err(FetchErrorKind::Redirected(around))
    }

    /// One page, again while its server is busy.
    async fn page(&self, address: &Address) -> Result<Page, FetchErrorKind> {
        let mut waits = WAITS.into_iter();
        loop {
            let answer = {
                let host = self.turns_of(address).await;
                let _on_host = host.acquire().await;
                let _turn = self.turns.acquire().await;
                let answer = self.http.page(address.0.as_str(), LONGEST_ANSWER).await;
                tokio::time::sleep(PAUSE).await;
                answer
            };
            let wait = match &answer {
                Ok(page) if page.status >= 500 => None,
                Err(FetchErrorKind::Throttled(after)) => after.map(Duration::from_secs),
                Err(FetchErrorKind::TimedOut | FetchErrorKind::Malformed(_)) => None,
                _ => return answer,
            };
            let Some(least) = waits.next() else {
                return answer;
            };
            let wait = wait.unwrap_or(least).max(least);
            if wait > LONGEST_WAIT || Instant::now() + wait >= self.http.deadline() {
                return answer;
            }
            tokio::time::sleep(wait).await;
        }
    }

    async fn turns_of(&self, address: &Address) -> Arc<Semaphore> {
        let mut hosts = self.hosts.lock().await;
        let turns = || Arc::new(Semaphore::new(AT_A_TIME_ON_A_HOST));
        Arc::clone(hosts.entry(address.host()).or_insert_with(turns))
    }

    /// Tries HEAD, which costs a server least, then GET, as some servers reject HEAD.
    async fn ask(&self, address: &Address) -> Result<Head, FetchErrorKind> {
        let mut answer = self.once("HEAD", address).await;
        if !matches!(&answer, Ok(head) if head.status < 400) {
            answer = self.once("GET", address).await;
        }
        for wait in WAITS {
            let wait = match &answer {
                Ok(Head {
                    status: 429 | 503,
                    retry_after: Some(seconds),
                    ..
                }) => Duration::from_secs(*seconds).max(wait),
                Ok(head) if head.status == 429 || head.status >= 500 => wait,
                Err(FetchErrorKind::Unreachable(why)) if no_such_name(why) => return answer,
                Err(
                    FetchErrorKind::Unreachable(_)
                    | FetchErrorKind::TimedOut
                    | FetchErrorKind::Malformed(_),
                ) => wait,
                _ => return answer,
            };
            if wait > LONGEST_WAIT || Instant::now() + wait >= self.http.deadline() {
                return answer;
            }
            tokio::time::sleep(wait).await;
            answer = self.once("GET", address).await;
        }
        answer
    }

    async fn once(&self, method: &str, address: &Address) -> Result<Head, FetchErrorKind> {
        let host = self.turns_of(address).await;
        // Neither semaphore is ever closed. The host's comes first, so that a slow host takes no turn
        // from others.
        let _on_host = host.acquire().await;
        let answer = {
            let _turn = self.turns.acquire().await;
            let url = address.0.as_str();
            self.http.head(method, url, LONGEST_ANSWER).await
        };
        tokio::time::sleep(PAUSE).await;
        answer
    }
}

/// Whether a lookup found that the name does not exist, in the words of various systems; a failed
/// lookup does not count.
fn no_such_name(why: &str) -> bool {
    [
        "Name or service not known",
        "No address associated",
        "nodename nor servname",
        "No such host",
    ]
    .iter()
    .any(|form| why.contains(form))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_are_requested() {
        for url in [
            "https://docs.aws.amazon.com/x#y",
            "http://a.b",
            "https://8.8.8.8/",
            "https://[2606:4700::1111]/",
            "https://xn--bcher-kva.ch/ü?q=a b",
        ] {
            assert!(Address::public(url).is_some(), "{url}");
        }
        for url in [
            "https://example.com/",
            "https://www.Example.org/x",
            "https://bedrock-guide.example/",
            "https://x.test",
            "http://localhost:3000/",
            "http://127.0.0.1/",
            "http://169.254.169.254/latest/meta-data/",
            "http://10.0.0.1",
            "http://0x7f.1/",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[fd00:ec2::254]/",
            "http://intranet/",
            "http://100.64.0.1/",
            "https://user:pass@a.b/",
            "https://{host}/x",
            "https://a.b/<name>",
            "https://bedrock.${region}.amazonaws.com",
            "ftp://a.b/",
            "https://",
        ] {
            assert_eq!(Address::public(url), None, "{url}");
        }
        let same = |text| Address::public(text).unwrap();
        assert_eq!(same("https://a.b/x#one"), same("https://a.b/x#two"));
        assert_eq!(same("https://a.b/x").join("http://127.0.0.1/"), None);
        let twin = |url| same(url).as_markdown().map(|twin| twin.0.to_string());
        assert_eq!(
            twin("https://docs.aws.amazon.com/bedrock/latest/userguide/x.html#y").unwrap(),
            "https://docs.aws.amazon.com/bedrock/latest/userguide/x.md"
        );
        assert_eq!(twin("https://docs.aws.amazon.com/bedrock/"), None);
        assert_eq!(twin("https://a.b/x.html"), None);
    }
}
