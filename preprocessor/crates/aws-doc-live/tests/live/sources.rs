//! Sources over real HTTP, with real errors.

use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant};

use crate::aws;
use crate::server::{Reply, Request, Server};
use aws_doc_facts::{Known, Regions};
use aws_doc_live::source::{FactSet, SourceData, find};
use aws_doc_live::{Config, SourceResult, cache, pull, reconcile, refresh};
use aws_doc_live::{FetchError, FetchErrorKind};

/// Long enough for a loaded machine; nothing that answers needs it.
const PLENTY: Duration = Duration::from_secs(30);

fn config(url: impl Fn(&str) -> String, deadline: Duration) -> Config {
    Config::from_environment(deadline, false, |name| {
        Some(url(match name {
            "MDBOOK_AWS_REGIONAL_TABLE_URL" => "/table",
            "MDBOOK_AWS_PRICE_LIST_URL" => "/prices",
            "MDBOOK_AWS_SERVICE_REFERENCE_URL" => "/reference",
            _ => return None,
        }))
    })
}

/// The price list that results when the server does this.
fn price_list(
    deadline: Duration,
    reply: impl Fn(&Request) -> Reply + Send + Sync + 'static,
) -> Result<SourceData, FetchError> {
    let server = Server::start(reply);
    ask(&config(|path| server.url(path), deadline), "price-list")
}

fn ask(config: &Config, key: &str) -> Result<SourceData, FetchError> {
    let sources = [find(key).unwrap()];
    let mut asked = pull(config, &sources, &Regions::bundled(), "2026-11-22", |_| {});
    assert_eq!(asked.len(), 1);
    asked.remove(0).outcome
}

fn kind_of(deadline: Duration, reply: Reply) -> FetchErrorKind {
    price_list(deadline, move |_| reply.clone())
        .unwrap_err()
        .kind
}

fn good() -> String {
    aws::price_list(&aws::regions())
}

#[test]
fn all_sources_without_credentials_answer() {
    let server = Server::start(|request| aws::answer(request, &aws::regions()));
    let config = config(|path| server.url(path), PLENTY);
    let sources: Vec<_> = config.sources().collect();
    let mut told = Vec::new();
    let asked = pull(
        &config,
        &sources,
        &Regions::bundled(),
        "2026-11-22",
        |asked| {
            told.push(asked.key);
        },
    );
    told.sort_unstable();
    assert_eq!(told, ["price-list", "regional-table", "service-reference"]);
    let mut known = Known::bundled();
    for SourceResult { key, outcome, .. } in asked {
        reconcile::apply(&mut known, key, &outcome.unwrap()).unwrap();
    }
    let region = known.regions.get("us-east-1").unwrap();
    assert_eq!(
        region.bedrock,
        ["botocore", "price-list", "regional-table", "ssm"]
    );
    assert_eq!(known.actions.services, Known::bundled().actions.services);
    let days: Vec<_> = known
        .regions
        .provenance()
        .sources
        .iter()
        .map(|it| it.retrieved.as_str())
        .collect();
    assert_eq!(days.len(), 5);
}

#[test]
fn nobody_listens() {
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let config = config(|path| format!("http://{free}{path}"), PLENTY);
    let started = Instant::now();
    let fault = ask(&config, "price-list").unwrap_err();
    assert!(
        matches!(fault.kind, FetchErrorKind::Unreachable(_)),
        "{fault}"
    );
    assert!(
        started.elapsed() < PLENTY / 2,
        "a refused connection is told at once"
    );
}

#[test]
fn a_name_that_does_not_exist() {
    // Too long for a name, so that no network answers for it.
    let name = "a".repeat(64);
    let config = config(|path| format!("http://{name}.invalid{path}"), PLENTY);
    let fault = ask(&config, "price-list").unwrap_err();
    assert!(
        matches!(fault.kind, FetchErrorKind::Unreachable(_)),
        "{fault}"
    );
}

#[test]
fn the_deadline_holds_whatever_the_server_does() {
    let deadline = Duration::from_millis(400);
    let body = good().into_bytes();
    for reply in [
        Reply::Silence,
        Reply::Stall(body.clone()),
        Reply::Drip(body.clone()),
        Reply::After(Duration::from_secs(5), Box::new(Reply::json("{}"))),
    ] {
        let started = Instant::now();
        assert_eq!(
            kind_of(deadline, reply.clone()),
            FetchErrorKind::TimedOut,
            "{reply:?}"
        );
        assert!(
            started.elapsed() < deadline + Duration::from_secs(4),
            "{reply:?}"
        );
    }
}

