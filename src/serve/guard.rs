//! Whose requests are answered: those of pages of this server. A page of another site must not read
//! a guide that is not published yet, even if the name of that site leads to this machine.

use axum::extract::Request;
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderName, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

/// No path of the guide is longer, in bytes.
const LONGEST_PATH: usize = 4096;

/// No name of a file is longer, in bytes.
const LONGEST_NAME: usize = 255;

/// Answers a request, or says why it is not answered.
pub(super) async fn check(request: Request, next: Next) -> Response {
    match judge(request.headers(), request.uri()) {
        Ok(()) => next.run(request).await,
        Err((status, why)) => (status, format!("{why}\n")).into_response(),
    }
}

fn judge(headers: &HeaderMap, uri: &Uri) -> Result<(), (StatusCode, &'static str)> {
    let path = uri.path();
    if path.len() > LONGEST_PATH {
        return Err((StatusCode::URI_TOO_LONG, "The path is too long."));
    }
    if decoded_names(path).any(|len| len > LONGEST_NAME) {
        return Err((StatusCode::NOT_FOUND, "No file has so long a name."));
    }
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or(""));
    let host = uri.authority().map(|it| it.as_str()).or(text(HOST));
    let Some(host) = host.filter(|host| is_this_machine(host)) else {
        let why = "This is not the name of this machine; use http://127.0.0.1 or http://localhost.";
        return Err((StatusCode::MISDIRECTED_REQUEST, why));
    };
    let own = |origin: &str| {
        let rest = origin.strip_prefix("http://");
        rest.or(origin.strip_prefix("https://"))
            .is_some_and(|name| name.eq_ignore_ascii_case(host))
    };
    match text(ORIGIN).is_none_or(own) {
        true => Ok(()),
        false => Err((StatusCode::FORBIDDEN, "A page of another site asked.")),
    }
}

/// How long the names in a path are, in bytes, once they are decoded.
fn decoded_names(path: &str) -> impl Iterator<Item = usize> {
    path.split('/')
        .map(|name| name.len() - 2 * name.matches('%').count().min(name.len() / 3))
}

/// Whether a host, perhaps with a port, is a name of this machine that no name server can give to
/// another one. The port may be that of a tunnel.
fn is_this_machine(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|it| it.is_ascii_digit()) => name,
        _ => host,
    };
    ["localhost", "127.0.0.1", "[::1]"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

    use super::*;

    fn status(path: &str, host: Option<&str>, origin: Option<&str>) -> Option<u16> {
        let mut headers = HeaderMap::new();
        for (name, value) in [(HOST, host), (ORIGIN, origin)] {
            if let Some(value) = value {
                headers.insert(name, value.parse().unwrap());
            }
        }
        let judged = judge(&headers, &path.parse().unwrap());
        judged.err().map(|(status, _)| status.as_u16())
    }

    #[test]
    fn only_pages_of_this_server_are_answered() {
        for host in [
            "127.0.0.1:3000",
            "localhost:8080",
            "LOCALHOST",
            "[::1]:3000",
            "[::1]",
        ] {
            assert_eq!(status("/", Some(host), None), None, "{host}");
            let own = format!("http://{host}");
            assert_eq!(status("/", Some(host), Some(&own)), None, "{host}");
        }
        for host in [
            "evil.example",
            "127.0.0.1.evil.example",
            "localhost.evil.example:3000",
            "127.0.0.1@evil.example",
            "evil.example:127.0.0.1",
            "",
        ] {
            assert_eq!(status("/", Some(host), None), Some(421), "{host}");
        }
        assert_eq!(status("/", None, None), Some(421));
        for origin in [
            "https://evil.example",
            "null",
            "http://localhost:1",
            "file://",
        ] {
            let judged = status("/", Some("127.0.0.1:3000"), Some(origin));
            assert_eq!(judged, Some(403), "{origin}");
        }
    }

    #[test]
    fn long_paths_are_refused_and_long_names_are_none() {
        let judged = |path: &str| status(path, Some("localhost"), None);
        assert_eq!(judged(&format!("/{}", "a".repeat(60_000))), Some(414));
        assert_eq!(judged(&format!("/a/{}.html", "a".repeat(255))), Some(404));
        assert_eq!(judged(&format!("/{}", "a".repeat(255))), None);
        // 100 characters of three bytes each are too many, 80 are not.
        assert_eq!(judged(&format!("/{}", "%E3%81%82".repeat(100))), Some(404));
        assert_eq!(judged(&format!("/{}", "%E3%81%82".repeat(80))), None);
        assert_eq!(judged(&format!("/{}", "%".repeat(80))), None);
    }
}
