//! Why a source gave no answer, in one line: what was tried, what happened, what to do.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a source gave no answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// What was tried, as `GET https://…` without its query, or `bedrock:ListFoundationModels in
    /// us-east-1`.
    pub tried: String,
    /// What happened.
    pub happened: Happened,
}

/// What happened when a source was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Happened {
    /// No connection came about: no network, no such name, nothing listens.
    Unreachable(String),
    /// The secure channel did not come about.
    Tls(String),
    /// No whole answer within the time allowed.
    TimedOut,
    /// An answer that says no, by its HTTP status.
    Status(u16),
    /// Asked too often; the source says after how many seconds to come again, if it does.
    Throttled(Option<u64>),
    /// The answer is not what the source has always sent.
    Malformed(String),
    /// The answer is larger than any that makes sense; the limit in bytes.
    TooLarge(usize),
    /// The source sends on without end, or to another place than it may.
    Redirected(String),
    /// The answer has the right form, but cannot be right.
    Implausible(String),
    /// There are no credentials.
    NoCredentials(String),
    /// The credentials ran out.
    Expired,
    /// AWS does not know the credentials, or not in this Region.
    Unrecognized,
    /// The credentials may not do this.
    Denied,
    /// The clock of this machine is wrong.
    ClockSkew,
    /// The account has not opted in to the Region.
    NotOptedIn,
    /// AWS answered with another error, by its code.
    Service(String),
    /// The machine is not set up for it.
    Setup(String),
}

impl Fault {
    /// A fault of what was tried.
    pub fn new(tried: impl Into<String>, happened: Happened) -> Self {
        Self {
            tried: tried.into(),
            happened,
        }
    }

    /// Whether asking again at once might help.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(
            self.happened,
            Happened::Throttled(_) | Happened::Status(500..=599)
        )
    }

    /// What a person can do about it.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match &self.happened {
            Happened::Unreachable(_) => {
                "check the network and HTTPS_PROXY, or set `live = \"never\"`"
            }
            Happened::Tls(_) => {
                "name your network's certificate authority in AWS_CA_BUNDLE or SSL_CERT_FILE"
            }
            Happened::TimedOut => "try again, or allow more time",
            Happened::Status(401 | 403 | 407) => "check whether a proxy stands in between",
            Happened::Status(_) | Happened::Service(_) => "try again later",
            Happened::Throttled(_) => "wait, then try again",
            Happened::Malformed(_) | Happened::TooLarge(_) | Happened::Redirected(_) => {
                "check whether a proxy or a captive portal answers in its place; if the source has \
                 changed its form, a newer version of this program may read it"
            }
            Happened::Implausible(_) => {
                "look at the source yourself; earlier facts are kept until then"
            }
            Happened::NoCredentials(_) => {
                "sign in with `aws login` or `aws sso login`, or set AWS_PROFILE"
            }
            Happened::Expired => "sign in again, with `aws login` or `aws sso login`",
            Happened::Unrecognized => {
                "check that key, secret and session token belong together, and that the account \
                 has opted in to the Region"
            }
            Happened::Denied => "allow this action to the identity; it only reads",
            Happened::ClockSkew => "set the clock of this machine",
            Happened::NotOptedIn => "nothing, unless you want the Region: then opt in to it",
            Happened::Setup(_) => "mend it, or set `live = \"never\"`",
        }
    }
}

impl fmt::Display for Happened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable(why) => write!(f, "no connection ({})", plain(why)),
            Self::Tls(why) => write!(f, "no secure connection ({})", plain(why)),
            Self::TimedOut => f.write_str("no whole answer in time"),
            Self::Status(status) => write!(f, "it answered with HTTP status {status}"),
            Self::Throttled(Some(seconds)) => {
                write!(f, "asked too often; come again after {seconds} s")
            }
            Self::Throttled(None) => f.write_str("asked too often"),
            Self::Malformed(what) => write!(f, "the answer cannot be read: {}", plain(what)),
            Self::TooLarge(limit) => write!(f, "the answer is larger than {limit} bytes"),
            Self::Redirected(to) => write!(f, "it sends on to {}", plain(to)),
            Self::Implausible(why) => write!(f, "the answer is not believable: {}", plain(why)),
            Self::NoCredentials(why) => write!(f, "there are no credentials ({})", plain(why)),
            Self::Expired => f.write_str("the credentials have expired"),
            Self::Unrecognized => f.write_str("AWS does not know these credentials"),
            Self::Denied => f.write_str("these credentials may not do this"),
            Self::ClockSkew => f.write_str("the clock here differs too much from AWS's"),
            Self::NotOptedIn => f.write_str("the account has not opted in to this Region"),
            Self::Service(code) => write!(f, "AWS answered {}", plain(code)),
            Self::Setup(what) => f.write_str(&plain(what)),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}", self.tried, self.happened, self.help())
    }
}

impl std::error::Error for Fault {}

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
        let fault = Fault::new(
            "GET https://example.com/",
            Happened::Malformed("a\nb\u{1b}[31m".to_owned()),
        );
        let line = fault.to_string();
        assert!(line.starts_with("GET https://example.com/: the answer cannot be read: a b[31m; "));
        assert!(!line.contains(['\n', '\u{1b}']));
        let long = Fault::new("x", Happened::Unreachable("y".repeat(5000)));
        assert!(long.to_string().len() < 400);
    }
}
