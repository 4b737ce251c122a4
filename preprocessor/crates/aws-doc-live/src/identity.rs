//! Who asks: AWS's default chain of credentials, and signed requests.

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

use super::fault::{Fault, Happened};
use super::http::{self, Http};

/// The Region that is asked when none is configured.
const DEFAULT_REGION: &str = "us-east-1";

/// How far clocks may differ before AWS refuses a signature.
const CLOCK_SKEW: Duration = Duration::from_secs(5 * 60);

/// Who asks.
#[derive(Debug, Clone)]
pub enum Identity {
    /// Nobody: sources that want to know are not asked.
    Nobody,
    /// What AWS's configuration says.
    Configured(Box<SdkConfig>),
}

/// A request to one of AWS's services, signed.
#[derive(Debug)]
pub(super) struct Call<'a> {
    /// The service as signatures name it.
    pub(super) service: &'a str,
    /// The Region as signatures name it.
    pub(super) region: &'a str,
    /// The address.
    pub(super) url: String,
    /// Headers beside the signature's.
    pub(super) headers: &'a [(&'static str, &'static str)],
    /// The body.
    pub(super) body: String,
    /// The action, as `ssm:GetParametersByPath`.
    pub(super) action: &'static str,
}

impl Identity {
    /// What the default chain finds: variables, profiles, sign-ins, roles. It opens no connection
    /// but to a local metadata service, and only when nothing else names a Region.
    pub async fn configured(http: &Http) -> Self {
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
            Err(_) => Self::Nobody,
        }
    }

    /// The configuration.
    ///
    /// # Errors
    /// When nobody asks.
    pub fn config(&self, tried: &str) -> Result<&SdkConfig, Fault> {
        match self {
            Self::Configured(config) => Ok(config),
            Self::Nobody => Err(Fault::new(
                tried,
                Happened::NoCredentials("none were looked for".to_owned()),
            )),
        }
    }

    /// The Region of the configuration.
    #[must_use]
    pub fn region(&self) -> &str {
        match self {
            Self::Configured(config) => config.region().map_or(DEFAULT_REGION, Region::as_ref),
            Self::Nobody => DEFAULT_REGION,
        }
    }

    /// The credentials that the chain finds first.
    ///
    /// # Errors
    /// When it finds none.
    pub async fn credentials(&self, http: &Http) -> Result<Credentials, Happened> {
        let none = || Happened::NoCredentials("none were looked for".to_owned());
        let Self::Configured(config) = self else {
            return Err(none());
        };
        let provider = config.credentials_provider().ok_or_else(none)?;
        tokio::time::timeout_at(http.deadline(), provider.provide_credentials())
            .await
            .map_err(|_| Happened::TimedOut)?
            .map_err(|error| credentials_fault(&error))
    }

    /// Sends a signed request and returns the body of a good answer.
    pub(super) async fn call(&self, http: &Http, call: Call<'_>) -> Result<Vec<u8>, Fault> {
        let tried = format!("{} in {}", call.action, call.region);
        let fault = |happened| Fault::new(tried.clone(), happened);
        let credentials = self.credentials(http).await.map_err(fault)?;
        let now = SystemTime::now();
        let identity = credentials.into();
        let wrong = |error: &dyn std::error::Error| fault(Happened::Setup(error.to_string()));
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
        let answer = http.call(request, &tried).await?;
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
        let happened =
            service_fault(&code, &error.message).unwrap_or(Happened::Status(answer.status));
        Err(fault(match happened {
            Happened::Unrecognized | Happened::Denied if skewed => Happened::ClockSkew,
            happened => happened,
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
    /// The error in an answer, in JSON or in EC2's XML; empty where there is none.
    fn read(body: &[u8]) -> Self {
        if let Some((kind, message)) = crate::aws_xml::error(body) {
            return Self { kind, message };
        }
        serde_json::from_slice(body).unwrap_or_default()
    }
}

/// What an error code of AWS means; `None` without a code.
pub(super) fn service_fault(code: &str, message: &str) -> Option<Happened> {
    // `com.amazonaws.ssm#ExpiredTokenException:http://…`
    let code = code.rsplit('#').next().unwrap_or(code);
    let code = code.split(':').next().unwrap_or(code);
    Some(match code {
        "" => return None,
        "ExpiredToken" | "ExpiredTokenException" | "TokenRefreshRequired" => Happened::Expired,
        "RequestTimeTooSkewed" | "RequestExpired" | "RequestInTheFuture" => Happened::ClockSkew,
        "InvalidSignatureException" | "SignatureDoesNotMatch"
            if message.contains("Signature expired")
                || message.contains("Signature not yet current") =>
        {
            Happened::ClockSkew
        }
        "UnrecognizedClientException"
        | "InvalidClientTokenId"
        | "InvalidSignatureException"
        | "SignatureDoesNotMatch"
        | "InvalidAccessKeyId"
        | "IncompleteSignature"
        | "MissingAuthenticationToken"
        | "MissingAuthenticationTokenException"
        | "AuthFailure" => Happened::Unrecognized,
        "OptInRequired" => Happened::NotOptedIn,
        "AccessDenied"
        | "AccessDeniedException"
        | "UnauthorizedOperation"
        | "NotAuthorizedException" => Happened::Denied,
        "Throttling"
        | "ThrottlingException"
        | "ThrottledException"
        | "TooManyRequestsException"
        | "RequestLimitExceeded"
        | "SlowDown" => Happened::Throttled(None),
        code => Happened::Service(code.to_owned()),
    })
}

/// What stood in the way of credentials.
pub(super) fn credentials_fault(error: &CredentialsError) -> Happened {
    let chain = DisplayErrorContext(error).to_string();
    if chain.contains("ExpiredToken") || chain.to_ascii_lowercase().contains("expired") {
        return Happened::Expired;
    }
    // The metadata service of a machine in the cloud is the last that the chain asks.
    if chain.contains("IMDS") || chain.contains("imds") {
        return Happened::NoCredentials("no source of them is set up".to_owned());
    }
    match error {
        CredentialsError::CredentialsNotLoaded(_) => {
            Happened::NoCredentials("no source of them is set up".to_owned())
        }
        CredentialsError::ProviderTimedOut(_) => Happened::TimedOut,
        // The chain may quote a configuration file or a program's output: only the kind is told.
        CredentialsError::InvalidConfiguration(_) => {
            Happened::NoCredentials("the AWS configuration is wrong".to_owned())
        }
        _ => Happened::NoCredentials("the source that is set up failed".to_owned()),
    }
}

/// An answer of a signed call, read.
pub(super) fn read<T: serde::de::DeserializeOwned>(body: &[u8], tried: &str) -> Result<T, Fault> {
    http::parse(body).map_err(|happened| Fault::new(tried, happened))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_aws_mean_something() {
        let means = |code| service_fault(code, "").unwrap();
        assert_eq!(
            means("com.amazonaws.x#ExpiredTokenException"),
            Happened::Expired
        );
        assert_eq!(
            means("AccessDeniedException:http://internal/"),
            Happened::Denied
        );
        assert_eq!(means("UnrecognizedClientException"), Happened::Unrecognized);
        assert_eq!(means("ThrottlingException"), Happened::Throttled(None));
        assert_eq!(means("Strange"), Happened::Service("Strange".to_owned()));
        assert_eq!(service_fault("", ""), None);
        assert_eq!(
            service_fault("InvalidSignatureException", "Signature expired: 20261122T…"),
            Some(Happened::ClockSkew)
        );
    }
}