#[test]
fn bodies_that_are_no_answer() {
    for reply in [
        Reply::Truncate(good().into_bytes()),
        Reply::json(good().split_at(good().len() / 2).0),
        Reply::json(""),
        Reply::json("null"),
        Reply::json("[]"),
        Reply::json(r#"{"regions": 3}"#),
        Reply::json(r#"{"regions": {"us-east-1": {}}}"#),
        Reply::json(r#"{"regions": {"us-east-1": {"regionCode": 1}}}"#),
        Reply::with(
            200,
            "content-type: text/html\r\n",
            "<html><body>Sign in</body></html>",
        ),
        Reply::Answer {
            status: 200,
            headers: String::new(),
            body: vec![0xff; 100],
        },
    ] {
        let kind = kind_of(PLENTY, reply.clone());
        assert!(
            matches!(kind, FetchErrorKind::Malformed(_)),
            "{reply:?}: {kind}"
        );
    }
    let portal = kind_of(PLENTY, Reply::with(200, "", "<html>"));
    assert_eq!(
        portal.to_string(),
        "the answer cannot be read: it is a web page"
    );
}

#[test]
fn statuses() {
    for status in [400, 401, 403, 404, 500, 503] {
        assert_eq!(
            kind_of(PLENTY, Reply::status(status, "{}")),
            FetchErrorKind::Status(status)
        );
    }
    // No answer may say that it has none.
    assert_eq!(
        kind_of(PLENTY, Reply::status(204, "")),
        FetchErrorKind::Status(204)
    );
}

#[test]
fn a_throttled_source_is_asked_once_more_when_the_time_allows() {
    let throttle = |seconds: u64| Reply::with(429, &format!("retry-after: {seconds}\r\n"), "");
    let server = Server::start(move |request| {
        let again = request.path != "/prices";
        if again { throttle(3600) } else { throttle(1) }
    });
    let config = config(|path| server.url(path), PLENTY);
    assert_eq!(
        ask(&config, "price-list").unwrap_err().kind,
        FetchErrorKind::Throttled(Some(1))
    );
    assert_eq!(server.seen().len(), 2, "asked again after a second");
    assert_eq!(
        ask(&config, "regional-table").unwrap_err().kind,
        FetchErrorKind::Throttled(Some(3600))
    );
    assert_eq!(server.seen().len(), 3, "an hour is too long to wait");
}

#[test]
fn a_failing_server_that_recovers_has_answered() {
    let first = std::sync::atomic::AtomicBool::new(true);
    let answer = price_list(PLENTY, move |_| {
        match first.swap(false, std::sync::atomic::Ordering::SeqCst) {
            true => Reply::status(503, ""),
            false => Reply::json(&good()),
        }
    });
    assert!(answer.is_ok());
}

#[test]
fn redirects() {
    let to = |path: &str| Reply::with(302, &format!("location: {path}\r\n"), "");
    let answer = price_list(PLENTY, move |request| match request.path.as_str() {
        "/prices" => to("/elsewhere"),
        _ => Reply::json(&good()),
    });
    assert!(answer.is_ok());
    for location in [
        "/prices",
        "http://169.254.169.254/",
        "file:///etc/passwd",
        "//x.example/",
    ] {
        let kind = kind_of(PLENTY, to(location));
        assert!(
            matches!(kind, FetchErrorKind::Redirected(_)),
            "{location}: {kind}"
        );
    }
    let nowhere = kind_of(PLENTY, Reply::status(302, ""));
    assert_eq!(nowhere, FetchErrorKind::Redirected("nowhere".to_owned()));
}

#[test]
fn more_than_makes_sense_is_not_read() {
    let kind = kind_of(PLENTY, Reply::Flood);
    assert!(matches!(kind, FetchErrorKind::TooLarge(_)), "{kind}");
    // It is not even begun when it is announced.
    let announced = Server::start(|_| Reply::with(200, "", &" ".repeat(17 << 20)));
    let config = config(|path| announced.url(path), PLENTY);
    let fault = ask(&config, "price-list").unwrap_err();
    assert!(matches!(fault.kind, FetchErrorKind::TooLarge(_)), "{fault}");
}

#[test]
fn a_plain_server_is_no_secure_one() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let plain = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream
            .write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            .unwrap();
        // Until the client has had enough, so that it sees the answer and no reset.
        let _ = stream.read_to_end(&mut Vec::new());
    });
    let config = config(|path| format!("https://{address}{path}"), PLENTY);
    let fault = ask(&config, "price-list").unwrap_err();
    assert!(matches!(fault.kind, FetchErrorKind::Tls(_)), "{fault:?}");
    plain.join().unwrap();
}

#[test]
fn no_wrong_region_is_learned() {
    let garbage = |codes: &[&str]| {
        let mut codes: Vec<String> = codes.iter().map(|code| (*code).to_owned()).collect();
        codes.extend(aws::regions());
        aws::regional_table(&codes)
    };
    let body = garbage(&[
        "us-east-1",
        "us-east-1",
        "bedrock-us-east-1",
        "<script>alert(1)</script>",
        "aws-global",
        "us-west-2-lax-1",
        "",
        "../../etc/passwd",
        "mars-north-1",
    ]);
    let server = Server::start(move |_| Reply::json(&body));
    let config = config(|path| server.url(path), PLENTY);
    let answer = ask(&config, "regional-table").unwrap();
    let FactSet::Regions(regions) = &answer.facts else {
        panic!("not Regions");
    };
    let mut expected = aws::regions();
    // It has the form of a Region, and AWS may well open one there.
    expected.push("mars-north-1".to_owned());
    expected.sort();
    let found: Vec<String> = regions.iter().map(|region| region.code.clone()).collect();
    assert_eq!(found, expected);
}

