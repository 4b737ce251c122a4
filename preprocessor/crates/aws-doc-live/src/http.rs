//! One HTTP client for all sources, with limits on time, size and redirects.

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
use aws_smithy_types::body::SdkBody;
use http_body_util::{BodyExt, Limited};
use tokio::time::Instant;

use super::error::{FetchError, FetchErrorKind};
use cause::root;
use retry_after::{http_date, wait};
use trust::{setup, trust};
use url::{has_user_information, redirected};

mod cause;
mod retry_after;
mod trust;
mod url;

pub(crate) use cause::error_kind;
pub(crate) use url::{operation, shown};

/// The largest answer that is read, in bytes. The largest known is 1.3 MB.
pub(crate) const LARGEST_ANSWER: usize = 16 << 20;

/// How many redirects of a source are followed.
const REDIRECTS: usize = 3;

/// The longest `Retry-After` that is honored before the second and last try.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// The user agent.
const AGENT: &str = concat!("mdbook-aws/", env!("CARGO_PKG_VERSION"));

/// The client. Clones share their connections.
#[derive(Debug, Clone)]
pub(crate) struct Http {
    connector: SharedHttpConnector,
    deadline: Instant,
}

/// A complete answer.
#[derive(Debug, Clone)]
pub(crate) struct Response {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The body.
    pub(crate) body: Vec<u8>,
    /// The time in the answer's `Date` header, if it has one that can be read.
    pub(crate) date: Option<SystemTime>,
    /// The code of an AWS error, if a header names it.
    pub(crate) error_type: Option<String>,
}

/// The head of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The target of a redirect, as the server gives it.
    pub(crate) location: Option<String>,
    /// The seconds to wait before the next try, if the server names them.
    pub(crate) retry_after: Option<u64>,
}

/// A page, or where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Page {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The target of a redirect, as the server gives it.
    pub(crate) location: Option<String>,
    /// The body.
    pub(crate) body: Vec<u8>,
}

/// Aborts answers that are larger than the limit.
#[derive(Debug)]
struct LimitedConnector {
    connector: SharedHttpConnector,
}

impl HttpConnector for LimitedConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let answer = self.connector.call(request);
        HttpConnectorFuture::new(async move {
            let limited = |body| SdkBody::from_body_1_x(Limited::new(body, LARGEST_ANSWER));
            Ok(answer.await?.map(limited))
        })
    }
}

