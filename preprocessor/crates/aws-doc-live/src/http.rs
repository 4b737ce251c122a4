//! One HTTP client for all sources, with limits on time, size and redirects.

use std::error::Error;
use std::time::{Duration, SystemTime};

use aws_smithy_http_client::Connector;
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use http_body_util::{BodyExt, Limited};
use tokio::time::Instant;

use super::fault::{Fault, Happened};
use retry_after::{http_date, wait};
use trust::{setup, trust};

mod retry_after;
mod trust;

/// The largest answer that is read, in bytes. The largest known is 1.3 MB.
pub const LARGEST_ANSWER: usize = 16 << 20;

/// How often a source may send on to another address.
const REDIRECTS: usize = 3;

/// The longest that a source may ask us to wait before the second and last try.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// How the program introduces itself.
const AGENT: &str = concat!("mdbook-aws/", env!("CARGO_PKG_VERSION"));

/// The client. Clones share their connections.
#[derive(Debug, Clone)]
pub struct Http {
    connector: SharedHttpConnector,
    deadline: Instant,
    largest: usize,
}

/// An answer, whole.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
    /// The time in the answer's `Date` header, if it has one that can be read.
    pub date: Option<SystemTime>,
    /// The code of an error of AWS, where it stands in a header.
    pub error_type: Option<String>,
}

/// The head of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The HTTP status.
    pub status: u16,
    /// Where it sends on to, as it says it.
    pub location: Option<String>,
    /// After how many seconds to come again, if it says so.
    pub retry_after: Option<u64>,
}

/// Breaks answers off that are larger than any that makes sense.
#[derive(Debug)]
struct Limiting {
    connector: SharedHttpConnector,
    largest: usize,
}

impl HttpConnector for Limiting {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let (answer, largest) = (self.connector.call(request), self.largest);
        HttpConnectorFuture::new(async move {
            let limited = |body| SdkBody::from_body_1_x(Limited::new(body, largest));
            Ok(answer.await?.map(limited))
        })
    }
}

impl Http {
    /// A client whose requests all end by `deadline`. The variables `HTTPS_PROXY`, `HTTP_PROXY`,
    /// `NO_PROXY`, `AWS_CA_BUNDLE` and `SSL_CERT_FILE` are honoured; `ca_bundle` is the value of
    /// `AWS_CA_BUNDLE`.
    ///
    /// # Errors
    /// When the certificates cannot be read.
    pub fn new(deadline: Instant, ca_bundle: Option<&str>) -> Result<Self, Fault> {
        let context = TlsContext::builder()
            .with_trust_store(trust(ca_bundle)?)
            .build()
            .map_err(|error| setup(format!("TLS cannot be set up: {error}")))?;
        let left = deadline.saturating_duration_since(Instant::now());
        let settings = HttpConnectorSettings::builder()
            .connect_timeout(left)
            .build();
        let connector = Connector::builder()
            .tls_provider(Provider::Rustls(CryptoMode::Ring))
            .tls_context(context)
            .proxy_config(ProxyConfig::from_env())
            .connector_settings(settings)
            .build();
        Ok(Self {
            connector: SharedHttpConnector::new(connector),
            deadline,
            largest: LARGEST_ANSWER,
        })
    }

    /// The same client, which gives up on answers of more than `largest` bytes.
    #[must_use]
    pub fn limited(&self, largest: usize) -> Self {
        Self {
            largest,
            ..self.clone()
        }
    }

    /// The client for the AWS SDK, over the same connections and with the same limit on answers.
    #[must_use]
    pub fn for_sdk(&self) -> SharedHttpClient {
        let connector = SharedHttpConnector::new(Limiting {
            connector: self.connector.clone(),
            largest: self.largest,
        });
        http_client_fn(move |_, _| connector.clone())
    }

    /// When all requests end.
    #[must_use]
    pub fn deadline(&self) -> Instant {
        self.deadline
    }

    /// What is at `url`. Redirects are followed to secure addresses, and to the server itself; a
    /// throttled or failing server is asked twice, when the time allows.
    ///
    /// # Errors
    /// Whatever stands in the way of a whole answer with status 200.
    pub async fn get(&self, url: &str) -> Result<Vec<u8>, Fault> {
        let tried = format!("GET {}", without_query(url));
        let first = self.follow(url, &tried).await;
        let Err(fault) = &first else {
            return first;
        };
        let wait = match fault.happened {
            Happened::Throttled(Some(seconds)) => Duration::from_secs(seconds),
            _ if fault.is_passing() => Duration::from_millis(200),
            _ => return first,
        };
        if wait > LONGEST_WAIT || Instant::now() + wait >= self.deadline {
            return first;
        }
        tokio::time::sleep(wait).await;
        self.follow(url, &tried).await
    }

    async fn follow(&self, url: &str, tried: &str) -> Result<Vec<u8>, Fault> {
        let fault = |happened| Fault::new(tried, happened);
        let mut url = url.to_owned();
        for _ in 0..=REDIRECTS {
            let request = HttpRequest::get(&url)
                .map_err(|_| fault(Happened::Setup("the address is none".to_owned())))?;
            let (status, location, answer) = self.send(request, tried).await?;
            match status {
                200 => return Ok(answer.body),
                301 | 302 | 303 | 307 | 308 => {
                    let to = location
                        .ok_or_else(|| fault(Happened::Redirected("nowhere".to_owned())))?;
                    url = redirected(&url, &to).ok_or_else(|| fault(Happened::Redirected(to)))?;
                }
                status => return Err(fault(Happened::Status(status))),
            }
        }
        Err(fault(Happened::Redirected(
            "one address after another".to_owned(),
        )))
    }