#[test]
fn an_empty_or_short_list_changes_nothing() {
    let before = Known::bundled();
    for few in [0, 1, 5] {
        let regions: Vec<String> = aws::regions().into_iter().take(few).collect();
        let server = Server::start(move |request| aws::answer(request, &regions));
        let config = config(|path| server.url(path), PLENTY);
        let folder = tempfile::tempdir().unwrap();
        let refreshed = refresh(
            before.clone(),
            &config,
            Some(&folder.path().to_owned()),
            std::time::SystemTime::now(),
        );
        assert_eq!(refreshed.known.regions, before.regions);
        assert_eq!(refreshed.answered, ["service-reference"]);
        assert_eq!(refreshed.errors.len(), 2, "{:?}", refreshed.errors);
        let implausible = |fault: &FetchError| matches!(fault.kind, FetchErrorKind::Implausible(_));
        assert!(refreshed.errors.iter().all(implausible));
    }
}

#[test]
fn a_build_that_follows_soon_asks_nothing() {
    let server = Server::start(|request| aws::answer(request, &aws::regions()));
    let config = config(|path| server.url(path), PLENTY);
    let folder = tempfile::tempdir().unwrap().path().join("cache");
    let now = std::time::SystemTime::now();
    let first = refresh(Known::bundled(), &config, Some(&folder), now);
    let asked = server.seen().len();
    assert_eq!(
        (first.errors.len(), asked),
        (0, 2 + aws::reference_requests())
    );
    let second = refresh(
        Known::bundled(),
        &config,
        Some(&folder),
        now + Duration::from_secs(3600),
    );
    assert_eq!(server.seen().len(), asked);
    assert_eq!(second.known.regions, first.known.regions);
    assert!(!second.fetched);
    refresh(Known::bundled(), &config, Some(&folder), now + cache::FRESH);
    assert_eq!(server.seen().len(), 2 * asked);
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn builds_at_once_and_a_torn_cache_do_no_harm() {
    let server = Server::start(|request| aws::answer(request, &aws::regions()));
    let config = config(|path| server.url(path), PLENTY);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_owned();
    let now = std::time::SystemTime::now();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let refreshed = refresh(Known::bundled(), &config, Some(&path), now);
                assert_eq!(refreshed.errors, []);
                assert_eq!(refreshed.answered.len(), 3);
            });
        }
    });
    for file in std::fs::read_dir(&path).unwrap() {
        let file = file.unwrap().path();
        let bytes = std::fs::read(&file).unwrap();
        std::fs::write(&file, &bytes[..bytes.len() / 3]).unwrap();
    }
    assert_eq!(
        refresh(Known::bundled(), &config, Some(&path), now)
            .answered
            .len(),
        3
    );
}

#[test]
fn a_call_from_inside_a_runtime_is_fine() {
    let server = Server::start(|_| Reply::json(&good()));
    let config = config(|path| server.url(path), PLENTY);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let answer = runtime.block_on(async { ask(&config, "price-list") });
    assert!(answer.is_ok());
}

/// The password of a mirror, put together here so that none is in the tree.
fn password() -> String {
    ["mirror", "pass", "word"].concat()
}

#[test]
fn user_information_is_refused_and_shown_nowhere() {
    let server = Server::start(|request| aws::answer(request, &aws::regions()));
    let secret = password();
    let with_user = |path: &str| server.url(path).replace("://", &format!("://me:{secret}@"));
    let config = config(with_user, PLENTY);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_owned();
    let now = std::time::SystemTime::now();
    let first = refresh(Known::bundled(), &config, Some(&path), now);
    assert_eq!(first.errors.len(), 3);
    for error in &first.errors {
        let message = error.to_string();
        assert!(
            message.contains("holds a user name or password"),
            "{message}"
        );
        assert!(message.contains("GET http://…@127.0.0.1:"), "{message}");
        assert!(!format!("{error:?}").contains(&secret), "{message}");
    }
    assert!(server.seen().is_empty(), "nothing was sent");
    let mut files = 0;
    for file in std::fs::read_dir(&path).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        assert!(!text.contains(&secret) && !text.contains("me:"));
        files += 1;
    }
    assert_eq!(files, 1);
    // What the cache gives back is the same.
    let second = refresh(Known::bundled(), &config, Some(&path), now);
    assert_eq!(second.errors, first.errors);
}

#[test]
fn user_information_in_a_redirect_is_not_shown() {
    let secret = password();
    let to = format!("location: http://me:{secret}@other.example/?token={secret}\r\n");
    let kind = kind_of(PLENTY, Reply::with(302, &to, ""));
    assert_eq!(
        kind,
        FetchErrorKind::Redirected("http://…@other.example/".to_owned())
    );
}
