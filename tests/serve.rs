//! `bedrock-guide serve`: it serves, follows changes, and keeps the last good pages.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on should stop"
)]

#[path = "../preprocessor/tests/support/machine.rs"]
mod machine;
#[path = "../preprocessor/tests/support/skip.rs"]
mod skip;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
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
        let mut child = machine::program(env!("CARGO_BIN_EXE_bedrock-guide"))
            .env("MDBOOK_AWS_LIVE", "never")
            .args(["serve", "--port", "0", "--book"])
            .arg(root)
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
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let host = &self.address;
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
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
    // The first page stays while the build fails; both changes appear once it is mended.
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
