//! AWS's default credential chain, and signed requests.

use std::time::{Duration, SystemTime};

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::ProvideCredentials as _;
use aws_credential_types::provider::error::CredentialsError;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::error::display::DisplayErrorContext;
use serde::Deserialize;
use tokio::time::Instant;

use super::error::{FetchError, FetchErrorKind};
use super::http::{self, Http};

/// The Region that is used when none is configured.
const DEFAULT_REGION: &str = "us-east-1";

/// How far clocks may differ before AWS refuses a signature.
const CLOCK_SKEW: Duration = Duration::from_secs(5 * 60);

/// The caller.
#[derive(Debug, Clone)]
pub(crate) enum Identity {
    /// No credentials: sources that need them are not used.
    Anonymous,
    /// The AWS configuration of the environment and its files.
    Configured(Box<SdkConfig>),
}

/// A signed request to an AWS service.
#[derive(Debug)]
pub(super) struct SignedCall<'a> {
    /// The service's name in signatures.
    pub(super) service: &'a str,
    /// The Region in signatures.
    pub(super) region: &'a str,
    /// The URL.
    pub(super) url: String,
    /// Headers in addition to those of the signature.
    pub(super) headers: &'a [(&'static str, &'static str)],
    /// The body.
    pub(super) body: String,
    /// The action, as `ssm:GetParametersByPath`.
    pub(super) action: &'static str,
}

impl Identity {
    /// What the default chain finds: variables, profiles, sign-ins, roles. The only connection that
    /// it opens is to a local metadata service, and only if nothing else names a Region.
    pub(crate) async fn configured(http: &Http) -> Self {
        let left = http.deadline().saturating_duration_since(Instant::now());
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(left)
            .operation_timeout(left)
            .build();
        let load = aws_config::defaults(BehaviorVersion::v2026_01_12())
            .http_client(http.for_sdk())
            .retry_config(RetryConfig::standard().with_max_attempts(2))
            .timeout_config(timeouts)
            .load();
        match tokio::time::timeout_at(http.deadline(), load).await {
            Ok(config) => Self::Configured(Box::new(config)),
            Err(_) => Self::Anonymous,
        }
    }

    /// The configuration.
    ///
    /// # Errors
    /// Without credentials.
    pub(crate) fn config(&self, operation: &str) -> Result<&SdkConfig, FetchError> {
        match self {
            Self::Configured(config) => Ok(config),
            Self::Anonymous => Err(FetchError::new(
                operation,
                FetchErrorKind::NoCredentials("none were looked for".to_owned()),
            )),
        }
    }

    /// The Region of the configuration.
    #[must_use]
    pub(crate) fn region(&self) -> &str {
        match self {
            Self::Configured(config) => config.region().map_or(DEFAULT_REGION, Region::as_ref),
            Self::Anonymous => DEFAULT_REGION,
        }
    }

    /// The credentials that the chain finds first.
    ///
    /// # Errors
    /// When it finds none.
    pub(crate) async fn credentials(&self, http: &Http) -> Result<Credentials, FetchErrorKind> {
        let none = || FetchErrorKind::NoCredentials("none were looked for".to_owned());
        let Self::Configured(config) = self else {
            return Err(none());
        };
        let provider = config.credentials_provider().ok_or_else(none)?;
        tokio::time::timeout_at(http.deadline(), provider.provide_credentials())
            .await
            .map_err(|_| FetchErrorKind::TimedOut)?
            .map_err(|error| credentials_error_kind(&error))
    }

    /// Sends a signed request and returns the body of a good answer.
    pub(super) async fn call(
        &self,
        http: &Http,
        call: SignedCall<'_>,
    ) -> Result<Vec<u8>, FetchError> {
        let operation = format!("{} in {}", call.action, call.region);
        let fault = |kind| FetchError::new(operation.clone(), kind);
        let credentials = self.credentials(http).await.map_err(fault)?;
        let now = SystemTime::now();
        let identity = credentials.into();
        let wrong = |error: &dyn std::error::Error| fault(FetchErrorKind::Setup(error.to_string()));
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(call.region)
            .name(call.service)
            .time(now)
            .settings(SigningSettings::default())
            .build()
            .map_err(|error| wrong(&error))?
            .into();
        let signable = SignableRequest::new(
            "POST",
            call.url.as_str(),
            call.headers.iter().copied(),
            SignableBody::Bytes(call.body.as_bytes()),
        )
        .map_err(|error| wrong(&error))?;
        let (signature, _) = sign(signable, &params)
            .map_err(|error| wrong(&error))?
            .into_parts();
        let mut request = HttpRequest::new(SdkBody::from(call.body.as_str()));
        request.set_method("POST").map_err(|error| wrong(&error))?;
        request
            .set_uri(call.url.as_str())
            .map_err(|error| wrong(&error))?;
        for (name, value) in call.headers {
            request.headers_mut().insert(*name, *value);
        }
        for (name, value) in signature.headers() {
            request
                .headers_mut()
                .insert(name.to_owned(), value.to_owned());
        }
        let answer = http.call(request, &operation).await?;
        if answer.status == 200 {
            return Ok(answer.body);
        }
        let error = ErrorBody::read(&answer.body);
        let skewed = answer.date.is_some_and(|date| {
            let apart = date
                .duration_since(now)
                .or_else(|_| now.duration_since(date));
            apart.is_ok_and(|apart| apart > CLOCK_SKEW)
        });
        let code = answer.error_type.unwrap_or(error.kind);
        let kind = service_error_kind(&code, &error.message)
            .unwrap_or(FetchErrorKind::Status(answer.status));
        Err(fault(match kind {
            FetchErrorKind::Unrecognized | FetchErrorKind::Denied if skewed => {
                FetchErrorKind::ClockSkew
            }
            kind => kind,
        }))
    }
}

