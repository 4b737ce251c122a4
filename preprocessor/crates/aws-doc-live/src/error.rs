//! Why a fetch failed, in one line: the operation, the failure and its remedy.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a fetch failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FetchError {
    /// What failed, as `GET https://…` without user information and query, or
    /// `bedrock:ListFoundationModels in us-east-1`.
    pub operation: String,
    /// How it failed.
    pub kind: FetchErrorKind,
}

/// The ways in which a fetch fails.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FetchErrorKind {
    /// No connection: no network, no such host, or nothing listens there.
    Unreachable(String),
    /// The TLS handshake failed.
    Tls(String),
    /// No complete answer within the time limit.
    TimedOut,
    /// An HTTP status other than success.
    Status(u16),
    /// Too many requests, with the number of seconds to wait if the source names one.
    Throttled(Option<u64>),
    /// The answer does not have the expected form.
    Malformed(String),
    /// The answer is larger than the limit, in bytes.
    TooLarge(usize),
    /// Too many redirects, or one to a URL that is not allowed.
    Redirected(String),
    /// The answer has the expected form, but an implausible content.
    Implausible(String),
    /// There are no credentials.
    NoCredentials(String),
    /// The credentials have expired.
    Expired,
    /// AWS does not recognize the credentials, or not in this Region.
    Unrecognized,
    /// The credentials do not allow the action.
    Denied,
    /// The clock of this machine is wrong.
    ClockSkew,
    /// The account has not opted in to the Region.
    NotOptedIn,
    /// Another error from AWS, by its code.
    Service(String),
    /// The machine or the configuration does not allow the fetch.
    Setup(String),
}

impl FetchError {
    /// The failure of an operation.
    pub fn new(operation: impl Into<String>, kind: FetchErrorKind) -> Self {
        Self {
            operation: operation.into(),
            kind,
        }
    }

    /// Whether an immediate retry might help.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(
            self.kind,
            FetchErrorKind::Throttled(_) | FetchErrorKind::Status(500..=599)
        )
    }

    /// What the user can do about it.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match &self.kind {
            FetchErrorKind::Unreachable(_) => {
                "check the network and HTTPS_PROXY, or set `live = \"never\"`"
            }
            FetchErrorKind::Tls(_) => {
                "name your network's certificate authority in AWS_CA_BUNDLE or SSL_CERT_FILE"
            }
            FetchErrorKind::TimedOut => "try again, or allow more time",
            FetchErrorKind::Status(401 | 403 | 407) => "check whether a proxy is in between",
            FetchErrorKind::Status(_) | FetchErrorKind::Service(_) => "try again later",
            FetchErrorKind::Throttled(_) => "wait, then try again",
            FetchErrorKind::Malformed(_)
            | FetchErrorKind::TooLarge(_)
            | FetchErrorKind::Redirected(_) => {
                "check whether a proxy or a captive portal answers in its place; if the source has \
                 changed its format, a newer version of this program may read it"
            }
            FetchErrorKind::Implausible(_) => {
                "check the source; until then the earlier facts are kept"
            }
            FetchErrorKind::NoCredentials(_) => {
                "sign in with `aws login` or `aws sso login`, or set AWS_PROFILE"
            }
            FetchErrorKind::Expired => "sign in again, with `aws login` or `aws sso login`",
            FetchErrorKind::Unrecognized => {
                "check that key, secret and session token belong together, and that the account \
                 has opted in to the Region"
            }
            FetchErrorKind::Denied => "allow this read-only action for the identity",
            FetchErrorKind::ClockSkew => "set the clock of this machine",
            FetchErrorKind::NotOptedIn => "nothing, unless you want the Region: then opt in to it",
            FetchErrorKind::Setup(_) => "correct it, or set `live = \"never\"`",
        }
    }
}

impl fmt::Display for FetchErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable(why) => write!(f, "no connection ({})", plain(why)),
            Self::Tls(why) => write!(f, "no secure connection ({})", plain(why)),
            Self::TimedOut => f.write_str("no complete answer in time"),
            Self::Status(status) => write!(f, "it answered with HTTP status {status}"),
            Self::Throttled(Some(seconds)) => {
                write!(f, "too many requests; try again after {seconds} s")
            }
            Self::Throttled(None) => f.write_str("too many requests"),
            Self::Malformed(what) => write!(f, "the answer cannot be read: {}", plain(what)),
            Self::TooLarge(limit) => write!(f, "the answer is larger than {limit} bytes"),
            Self::Redirected(to) => write!(f, "it redirects to {}", plain(to)),
            Self::Implausible(why) => write!(f, "the answer is implausible: {}", plain(why)),
            Self::NoCredentials(why) => write!(f, "there are no credentials ({})", plain(why)),
            Self::Expired => f.write_str("the credentials have expired"),
            Self::Unrecognized => f.write_str("AWS does not recognize these credentials"),
            Self::Denied => f.write_str("these credentials do not allow it"),
            Self::ClockSkew => f.write_str("the clock here differs too much from AWS's"),
            Self::NotOptedIn => f.write_str("the account has not opted in to this Region"),
            Self::Service(code) => write!(f, "AWS answered {}", plain(code)),
            Self::Setup(what) => f.write_str(&plain(what)),
        }
    }
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}", self.operation, self.kind, self.help())
    }
}

impl std::error::Error for FetchError {}

/// Text from outside on one line, short, without control characters.
fn plain(text: &str) -> String {
    const LIMIT: usize = 200;
    let mut plain: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !c.is_control())
        .take(LIMIT)
        .collect();
    if text.chars().count() > LIMIT {
        plain.push('…');
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_that_says_what_to_do() {
        let fault = FetchError::new(
            "GET https://example.com/",
            FetchErrorKind::Malformed("a\nb\u{1b}[31m".to_owned()),
        );
        let line = fault.to_string();
        assert!(line.starts_with("GET https://example.com/: the answer cannot be read: a b[31m; "));
        assert!(!line.contains(['\n', '\u{1b}']));
        let long = FetchError::new("x", FetchErrorKind::Unreachable("y".repeat(5000)));
        assert!(long.to_string().len() < 400);
    }
}
