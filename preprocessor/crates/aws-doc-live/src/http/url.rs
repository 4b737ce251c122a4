//! What is shown of a URL, and where redirects may lead.

/// The name of a request for `url` in messages and in the cache.
pub(crate) fn operation(url: &str) -> String {
    format!("GET {}", shown(url))
}

/// A URL without what may be secret: its user information, query and fragment.
///
/// All up to the last `@` counts as user information, as a password may hold any character where
/// nobody has escaped it.
pub(crate) fn shown(url: &str) -> String {
    let (start, rest) = match url.split_once("://") {
        Some((scheme, rest)) => (format!("{scheme}://"), rest),
        None => (String::new(), url),
    };
    let (start, rest) = match rest.rsplit_once('@') {
        Some((_, rest)) => (start + "…@", rest),
        None => (start, rest),
    };
    start + rest.split_once(['?', '#']).map_or(rest, |(path, _)| path)
}

/// Whether a URL holds user information, which this client would not send.
pub(super) fn has_user_information(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest
        .split_once(['/', '?', '#'])
        .map_or(rest, |(authority, _)| authority);
    authority.contains('@')
}

/// The target of a redirect, which must be HTTPS or of the same origin.
pub(super) fn redirected(from: &str, to: &str) -> Option<String> {
    if to.starts_with("https://") {
        return Some(to.to_owned());
    }
    let (scheme, rest) = from.split_once("://")?;
    let host = rest.split('/').next()?;
    let origin = format!("{scheme}://{host}");
    if to.starts_with('/') && !to.starts_with("//") {
        return Some(format!("{origin}{to}"));
    }
    let same = to
        .strip_prefix(&origin)
        .is_some_and(|rest| rest.starts_with('/'));
    same.then(|| to.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_shown_without_what_may_be_secret() {
        for (url, expected) in [
            ("https://a.example/x?y=z#w", "https://a.example/x"),
            ("https://user:p@a.example:80/x", "https://…@a.example:80/x"),
            ("http://user@a.example", "http://…@a.example"),
            ("user:p@a.example/x", "…@a.example/x"),
            ("http://user:p/q?r#s@t@a.example/x", "http://…@a.example/x"),
            ("nothing", "nothing"),
        ] {
            assert_eq!(shown(url), expected);
        }
        assert!(has_user_information("http://user@a.example"));
        assert!(!has_user_information("https://a.example/@scope/x?to=a@b"));
    }

    #[test]
    fn redirects_stay_secure() {
        let from = "https://a.example/x";
        assert_eq!(redirected(from, "/y").unwrap(), "https://a.example/y");
        assert_eq!(
            redirected(from, "https://b.example/").unwrap(),
            "https://b.example/"
        );
        assert_eq!(redirected(from, "http://a.example/"), None);
        assert_eq!(redirected(from, "//b.example/"), None);
        assert_eq!(redirected(from, "file:///etc/passwd"), None);
        let local = "http://127.0.0.1:80/x";
        assert!(redirected(local, "http://127.0.0.1:80/y").is_some());
        assert_eq!(redirected(local, "http://127.0.0.1:8080/y"), None);
    }
}