#[derive(Default, Deserialize)]
struct ErrorBody {
    #[serde(rename = "__type", alias = "code", default)]
    kind: String,
    #[serde(alias = "Message", default)]
    message: String,
}

impl ErrorBody {
    /// The error in an answer, in JSON or in EC2's XML; empty if there is none.
    fn read(body: &[u8]) -> Self {
        if let Some((kind, message)) = crate::aws_xml::error(body) {
            return Self { kind, message };
        }
        serde_json::from_slice(body).unwrap_or_default()
    }
}

/// What an AWS error code means; `None` without a code.
pub(super) fn service_error_kind(code: &str, message: &str) -> Option<FetchErrorKind> {
    // `com.amazonaws.ssm#ExpiredTokenException:http://…`
    let code = code.rsplit('#').next().unwrap_or(code);
    let code = code.split(':').next().unwrap_or(code);
    Some(match code {
        "" => return None,
        "ExpiredToken" | "ExpiredTokenException" | "TokenRefreshRequired" => {
            FetchErrorKind::Expired
        }
        "RequestTimeTooSkewed" | "RequestExpired" | "RequestInTheFuture" => {
            FetchErrorKind::ClockSkew
        }
        "InvalidSignatureException" | "SignatureDoesNotMatch"
            if message.contains("Signature expired")
                || message.contains("Signature not yet current") =>
        {
            FetchErrorKind::ClockSkew
        }
        "UnrecognizedClientException"
        | "InvalidClientTokenId"
        | "InvalidSignatureException"
        | "SignatureDoesNotMatch"
        | "InvalidAccessKeyId"
        | "IncompleteSignature"
        | "MissingAuthenticationToken"
        | "MissingAuthenticationTokenException"
        | "AuthFailure" => FetchErrorKind::Unrecognized,
        "OptInRequired" => FetchErrorKind::NotOptedIn,
        "AccessDenied"
        | "AccessDeniedException"
        | "UnauthorizedOperation"
        | "NotAuthorizedException" => FetchErrorKind::Denied,
        "Throttling"
        | "ThrottlingException"
        | "ThrottledException"
        | "TooManyRequestsException"
        | "RequestLimitExceeded"
        | "SlowDown" => FetchErrorKind::Throttled(None),
        code => FetchErrorKind::Service(code.to_owned()),
    })
}

/// Why there are no credentials.
pub(super) fn credentials_error_kind(error: &CredentialsError) -> FetchErrorKind {
    let chain = DisplayErrorContext(error).to_string();
    if chain.contains("ExpiredToken") || chain.to_ascii_lowercase().contains("expired") {
        return FetchErrorKind::Expired;
    }
    // The metadata service of a cloud machine comes last in the chain.
    if chain.contains("IMDS") || chain.contains("imds") {
        return FetchErrorKind::NoCredentials("no source of them is set up".to_owned());
    }
    match error {
        CredentialsError::CredentialsNotLoaded(_) => {
            FetchErrorKind::NoCredentials("no source of them is set up".to_owned())
        }
        CredentialsError::ProviderTimedOut(_) => FetchErrorKind::TimedOut,
        // The error chain may quote a configuration file or a program's output: report only its kind.
        CredentialsError::InvalidConfiguration(_) => {
            FetchErrorKind::NoCredentials("the AWS configuration is wrong".to_owned())
        }
        _ => FetchErrorKind::NoCredentials("the source that is set up failed".to_owned()),
    }
}

/// An answer of a signed call, read.
pub(super) fn read<T: serde::de::DeserializeOwned>(
    body: &[u8],
    operation: &str,
) -> Result<T, FetchError> {
    http::parse(body).map_err(|kind| FetchError::new(operation, kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_aws_mean_something() {
        let means = |code| service_error_kind(code, "").unwrap();
        assert_eq!(
            means("com.amazonaws.x#ExpiredTokenException"),
            FetchErrorKind::Expired
        );
        assert_eq!(
            means("AccessDeniedException:http://internal/"),
            FetchErrorKind::Denied
        );
        assert_eq!(
            means("UnrecognizedClientException"),
            FetchErrorKind::Unrecognized
        );
        assert_eq!(
            means("ThrottlingException"),
            FetchErrorKind::Throttled(None)
        );
        assert_eq!(
            means("Strange"),
            FetchErrorKind::Service("Strange".to_owned())
        );
        assert_eq!(service_error_kind("", ""), None);
        assert_eq!(
            service_error_kind("InvalidSignatureException", "Signature expired: 20261122T…"),
            Some(FetchErrorKind::ClockSkew)
        );
    }
}
