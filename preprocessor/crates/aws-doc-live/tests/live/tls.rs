//! Secure connections: whose certificate is trusted, and what is said when it is not.

use std::net::SocketAddr;
use std::time::Duration;

use aws_doc_facts::Regions;
use aws_doc_live::source::{SourceData, find};
use aws_doc_live::{Config, pull};
use aws_doc_live::{FetchError, FetchErrorKind};

use crate::authority::{Authority, serve};

fn ask(address: SocketAddr, bundle: Option<&str>) -> Result<SourceData, FetchError> {
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
    assert!(matches!(fault.kind, FetchErrorKind::Tls(_)), "{fault:?}");
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
        assert!(matches!(fault.kind, FetchErrorKind::Tls(_)), "{fault:?}");
    }
}
