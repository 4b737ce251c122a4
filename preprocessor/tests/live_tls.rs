//! Secure connections: whose certificate is trusted, and what is said when it is not.
#![cfg(feature = "live")]
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

#[path = "support/aws.rs"]
mod aws;
#[path = "support/book.rs"]
mod book;
#[path = "support/server.rs"]
mod server;

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use aws_doc_facts::Regions;
use aws_doc_live::fault::{Fault, Happened};
use aws_doc_live::source::{Answer, find};
use aws_doc_live::{Config, pull};
use book::{Book, stderr, stdout};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// A certificate authority of the tests' own.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        Self(CertifiedIssuer::self_signed(params, key).unwrap())
    }

    /// Its certificate in a file, as users have it.
    fn file(&self) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), self.0.pem()).unwrap();
        file
    }

    /// A certificate for `name` that ends in `year`.
    fn certifies(&self, name: &str, year: i32) -> ServerConfig {
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_before = date_time_ymd(2000, 1, 1);
        params.not_after = date_time_ymd(year, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let ring = Arc::new(rustls::crypto::ring::default_provider());
        ServerConfig::builder_with_provider(ring)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap()
    }
}

/// Answers every request with the price list, for as long as the test runs.
fn serve(config: ServerConfig) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let config = Arc::new(config);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let config = Arc::clone(&config);
            std::thread::spawn(move || {
                let connection = ServerConnection::new(config).unwrap();
                let mut stream = StreamOwned::new(connection, stream.unwrap());
                let mut head = Vec::new();
                let mut byte = [0];
                while !head.ends_with(b"\r\n\r\n") {
                    // A client that refuses the certificate goes away.
                    if stream.read_exact(&mut byte).is_err() {
                        return;
                    }
                    head.push(byte[0]);
                }
                let body = aws::price_list(&aws::regions());
                let length = body.len();
                let answer = format!(
                    "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
                );
                let _ = stream.write_all(answer.as_bytes());
                stream.conn.send_close_notify();
                let _ = stream.flush();
            });
        }
    });
    address
}

fn ask(address: SocketAddr, bundle: Option<&str>) -> Result<Answer, Fault> {
    let config = Config::from_environment(Duration::from_secs(30), false, |name| match name {
        "MDBOOK_AWS_PRICE_LIST_URL" => Some(format!("https://{address}/prices")),
        "AWS_CA_BUNDLE" => bundle.map(str::to_owned),
        _ => None,
    });
    let sources = [find("price-list").unwrap()];
    let mut asked = pull(&config, &sources, &Regions::bundled(), "2026-11-22", |_| {});
    asked.remove(0).outcome
}

#[test]
fn a_stranger_is_refused_until_its_authority_is_trusted() {
    let authority = Authority::new();
    let address = serve(authority.certifies("127.0.0.1", 4000));
    let fault = ask(address, None).unwrap_err();
    assert!(matches!(fault.happened, Happened::Tls(_)), "{fault:?}");
    let told = fault.to_string();
    assert!(
        told.contains("no secure connection (") && told.contains("AWS_CA_BUNDLE or SSL_CERT_FILE"),
        "{told}"
    );
    let bundle = authority.file();
    assert!(ask(address, bundle.path().to_str()).is_ok());
    // Another authority of the same make is none to trust.
    let other = Authority::new().file();
    assert!(ask(address, other.path().to_str()).is_err());
}

#[test]
fn a_trusted_authority_does_not_excuse_a_wrong_certificate() {
    let authority = Authority::new();
    let bundle = authority.file();
    for (name, year) in [("elsewhere.example", 4000), ("127.0.0.1", 2020)] {
        let address = serve(authority.certifies(name, year));
        let fault = ask(address, bundle.path().to_str()).unwrap_err();
        assert!(matches!(fault.happened, Happened::Tls(_)), "{fault:?}");
    }
}

/// Both variables that users know, through the program.
#[test]
fn the_environment_names_whom_to_trust() {
    let authority = Authority::new();
    let url = format!("https://{}", serve(authority.certifies("127.0.0.1", 4000)));
    let bundle = authority.file();
    let refresh = |trust: Option<&str>| {
        let book = Book::new("", "");
        let mut command = book.program("http://127.0.0.1:9");
        command.env("MDBOOK_AWS_PRICE_LIST_URL", format!("{url}/prices"));
        if let Some(name) = trust {
            command.env(name, bundle.path());
        }
        let output = command
            .args(["refresh", "--no-credentials", "--format", "json"])
            .output()
            .unwrap();
        (output.status.code(), stdout(&output), stderr(&output))
    };
    let (status, _, told) = refresh(None);
    assert_eq!(status, Some(2), "{told}");
    assert!(told.contains("no secure connection"), "{told}");
    for name in ["AWS_CA_BUNDLE", "SSL_CERT_FILE"] {
        let (status, report, told) = refresh(Some(name));
        assert_eq!(status, Some(0), "{name}: {told}");
        let report: serde_json::Value = serde_json::from_str(&report).unwrap();
        let sources = report["sources"].as_array().unwrap();
        let prices = sources.iter().find(|it| it["source"] == "price-list");
        assert_eq!(prices.unwrap()["answered"], true, "{name}: {told}");
    }
}
