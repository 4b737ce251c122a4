//! What mdBook's protocols for preprocessors and renderers have in common: a JSON text on standard input,
//! and a version of mdBook that may not be supported.

use std::io::{self, Read as _};
use std::process::ExitCode;

use mdbook_preprocessor::errors::Error;
use semver::{Version, VersionReq};

use crate::say;

/// Why the program could not do what mdBook asked for.
#[derive(Debug, thiserror::Error)]
pub(super) enum ProtocolError {
    /// Standard input cannot be read.
    #[error("cannot read standard input: {0}")]
    Input(io::Error),
    /// Another version of mdBook, which sends something else.
    #[error("mdbook-aws needs mdBook 0.5, and this is {0}; install mdBook 0.5")]
    Version(String),
    /// Standard input does not come from mdBook.
    #[error("standard input is not what mdBook sends to a {role}: {error:#}")]
    NotMdBook {
        /// As what mdBook starts the program.
        role: &'static str,
        /// What is wrong with it.
        error: Error,
    },
    /// The book has errors, or cannot be read or written.
    #[error("{0:#}")]
    Book(Error),
    /// Standard output cannot be written.
    #[error("cannot write the book: {0}")]
    Output(io::Error),
}

/// Ends the program with what it did, and reports an error.
pub(super) fn finish(result: Result<(), ProtocolError>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say::error(&error.to_string());
            ExitCode::FAILURE
        }
    }
}

/// All of standard input.
pub(super) fn read_input() -> Result<Vec<u8>, ProtocolError> {
    let mut input = Vec::new();
    let read = io::stdin().lock().read_to_end(&mut input);
    read.map_err(ProtocolError::Input)?;
    Ok(input)
}

/// Warns of an unsupported version of mdBook.
pub(super) fn warn_of_version(version: &str) {
    if !supports(version) {
        say::warning(&format!(
            "mdbook-aws is made for mdBook 0.5, and this is {version}; if the book looks wrong, \
             that may be why"
        ));
    }
}

/// Whether this version of mdBook is supported.
pub(super) fn supports(version: &str) -> bool {
    Version::parse(version).is_ok_and(|version| {
        // A pre-release of 0.5 has the same protocol.
        VersionReq::parse("^0.5").is_ok_and(|wanted| {
            wanted.matches(&Version::new(version.major, version.minor, version.patch))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_0_5_is_supported() {
        for version in ["0.5.0", "0.5.4", "0.5.99", "0.5.0-beta.1"] {
            assert!(supports(version), "{version}");
        }
        for version in ["0.4.52", "0.6.0", "1.0.0", "x"] {
            assert!(!supports(version), "{version}");
        }
    }
}
