//! `bedrock-guide serve`: it serves, follows changes, and keeps the last good pages.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on should stop"
)]

use crate::machine;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Far longer than any build takes; a test that waits so long has failed.
const PATIENCE: Duration = Duration::from_secs(60);

struct Server {
    child: Child,
    address: String,
    /// What it has told on standard error so far.
    told: Arc<Mutex<String>>,
}

impl Server {
    fn start(root: &Path) -> Self {
        let mut program = machine::program(env!("CARGO_BIN_EXE_bedrock-guide"));
        program.args(["serve", "--port", "0", "--book"]).arg(root);
        Self::spawn(&mut program)
    }

    /// The same with its temporary folders in `scratch`, and with so few files that it may open.
    #[cfg(unix)]
    fn start_in(root: &Path, scratch: &Path, files: usize) -> Self {
        let program = env!("CARGO_BIN_EXE_bedrock-guide");
        let line = format!("ulimit -n {files}; exec {program} serve --port 0 --book \"$1\"");
        let mut shell = machine::program("sh");
        shell.args(["-c", &line, "sh"]).arg(root);
        Self::spawn(shell.env("TMPDIR", scratch))
    }

    fn spawn(program: &mut Command) -> Self {
        let mut child = program
            .env("MDBOOK_AWS_LIVE", "never")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        said.read_line(&mut line).unwrap();
        let rest = line.strip_prefix("The guide is at http://").unwrap();
        let address = rest.split('/').next().unwrap().to_owned();
        // Somebody must go on reading, or the server would stop at a full pipe.
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        let told = Arc::new(Mutex::new(String::new()));
        let tell = Arc::clone(&told);
        let stderr = BufReader::new(child.stderr.take().unwrap());
        std::thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                tell.lock().unwrap().push_str(&(line + "\n"));
            }
        });
        Self {
            child,
            address,
            told,
        }
    }

    fn wait_until_told(&self, part: &str) {
        let start = Instant::now();
        while !self.told.lock().unwrap().contains(part) {
            assert!(start.elapsed() < PATIENCE, "never told: {part}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn get(&self, path: &str) -> String {
        let host = &self.address;
        self.ask(path, &format!("Host: {host}\r\n"))
    }

    /// The answer to a request with these headers.
    fn ask(&self, path: &str, headers: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\n{headers}Connection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn wait_for(&self, path: &str, part: &str) -> String {
        let start = Instant::now();
        loop {
            let answer = self.get(path);
            if answer.contains(part) {
                return answer;
            }
            assert!(start.elapsed() < PATIENCE, "no {part} in {answer}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

/// The headers with which a browser asks for a WebSocket.
#[cfg(unix)]
const UPGRADE: &str = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
                       Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

#[cfg(unix)]
impl Server {
    /// A connection that waits for news, and the status with which it was answered.
    fn wait_for_news(&self, origin: &str) -> (TcpStream, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let host = &self.address;
        write!(
            stream,
            "GET /__livereload HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\n{UPGRADE}\r\n"
        )
        .unwrap();
        let mut answer = Vec::new();
        let mut byte = [0];
        while !answer.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap() == 1 {
            answer.extend(byte);
        }
        let answer = String::from_utf8(answer).unwrap();
        let status = answer.split(' ').nth(1).unwrap_or_default().to_owned();
        (stream, status)
    }

    fn own_origin(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn it_follows_changes_and_keeps_the_last_good_pages() {
    let root = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = root.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("book.toml", "[preprocessor.aws]\nbefore = [\"links\"]\n");
    write("src/SUMMARY.md", "- [A](a.md)\n- [B](b.md)\n");
    write("src/b.md", "# B\n");
    // A book that does not build at first is served as soon as it does.
    write("src/a.md", "# A\n\nus-esat-1\n");
    let server = Server::start(root.path());
    assert!(server.get("/a.html").starts_with("HTTP/1.1 503"));
    write("src/a.md", "# A\n\nfirst us-east-1\n");
    let page = server.wait_for("/a.html", "first us-east-1");
    assert!(page.contains("__livereload"));
    assert!(server.get("/nowhere.html").starts_with("HTTP/1.1 404"));

    write("src/a.md", "# A\n\nsecond us-esat-1\n");
    write("src/b.md", "# B\n\nlater\n");
    // The first page stays while the build fails; both changes appear once it is fixed.
    server.wait_until_told("The last good pages are still served.");
    assert!(server.told.lock().unwrap().contains("src/a.md:3:8"));
    assert!(server.get("/a.html").contains("first us-east-1"));
    assert!(!server.get("/b.html").contains("later"));
    write("src/a.md", "# A\n\nthird us-east-1\n");
    server.wait_for("/a.html", "third us-east-1");
    server.wait_for("/b.html", "later");
    assert!(
        !root.path().join("book").exists(),
        "serving writes nothing into the book"
    );
}

#[cfg(unix)]
fn small_book() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    std::fs::create_dir(root.path().join("src")).unwrap();
    for (path, text) in [
        ("book.toml", "[preprocessor.aws]\nbefore = [\"links\"]\n"),
        ("src/SUMMARY.md", "- [A](a.md)\n"),
        ("src/a.md", "# A\n\nfirst\n"),
    ] {
        std::fs::write(root.path().join(path), text).unwrap();
    }
    root
}

/// Pages are opened and closed all day, and each waits for news.
#[cfg(unix)]
#[test]
fn pages_that_were_closed_cost_nothing() {
    let (root, scratch) = (small_book(), tempfile::tempdir().unwrap());
    let server = Server::start_in(root.path(), scratch.path(), 128);
    for _ in 0..200 {
        let (mut stream, status) = server.wait_for_news(&server.own_origin());
        assert_eq!(status, "101");
        // A close frame, masked with zeros.
        stream.write_all(&[0x88, 0x80, 0, 0, 0, 0]).unwrap();
    }
    for _ in 0..200 {
        // A browser that is killed says nothing.
        let (_, status) = server.wait_for_news(&server.own_origin());
        assert!(status == "101" || status == "503", "{status}");
    }
    std::fs::write(root.path().join("src/a.md"), "# A\n\nsecond\n").unwrap();
    server.wait_for("/a.html", "second");
    let (mut stream, status) = server.wait_for_news(&server.own_origin());
    assert_eq!(status, "101");
    std::fs::write(root.path().join("src/a.md"), "# A\n\nthird\n").unwrap();
    let mut news = [0; 8];
    stream.read_exact(&mut news).unwrap();
    assert!(news.ends_with(b"reload"), "{news:?}");
}

/// More pages than it has room for leave room for others, and for builds.
#[cfg(unix)]
#[test]
fn pages_that_wait_do_not_keep_others_out() {
    let (root, scratch) = (small_book(), tempfile::tempdir().unwrap());
    let server = Server::start_in(root.path(), scratch.path(), 128);
    let waiting: Vec<_> = (0..60)
        .map(|_| server.wait_for_news(&server.own_origin()))
        .collect();
    let count = |code: &str| waiting.iter().filter(|(_, status)| status == code).count();
    assert_eq!((count("101"), count("503")), (40, 20));
    std::fs::write(root.path().join("src/a.md"), "# A\n\nsecond\n").unwrap();
    server.wait_for("/a.html", "second");
}

#[cfg(unix)]
#[test]
fn only_pages_of_this_server_are_answered() {
    let (root, scratch) = (small_book(), tempfile::tempdir().unwrap());
    let server = Server::start_in(root.path(), scratch.path(), 256);
    assert!(server.get("/a.html").starts_with("HTTP/1.1 200"));
    let answer = server.ask("/a.html", "Host: evil.example\r\n");
    assert!(answer.starts_with("HTTP/1.1 421"), "{answer}");
    assert!(!answer.contains("first"), "{answer}");
    for origin in ["https://evil.example", "null"] {
        assert_eq!(server.wait_for_news(origin).1, "403");
    }
    let long = format!("/{}", "a".repeat(60_000));
    assert!(server.get(&long).starts_with("HTTP/1.1 414"));
    let name = format!("/{}.html", "a".repeat(300));
    assert!(server.get(&name).starts_with("HTTP/1.1 404"));
}

#[cfg(unix)]
#[test]
fn nothing_is_left_behind() {
    let (root, scratch) = (small_book(), tempfile::tempdir().unwrap());
    let left = || std::fs::read_dir(scratch.path()).unwrap().count();
    for signal in ["INT", "TERM", "HUP", "QUIT"] {
        let mut server = Server::start_in(root.path(), scratch.path(), 256);
        server.wait_for("/a.html", "first");
        assert_eq!(left(), 1);
        let id = server.child.id().to_string();
        // The shell has its own `kill`; not every system has the program.
        let kill = format!("kill -s {signal} {id}");
        let sent = Command::new("sh").args(["-c", &kill]).status();
        assert!(sent.unwrap().success());
        let status = server.child.wait().unwrap();
        assert!(status.success(), "{signal}: {status}");
        assert_eq!(left(), 0, "{signal}");
    }
    // Nothing can be done at that moment; the next one does it.
    let mut server = Server::start_in(root.path(), scratch.path(), 256);
    server.child.kill().unwrap();
    server.child.wait().unwrap();
    assert_eq!(left(), 1);
    let server = Server::start_in(root.path(), scratch.path(), 256);
    server.wait_for("/a.html", "first");
    assert_eq!(left(), 1);
}
