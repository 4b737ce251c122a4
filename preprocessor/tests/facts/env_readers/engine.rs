//! As much of a Docker engine as `docker create` needs: it notes the environment it is given.

use super::Values;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

pub(crate) struct Engine {
    address: SocketAddr,
    created: Arc<Mutex<Option<Values>>>,
}

impl Engine {
    /// Listens on loopback until the test ends.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let created = Arc::new(Mutex::new(None));
        let noted = Arc::clone(&created);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let noted = Arc::clone(&noted);
                std::thread::spawn(move || stream.map(|stream| serve(stream, &noted)));
            }
        });
        Self { address, created }
    }

    /// What goes into `DOCKER_HOST`.
    pub(crate) fn address(&self) -> String {
        format!("tcp://{}", self.address)
    }

    /// The environment of the container created last, once.
    pub(crate) fn created(&self) -> Option<Values> {
        self.created.lock().unwrap().take()
    }
}

fn serve(stream: TcpStream, created: &Mutex<Option<Values>>) {
    let mut reader = BufReader::new(stream);
    let mut request = String::new();
    reader.read_line(&mut request).unwrap();
    let mut length = 0;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).unwrap();
        if header.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = header.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let mut answer = "{}";
    let mut status = "200 OK";
    if request.contains("/containers/create") {
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        let pairs: Vec<String> = serde_json::from_value(body["Env"].clone()).unwrap_or_default();
        let values = pairs
            .iter()
            .map(|pair| pair.split_once('=').unwrap())
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        *created.lock().unwrap() = Some(values);
        answer = r#"{"Id":"0123456789abcdef","Warnings":[]}"#;
        status = "201 Created";
    }
    if request.starts_with("HEAD") {
        answer = "";
    }
    let _ = write!(
        reader.get_mut(),
        "HTTP/1.1 {status}\r\nApi-Version: 1.43\r\nOstype: linux\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{answer}",
        answer.len()
    );
}