    /// Sends a request of ours, as a signed one.
    ///
    /// # Errors
    /// When no whole answer arrives. An answer of any status but 429 is an answer.
    pub async fn call(&self, request: HttpRequest, tried: &str) -> Result<Answer, Fault> {
        let (_, _, answer) = self.send(request, tried).await?;
        Ok(answer)
    }

    /// The head of what `url` answers to `method`, within `limit`. What follows it is not read.
    ///
    /// # Errors
    /// What stood in the way of an answer. Every status is an answer.
    pub async fn head(&self, method: &str, url: &str, limit: Duration) -> Result<Head, Happened> {
        let wrong = || Happened::Setup("the address is none".to_owned());
        let mut request = HttpRequest::get(url).map_err(|_| wrong())?;
        request.set_method(method).map_err(|_| wrong())?;
        let headers = request.headers_mut();
        headers.insert("accept", "*/*");
        headers.insert("user-agent", AGENT);
        let until = self.deadline.min(Instant::now() + limit);
        let response = tokio::time::timeout_at(until, self.connector.call(request))
            .await
            .map_err(|_| Happened::TimedOut)?
            .map_err(|error| happened(&error))?;
        let header = |name| response.headers().get(name).map(str::to_owned);
        let now = header("date").and_then(|date| http_date(&date));
        let now = now.unwrap_or_else(SystemTime::now);
        Ok(Head {
            status: response.status().as_u16(),
            location: header("location"),
            retry_after: header("retry-after").and_then(|after| wait(&after, now)),
        })
    }

    async fn send(
        &self,
        mut request: HttpRequest,
        tried: &str,
    ) -> Result<(u16, Option<String>, Answer), Fault> {
        let fault = |happened| Fault::new(tried, happened);
        request.headers_mut().insert("user-agent", AGENT);
        let exchange = async {
            let response = self
                .connector
                .call(request)
                .await
                .map_err(|error| fault(happened(&error)))?;
            let status = response.status().as_u16();
            let header = |name| response.headers().get(name).map(str::to_owned);
            let location = header("location");
            let date = header("date").and_then(|date| http_date(&date));
            if status == 429 {
                // The server's own clock counts, if it tells it.
                let now = date.unwrap_or_else(SystemTime::now);
                let wait = header("retry-after").and_then(|after| wait(&after, now));
                return Err(fault(Happened::Throttled(wait)));
            }
            let error_type = header("x-amzn-errortype");
            let body = self.body(response).await.map_err(fault)?;
            let answer = Answer {
                status,
                body,
                date,
                error_type,
            };
            Ok((status, location, answer))
        };
        match tokio::time::timeout_at(self.deadline, exchange).await {
            Ok(result) => result,
            Err(_) => Err(fault(Happened::TimedOut)),
        }
    }

    async fn body(&self, response: HttpResponse) -> Result<Vec<u8>, Happened> {
        let announced = response
            .headers()
            .get("content-length")
            .and_then(|length| length.parse::<usize>().ok());
        if announced.is_some_and(|length| length > self.largest) {
            return Err(Happened::TooLarge(self.largest));
        }
        let mut body: SdkBody = response.into_body();
        let mut bytes = Vec::new();
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|error| {
                Happened::Malformed(format!("it breaks off: {}", root(&*error)))
            })?;
            if let Ok(data) = frame.into_data() {
                if bytes.len() + data.len() > self.largest {
                    return Err(Happened::TooLarge(self.largest));
                }
                bytes.extend_from_slice(&data);
            }
        }
        Ok(bytes)
    }
}

/// JSON of the expected form.
///
/// # Errors
/// What is wrong with it and where.
pub fn parse<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, Happened> {
    serde_json::from_slice(body).map_err(|error| {
        let looks = String::from_utf8_lossy(body.get(..64).unwrap_or(body)).into_owned();
        Happened::Malformed(if looks.trim_start().starts_with('<') {
            "it is a web page".to_owned()
        } else {
            error.to_string()
        })
    })
}

/// What became of a request, by the error of the client.
pub(super) fn happened(error: &ConnectorError) -> Happened {
    let is_tls = |error: &(dyn Error + 'static)| error.is::<rustls::Error>();
    let why = root(error);
    if error.is_timeout() {
        Happened::TimedOut
    } else if chain(error).any(is_tls) || why.contains("tls handshake") {
        Happened::Tls(why)
    } else if error.is_io() {
        Happened::Unreachable(why)
    } else {
        Happened::Malformed(why)
    }
}

/// An error and its causes. That of an I/O error is what it holds, which its `source` passes over.
fn chain<'e>(error: &'e (dyn Error + 'static)) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| {
        match error.downcast_ref::<std::io::Error>() {
            Some(io) => io.get_ref().map(|inner| inner as &(dyn Error + 'static)),
            None => error.source(),
        }
    })
}

/// The innermost cause: the outer ones only say that something failed.
fn root(error: &(dyn Error + 'static)) -> String {
    chain(error).last().unwrap_or(error).to_string()
}

/// An address without its query, which may hold what is nobody's business.
fn without_query(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or(url)
}

/// Where a redirect leads: to the same server, or to a secure address.
fn redirected(from: &str, to: &str) -> Option<String> {
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

    #[test]
    fn an_unreadable_bundle_is_told() {
        let fault = Http::new(Instant::now(), Some("/nowhere/ca.pem")).unwrap_err();
        assert!(
            fault
                .to_string()
                .contains("AWS_CA_BUNDLE names `/nowhere/ca.pem`")
        );
        let file = tempfile::NamedTempFile::new().unwrap();
        for text in [
            "",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        ] {
            std::fs::write(file.path(), text).unwrap();
            let fault = Http::new(Instant::now(), file.path().to_str()).unwrap_err();
            assert!(matches!(fault.happened, Happened::Setup(_)));
        }
    }
}
