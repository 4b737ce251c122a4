//! `mdbook-aws links` as a user runs it. A loopback server stands in for the servers of others, as
//! the proxy through which the program asks them.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};

use crate::server::{Reply, Request, Server};
use serde_json::Value;
use tempfile::TempDir;

/// How long a server of these tests waits for what must come.
const PATIENCE: Duration = Duration::from_secs(60);

fn page(text: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("page.md"), text).unwrap();
    folder
}

/// The program, which asks every server through `proxy`.
fn program(folder: &TempDir, proxy: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mdbook-aws"));
    command
        .env_clear()
        .current_dir(folder.path())
        .env("HTTP_PROXY", proxy)
        .args(["links", "page.md"]);
    command
}

fn links(text: &str, proxy: &str, arguments: &[&str]) -> Output {
    program(&page(text), proxy)
        .args(arguments)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn method(request: &Request) -> &str {
    request.head.split(' ').next().unwrap()
}

/// Servers of many kinds: the answer depends on the address.
fn world(request: &Request) -> Reply {
    let to = |status, location: &str| Reply::with(status, &format!("location: {location}\r\n"), "");
    let path = request.path.strip_prefix("http://docs.aws.dev").unwrap();
    match (method(request), path) {
        (_, "/gone") => Reply::status(404, ""),
        (_, "/long-gone") => Reply::status(410, ""),
        (_, "/old") => to(301, "/new"),
        (_, "/older") => to(308, "http://docs.aws.dev/old"),
        (_, "/for-now") => to(302, "/new"),
        (_, "/lost") => to(301, "/gone"),
        (_, "/home") => to(302, "http://127.0.0.1/secret"),
        (_, "/round") => to(302, "/round"),
        (_, "/forbidden") => Reply::status(403, ""),
        (_, "/failing") => Reply::status(500, ""),
        ("HEAD", "/no-head") => Reply::status(405, ""),
        ("HEAD", "/lies") => Reply::status(404, ""),
        (_, "/flood") => Reply::Flood,
        _ => Reply::with(200, "", ""),
    }
}

const ALL: &str = "# Links\n\n[a](http://docs.aws.dev/here#x) [b](http://docs.aws.dev/gone), again\n\
    [b](http://docs.aws.dev/gone#y).\n\n<http://docs.aws.dev/long-gone> [c][1]\n\
    [d](http://docs.aws.dev/older) [e](http://docs.aws.dev/for-now) [f](http://docs.aws.dev/lost)\n\n\
    [g](http://docs.aws.dev/home) [h](http://docs.aws.dev/round) [i](http://docs.aws.dev/forbidden)\n\
    [j](http://docs.aws.dev/failing) [k](http://docs.aws.dev/no-head) [l](http://docs.aws.dev/lies)\n\
    [m](http://docs.aws.dev/flood) [n](http://example.com/) [o](http://169.254.169.254/x) [p](p.md)\n\n\
    [1]: http://docs.aws.dev/old\n";

#[test]
fn each_answer_means_what_it_says() {
    let server = Server::start(world);
    let output = links(ALL, &server.url(""), &["--format", "json"]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let told: Vec<String> = report["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            let start = &it["location"]["start"];
            assert_ne!(it["docs"], "");
            format!(
                "{}:{} {}",
                start["line"],
                start["column"],
                it["code"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "3:37 link/dead",
            "4:5 link/dead",
            "6:2 link/dead",
            "7:5 link/moved",
            "7:69 link/dead",
            "9:5 link/unanswered",
            "9:35 link/unanswered",
            "9:66 link/unanswered",
            "10:5 link/unanswered",
            "13:6 link/moved",
        ]
    );
    let moved = &report["diagnostics"][3];
    assert_eq!(moved["help"], "write `http://docs.aws.dev/new`");
    let seen = server.seen();
    let asked = |path: &str| {
        let path = format!("http://docs.aws.dev{path}");
        let of = seen.iter().filter(|it| it.path == path);
        of.map(|it| method(it).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(asked("/here"), ["HEAD"]);
    assert_eq!(asked("/no-head"), ["HEAD", "GET"]);
    assert_eq!(
        asked("/gone").len(),
        2 * 2,
        "once for each of two ways there: {:?}",
        asked("/gone")
    );
    assert_eq!(asked("/failing"), ["HEAD", "GET", "GET", "GET"]);
    assert!(
        seen.iter()
            .all(|it| it.path.starts_with("http://docs.aws.dev/")),
        "nobody else is asked"
    );
    let agent = seen[0].header("user-agent").unwrap();
    assert!(agent.starts_with("mdbook-aws/"), "{agent}");
}

#[test]
fn no_server_is_told_a_secret() {
    let proxy = Server::start(world);
    let id = ["AKIA", "QZ7T", "R2NW", "K5XJ", "4PVM"].concat();
    let page = format!("[a](http://docs.aws.dev/a?key={id}) [b](http://docs.aws.dev/b)\n");
    let output = links(&page, &proxy.url(""), &[]);
    let said = text(&output.stdout);
    assert!(said.contains("asked for 1 address"), "{said}");
    assert!(
        said.contains("1 link to examples or private hosts skipped"),
        "{said}"
    );
    let seen = proxy.seen();
    assert!(!seen.is_empty());
    assert!(seen.iter().all(|it| !it.path.contains(&id)), "{seen:?}");
}

#[test]
fn people_and_github_are_told_too() {
    let server = Server::start(world);
    let some = "[b](http://docs.aws.dev/gone) [n](http://example.com/)\n";
    let human = links(some, &server.url(""), &[]);
    assert_eq!(human.status.code(), Some(1));
    let told = text(&human.stdout);
    assert!(
        told.starts_with("error[link/dead]: there is no page at `http://docs.aws.dev/gone`\n"),
        "{told}"
    );
    assert!(told.contains("page.md:1:5"), "{told}");
    assert!(
        told.ends_with(
            "asked for 1 address: 1 dead, 0 unanswered, 0 moved; 1 link to examples or private \
             hosts skipped\n"
        ),
        "{told}"
    );
    let github = links(some, &server.url(""), &["--format", "github"]);
    let told = text(&github.stdout);
    assert!(
        told.starts_with("::error title=link/dead,file=page.md,line=1,"),
        "{told}"
    );
}

#[test]
fn an_author_can_say_why_a_link_is_right() {
    let server = Server::start(world);
    let ignored = "<!-- aws-ignore link/dead: shows what was there -->\n\
        [b](http://docs.aws.dev/gone)\n";
    let output = links(ignored, &server.url(""), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    assert!(text(&output.stdout).ends_with("; 1 suppressed\n"));
    let needless = "<!-- aws-ignore link/dead: shows what was there -->\n\
        [b](http://docs.aws.dev/here)\n";
    let output = links(needless, &server.url(""), &[]);
    assert!(text(&output.stdout).contains("warning[suppression/unused]"));
    // `check`, which asks nobody, has nothing to say of it.
    let folder = page(needless);
    let check = Command::new(env!("CARGO_BIN_EXE_mdbook-aws"))
        .current_dir(folder.path())
        .args(["check", "page.md"])
        .output()
        .unwrap();
    assert!(
        text(&check.stdout).starts_with("checked 0 snippets"),
        "{}",
        text(&check.stdout)
    );
}

#[test]
fn a_busy_server_is_given_the_time_it_asks_for() {
    let asked = AtomicUsize::new(0);
    let server = Server::start(move |_| match asked.fetch_add(1, Ordering::SeqCst) {
        0 | 1 => Reply::with(429, "retry-after: 1\r\n", ""),
        _ => Reply::with(200, "", ""),
    });
    let started = Instant::now();
    let output = links("<http://docs.aws.dev/x>\n", &server.url(""), &[]);
    assert_eq!(output.status.code(), Some(0));
    assert!(
        text(&output.stdout).contains("0 unanswered"),
        "{}",
        text(&output.stdout)
    );
    assert!(started.elapsed() > Duration::from_secs(1));
}

#[test]
fn one_server_is_not_overrun_and_many_are_asked_at_once() {
    let (now, most) = (
        AtomicUsize::new(0),
        std::sync::Arc::new(AtomicUsize::new(0)),
    );
    let seen = std::sync::Arc::clone(&most);
    let (asked, several) = (Mutex::new(0), Condvar::new());
    let server = Server::start(move |request| {
        if request.path.starts_with("http://one.aws.dev") {
            let here = now.fetch_add(1, Ordering::SeqCst) + 1;
            seen.fetch_max(here, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(30));
            now.fetch_sub(1, Ordering::SeqCst);
        } else {
            // None of them is answered before several have been asked.
            let mut asked = asked.lock().unwrap();
            *asked += 1;
            several.notify_all();
            let wait = several.wait_timeout_while(asked, PATIENCE, |asked| *asked < 4);
            if wait.unwrap().1.timed_out() {
                return Reply::with(404, "", "");
            }
        }
        Reply::with(200, "", "")
    });
    let mut all: String = (0..20)
        .map(|at| format!("<http://one.aws.dev/{at}>\n"))
        .collect();
    all.extend((0..20).map(|at| format!("<http://h{at}.aws.dev/>\n")));
    let output = links(&all, &server.url(""), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    assert_eq!(most.load(Ordering::SeqCst), 2);
}

#[test]
fn without_a_network_it_says_so() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let output = links("<http://docs.aws.dev/x>\n", &nobody, &[]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stdout));
    let told = text(&output.stderr);
    assert!(
        told.contains("error: no server answered for the only address; check the network"),
        "{told}"
    );
    let json = links("<http://docs.aws.dev/x>\n", &nobody, &["--format", "json"]);
    let report: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert!(
        report["errors"][0]["message"]
            .as_str()
            .unwrap()
            .starts_with("no server answered")
    );

    let folder = page("no links\n");
    assert_eq!(
        program(&folder, &nobody).output().unwrap().status.code(),
        Some(0)
    );
    let never = program(&folder, &nobody)
        .env("MDBOOK_AWS_LIVE", "never")
        .output()
        .unwrap();
    assert_eq!(never.status.code(), Some(2));
    let missing = program(&folder, &nobody)
        .arg("nowhere.md")
        .output()
        .unwrap();
    assert_eq!(missing.status.code(), Some(2));
}

#[test]
fn a_silent_server_holds_it_up_no_longer_than_allowed() {
    let server = Server::start(|request| match request.path.ends_with("/silent") {
        true => Reply::Silence,
        false => Reply::with(200, "", ""),
    });
    let both = "<http://docs.aws.dev/silent> <http://docs.aws.dev/x>\n";
    let output = links(both, &server.url(""), &["--timeout", "2"]);
    assert_eq!(output.status.code(), Some(0));
    let told = text(&output.stdout);
    assert!(told.contains("warning[link/unanswered]"), "{told}");
    assert!(told.contains("no complete answer in time"), "{told}");
}

/// The scheduled workflow calls what there is, on files that there are.
#[test]
fn the_workflow_of_this_repository_can_be_run() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let workflow = std::fs::read_to_string(root.join(".github/workflows/links.yml")).unwrap();
    let (_, arguments) = workflow.split_once("target/debug/mdbook-aws ").unwrap();
    let arguments = arguments.lines().next().unwrap().split(' ');
    let nobody = "http://127.0.0.1:9";
    let output = Command::new(env!("CARGO_BIN_EXE_mdbook-aws"))
        .env_clear()
        .env("HTTP_PROXY", nobody)
        .env("HTTPS_PROXY", nobody)
        .current_dir(root)
        .args(arguments)
        .args(["--timeout", "1"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stdout));
    let told = text(&output.stdout);
    assert!(told.contains("::no server answered for any of "), "{told}");
}

/// Two pages of AWS's documentation, one of which has no Markdown form.
fn quoted_pages(request: &Request) -> Reply {
    let html = "content-type: text/html\r\n";
    let filler =
        "This page has as many words as any page has that somebody would want to quote in a book. ";
    let page = |words: &str| {
        let text = format!("<!DOCTYPE html><html><body><p>{filler}{words}</p></body></html>");
        Reply::with(200, html, &text)
    };
    match request
        .path
        .strip_prefix("http://docs.aws.amazon.com")
        .unwrap()
    {
        "/a.md" => Reply::with(
            200,
            "",
            &format!("# A\n\n{filler}\n\nA budget **stops\nnothing** at `all`.\n"),
        ),
        "/a.html" => page("A bud&shy;get stops nothing. It is <b>free</b>&nbsp;of charge."),
        "/b.html" => page("The key expires within 24 hours."),
        "/c.html" => Reply::with(200, html, "<!DOCTYPE html><script>render()</script>"),
        "/d.html" => Reply::with(302, "location: http://127.0.0.1/secret\r\n", ""),
        _ => Reply::status(404, ""),
    }
}

#[test]
fn quotations_are_looked_for_on_their_pages() {
    let server = Server::start(quoted_pages);
    let page = "x[^1] y[^2] z[^3] v[^4] w[^5]\n\n\
        [^1]: [A](http://docs.aws.amazon.com/a.html): \"stops nothing at all\"\n\
        [^2]: [A](http://docs.aws.amazon.com/a.html#x): “free of charge”, \"A budget … charge\"\n\
        [^3]: [B](http://docs.aws.amazon.com/b.html): \"the key expires within 12 hours\"\n\
        [^4]: [C](http://docs.aws.amazon.com/c.html): \"anything\"\n\
        [^5]: [Gone](http://docs.aws.amazon.com/gone.html): \"anything\"\n";
    let output = links(page, &server.url(""), &["--format", "json"]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let told: Vec<String> = report["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            let at = &it["location"]["start"];
            format!(
                "{}:{} {}",
                at["line"],
                at["column"],
                it["code"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "5:48 claim/words-gone",
            "6:48 claim/unreadable-source",
            "7:14 link/dead",
        ]
    );
    let gone = &report["diagnostics"][0];
    assert_eq!(
        gone["notes"],
        serde_json::json!(["the nearest passage is: The key expires within 24 hours"])
    );
    let seen = server.seen();
    let read = |path: &str| {
        let path = format!("http://docs.aws.amazon.com{path}");
        let gets = seen
            .iter()
            .filter(|it| it.path == path && method(it) == "GET");
        gets.count()
    };
    assert_eq!(
        (read("/a.md"), read("/a.html")),
        (1, 1),
        "the HTML is read for what the Markdown lacks"
    );
    assert_eq!(read("/gone.md"), 0, "a page that is gone is not read");
    let people = links(page, &server.url(""), &[]);
    let people = String::from_utf8(people.stdout).unwrap();
    assert!(
        people.contains("looked for 5 quotations: 2 not found"),
        "{people}"
    );
}

#[test]
fn a_quoted_page_leads_to_no_private_server() {
    let server = Server::start(quoted_pages);
    let text = "x[^1]\n\n[^1]: [D](http://docs.aws.amazon.com/d.html): \"a secret\"\n";
    let output = links(text, &server.url(""), &["--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["diagnostics"][0]["code"], "link/unanswered");
    assert!(
        server
            .seen()
            .iter()
            .all(|it| it.path.starts_with("http://docs.aws.amazon.com/"))
    );
}
