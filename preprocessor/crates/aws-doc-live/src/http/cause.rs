//! Why a request failed.

use std::error::Error;

use aws_smithy_runtime_api::client::result::ConnectorError;

use crate::error::FetchErrorKind;

/// The kind of a failure, from the error of the HTTP client.
pub(crate) fn error_kind(error: &ConnectorError) -> FetchErrorKind {
    let is_tls = |error: &(dyn Error + 'static)| error.is::<rustls::Error>();
    let why = root(error);
    if error.is_timeout() {
        FetchErrorKind::TimedOut
    } else if chain(error).any(is_tls) || why.contains("tls handshake") {
        FetchErrorKind::Tls(why)
    } else if error.is_io() {
        FetchErrorKind::Unreachable(why)
    } else {
        FetchErrorKind::Malformed(why)
    }
}

/// An error and its causes. An I/O error's cause is the error that it wraps, which `source` skips.
fn chain<'e>(error: &'e (dyn Error + 'static)) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| {
        match error.downcast_ref::<std::io::Error>() {
            Some(io) => io.get_ref().map(|inner| inner as &(dyn Error + 'static)),
            None => error.source(),
        }
    })
}

/// The innermost cause: the outer ones only say that something failed.
pub(super) fn root(error: &(dyn Error + 'static)) -> String {
    chain(error).last().unwrap_or(error).to_string()
}