impl Http {
    /// A client whose requests all end by `deadline`. The variables `HTTPS_PROXY`, `HTTP_PROXY`,
    /// `NO_PROXY`, `AWS_CA_BUNDLE` and `SSL_CERT_FILE` are honored; `ca_bundle` is the value of
    /// `AWS_CA_BUNDLE`.
    ///
    /// # Errors
    /// When the certificates cannot be read.
    pub(crate) fn new(deadline: Instant, ca_bundle: Option<&str>) -> Result<Self, FetchError> {
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
        })
    }

    /// The client for the AWS SDK, over the same connections and with the same limit on answers.
    #[must_use]
    pub(crate) fn for_sdk(&self) -> SharedHttpClient {
        let connector = SharedHttpConnector::new(LimitedConnector {
            connector: self.connector.clone(),
        });
        http_client_fn(move |_, _| connector.clone())
    }

    /// When all requests end.
    #[must_use]
    pub(crate) fn deadline(&self) -> Instant {
        self.deadline
    }

    /// The content of `url`. Redirects are followed to HTTPS and within the same origin; a throttled or
    /// failing server is tried twice if the time allows.
    ///
    /// # Errors
    /// When there is no complete answer with status 200.
    pub(crate) async fn get(&self, url: &str) -> Result<Vec<u8>, FetchError> {
        let operation = operation(url);
        let first = self.follow(url, &operation).await;
        let Err(fault) = &first else {
            return first;
        };
        let wait = match fault.kind {
            FetchErrorKind::Throttled(Some(seconds)) => Duration::from_secs(seconds),
            _ if fault.is_passing() => Duration::from_millis(200),
            _ => return first,
        };
        if wait > LONGEST_WAIT || Instant::now() + wait >= self.deadline {
            return first;
        }
        tokio::time::sleep(wait).await;
        self.follow(url, &operation).await
    }

    async fn follow(&self, url: &str, operation: &str) -> Result<Vec<u8>, FetchError> {
        let fault = |kind| FetchError::new(operation, kind);
        let mut url = url.to_owned();
        for _ in 0..=REDIRECTS {
            let request = HttpRequest::get(&url)
                .map_err(|_| fault(FetchErrorKind::Setup("the URL is invalid".to_owned())))?;
            let (status, location, answer) = self.send(request, operation).await?;
            match status {
                200 => return Ok(answer.body),
                301 | 302 | 303 | 307 | 308 => {
                    let to = location
                        .ok_or_else(|| fault(FetchErrorKind::Redirected("nowhere".to_owned())))?;
                    url = redirected(&url, &to)
                        .ok_or_else(|| fault(FetchErrorKind::Redirected(shown(&to))))?;
                }
                status => return Err(fault(FetchErrorKind::Status(status))),
            }
        }
        Err(fault(FetchErrorKind::Redirected(
            "one address after another".to_owned(),
        )))
    }

    /// Sends a prepared request, for example a signed one.
    ///
    /// # Errors
    /// When no complete answer arrives, or one with status 429. Any other status is an answer.
    pub(crate) async fn call(
        &self,
        request: HttpRequest,
        operation: &str,
    ) -> Result<Response, FetchError> {
        let (_, _, answer) = self.send(request, operation).await?;
        Ok(answer)
    }

    /// The head of the answer of `url` to `method`, within `limit`. The body is not read.
    ///
    /// # Errors
    /// Why there is no answer. Any status is an answer.
    pub(crate) async fn head(
        &self,
        method: &str,
        url: &str,
        limit: Duration,
    ) -> Result<Head, FetchErrorKind> {
        let wrong = || FetchErrorKind::Setup("the URL is invalid".to_owned());
        let mut request = HttpRequest::get(url).map_err(|_| wrong())?;
        request.set_method(method).map_err(|_| wrong())?;
        let headers = request.headers_mut();
        headers.insert("accept", "*/*");
        headers.insert("user-agent", AGENT);
        let until = self.deadline.min(Instant::now() + limit);
        let response = tokio::time::timeout_at(until, self.connector.call(request))
            .await
            .map_err(|_| FetchErrorKind::TimedOut)?
            .map_err(|error| error_kind(&error))?;
        let header = |name| response.headers().get(name).map(str::to_owned);
        let now = header("date").and_then(|date| http_date(&date));
        let now = now.unwrap_or_else(SystemTime::now);
        Ok(Head {
            status: response.status().as_u16(),
            location: header("location"),
            retry_after: header("retry-after").and_then(|after| wait(&after, now)),
        })
    }

    /// The answer of `url`, within `limit`.
    ///
    /// # Errors
    /// When no complete answer arrives, or one with status 429. Any other status is an answer.
    pub(crate) async fn page(&self, url: &str, limit: Duration) -> Result<Page, FetchErrorKind> {
        let wrong = |_| FetchErrorKind::Setup("the URL is invalid".to_owned());
        let mut request = HttpRequest::get(url).map_err(wrong)?;
        let accept = "text/html, text/markdown, text/plain, */*;q=0.5";
        request.headers_mut().insert("accept", accept);
        let operation = operation(url);
        let sent = self.send(request, &operation);
        let answer = tokio::time::timeout(limit, sent).await;
        let (status, location, answer) = answer
            .map_err(|_| FetchErrorKind::TimedOut)?
            .map_err(|fault| fault.kind)?;
        let body = answer.body;
        Ok(Page {
            status,
            location,
            body,
        })
    }

    async fn send(
        &self,
        mut request: HttpRequest,
        operation: &str,
    ) -> Result<(u16, Option<String>, Response), FetchError> {
        let fault = |kind| FetchError::new(operation, kind);
        if has_user_information(request.uri()) {
            let why = "its URL holds a user name or password, which are not supported; remove them";
            return Err(fault(FetchErrorKind::Setup(why.to_owned())));
        }
        request.headers_mut().insert("user-agent", AGENT);
        let exchange = async {
            let response = self
                .connector
                .call(request)
                .await
                .map_err(|error| fault(error_kind(&error)))?;
            let status = response.status().as_u16();
            let header = |name| response.headers().get(name).map(str::to_owned);
            let location = header("location");
            let date = header("date").and_then(|date| http_date(&date));
            if status == 429 {
                // By the server's own clock, if the answer shows it.
                let now = date.unwrap_or_else(SystemTime::now);
                let wait = header("retry-after").and_then(|after| wait(&after, now));
                return Err(fault(FetchErrorKind::Throttled(wait)));
            }
            let error_type = header("x-amzn-errortype");
            let body = self.body(response).await.map_err(fault)?;
            let answer = Response {
                status,
                body,
                date,
                error_type,
            };
            Ok((status, location, answer))
        };
        match tokio::time::timeout_at(self.deadline, exchange).await {
            Ok(result) => result,
            Err(_) => Err(fault(FetchErrorKind::TimedOut)),
        }
    }

    async fn body(&self, response: HttpResponse) -> Result<Vec<u8>, FetchErrorKind> {
        let announced = response
            .headers()
            .get("content-length")
            .and_then(|length| length.parse::<usize>().ok());
        if announced.is_some_and(|length| length > LARGEST_ANSWER) {
            return Err(FetchErrorKind::TooLarge(LARGEST_ANSWER));
        }
        let mut body: SdkBody = response.into_body();
        let mut bytes = Vec::new();
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|error| {
                FetchErrorKind::Malformed(format!("it is cut off: {}", root(&*error)))
            })?;
            if let Ok(data) = frame.into_data() {
                if bytes.len() + data.len() > LARGEST_ANSWER {
                    return Err(FetchErrorKind::TooLarge(LARGEST_ANSWER));
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
/// When it is not; the message says what is wrong and where.
pub(crate) fn parse<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, FetchErrorKind> {
    serde_json::from_slice(body).map_err(|error| {
        let looks = String::from_utf8_lossy(body.get(..64).unwrap_or(body)).into_owned();
        FetchErrorKind::Malformed(if looks.trim_start().starts_with('<') {
            "it is a web page".to_owned()
        } else {
            error.to_string()
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert!(matches!(fault.kind, FetchErrorKind::Setup(_)));
        }
    }
}
