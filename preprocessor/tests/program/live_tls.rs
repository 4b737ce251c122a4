//! The variables by which users name the certificate authorities to trust.

use crate::authority::{Authority, serve};
use crate::book::{Book, stderr, stdout};

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
