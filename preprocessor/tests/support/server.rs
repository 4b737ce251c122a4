//! A small HTTP server on the loopback interface that answers as it is told, or misbehaves.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "each test uses a part of it, and a test that cannot go on should stop"
)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// A request as it came in.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) path: String,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Request {
    /// A header of the request.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }

    /// The Region that the request is signed for.
    pub(crate) fn region(&self) -> &str {
        let scope = self.header("authorization").unwrap_or_default();
        scope.split('/').nth(2).unwrap_or_default()
    }
}

/// What the server does.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    /// Answers.
    Answer {
        status: u16,
        headers: String,
        body: Vec<u8>,
    },
    /// Waits before it replies.
    After(Duration, Box<Reply>),
    /// Says nothing, for as long as the client waits.
    Silence,
    /// Sends half of the body, then nothing.
    Stall(Vec<u8>),
    /// Sends the body a byte at a time.
    Drip(Vec<u8>),
    /// Promises the body and closes after half of it.
    Truncate(Vec<u8>),
    /// Sends without end.
    Flood,
}

impl Reply {
    pub(crate) fn json(body: &str) -> Self {
        Self::status(200, body)
    }

    pub(crate) fn status(status: u16, body: &str) -> Self {
        Self::with(status, "content-type: application/json\r\n", body)
    }

    pub(crate) fn with(status: u16, headers: &str, body: &str) -> Self {
        Self::Answer {
            status,
            headers: headers.to_owned(),
            body: body.as_bytes().to_vec(),
        }
    }
}

/// The server. It stops when it is dropped.
pub(crate) struct Server {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Request>>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    pub(crate) fn start(reply: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let stop = Arc::new(AtomicBool::new(false));
        let reply = Arc::new(reply);
        let thread = {
            let (seen, stop) = (Arc::clone(&seen), Arc::clone(&stop));
            std::thread::spawn(move || {
                for stream in listener.incoming() {
                    if stop.load(Ordering::SeqCst) {
                        break;
                    }
                    let (seen, stop, reply) =
                        (Arc::clone(&seen), Arc::clone(&stop), Arc::clone(&reply));
                    std::thread::spawn(move || {
                        let Some((request, stream)) = stream.ok().and_then(read) else {
                            return;
                        };
                        seen.lock().unwrap().push(request.clone());
                        // The client may have gone; then there is nobody to answer.
                        let _ = send(stream, reply(&request), &stop);
                    });
                }
            })
        };
        Self {
            address,
            seen,
            stop,
            thread: Some(thread),
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What was asked so far.
    pub(crate) fn seen(&self) -> Vec<Request> {
        self.seen.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn read(stream: TcpStream) -> Option<(Request, TcpStream)> {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line.trim_end().is_empty() {
            break;
        }
        head.push_str(&line);
    }
    let path = head.split(' ').nth(1)?.to_owned();
    let mut request = Request {
        path,
        head,
        body: String::new(),
    };
    let length = request
        .header("content-length")
        .map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    request.body = String::from_utf8(body).ok()?;
    Some((request, reader.into_inner()))
}

fn send(mut stream: TcpStream, reply: Reply, stop: &AtomicBool) -> std::io::Result<()> {
    let until_stopped = |stream: &mut TcpStream| {
        let short = Some(Duration::from_millis(20));
        stream.set_read_timeout(short)?;
        let mut byte = [0];
        // Until the client closes.
        while !stop.load(Ordering::SeqCst) && !matches!(stream.read(&mut byte), Ok(0)) {}
        Ok(())
    };
    let promise = |stream: &mut TcpStream, length: usize| {
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n");
        stream.write_all(head.as_bytes())
    };
    match reply {
        Reply::Answer {
            status,
            headers,
            body,
        } => {
            let head = format!(
                "HTTP/1.1 {status} Any\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n",
                body.len()
            );
            stream.write_all(head.as_bytes())?;
            stream.write_all(&body)
        }
        Reply::After(delay, reply) => {
            std::thread::sleep(delay);
            send(stream, *reply, stop)
        }
        Reply::Silence => until_stopped(&mut stream),
        Reply::Stall(body) => {
            promise(&mut stream, body.len())?;
            stream.write_all(&body[..body.len() / 2])?;
            until_stopped(&mut stream)
        }
        Reply::Drip(body) => {
            promise(&mut stream, body.len())?;
            for byte in body {
                stream.write_all(&[byte])?;
                std::thread::sleep(Duration::from_millis(100));
            }
            Ok(())
        }
        Reply::Truncate(body) => {
            promise(&mut stream, body.len())?;
            stream.write_all(&body[..body.len() / 2])
        }
        Reply::Flood => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n")?;
            let block = vec![b' '; 1 << 16];
            while !stop.load(Ordering::SeqCst) {
                stream.write_all(&block)?;
            }
            Ok(())
        }
    }
}
