//! mdBook's protocol for preprocessors, over standard input and output.

use std::io::{Read as _, Write as _};
use std::process::ExitCode;

use mdbook_preprocessor::{Preprocessor as _, parse_input};
use semver::{Version, VersionReq};

use crate::mdbook::Aws;
use crate::say;

/// Reads a book, checks and edits it, and writes it.
pub(super) fn main() -> ExitCode {
    match preprocess() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            say::error(&message);
            ExitCode::FAILURE
        }
    }
}

fn preprocess() -> Result<(), String> {
    let mut input = Vec::new();
    std::io::stdin()
        .lock()
        .read_to_end(&mut input)
        .map_err(|error| format!("cannot read standard input: {error}"))?;
    let (context, book) = parse_input(input.as_slice()).map_err(|error| misfit(&input, &error))?;
    if !supports(&context.mdbook_version) {
        warn_of_version(&context.mdbook_version);
    }
    let book = Aws::new()
        .run(&context, book)
        .map_err(|error| format!("{error:#}"))?;
    let mut stdout = std::io::stdout().lock();
    serde_json::to_writer(&mut stdout, &book)
        .map_err(std::io::Error::from)
        .and_then(|()| stdout.flush())
        .map_err(|error| format!("cannot write the book: {error}"))
}

/// Warns of an unsupported version of mdBook.
pub(super) fn warn_of_version(version: &str) {
    say::warning(&format!(
        "mdbook-aws is made for mdBook 0.5, and this is {version}; if the book looks wrong, that \
         may be why"
    ));
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

/// The error for input that does not come from mdBook 0.5.
fn misfit(input: &[u8], error: &mdbook_preprocessor::errors::Error) -> String {
    let version = serde_json::from_slice::<serde_json::Value>(input)
        .ok()
        .and_then(|input| Some(input.get(0)?.get("mdbook_version")?.as_str()?.to_owned()));
    match version {
        Some(version) if !supports(&version) => {
            format!("mdbook-aws needs mdBook 0.5, and this is {version}; install mdBook 0.5")
        }
        _ => format!("standard input is not what mdBook sends to a preprocessor: {error:#}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_0_5_will_do() {
        for version in ["0.5.0", "0.5.4", "0.5.99", "0.5.0-beta.1"] {
            assert!(supports(version), "{version}");
        }
        for version in ["0.4.52", "0.6.0", "1.0.0", "x"] {
            assert!(!supports(version), "{version}");
        }
    }

    #[test]
    fn an_old_mdbook_is_named() {
        let input = br#"[{"mdbook_version":"0.4.40"},{"sections":[]}]"#;
        let error = parse_input(input.as_slice()).unwrap_err();
        let message = misfit(input, &error);
        assert_eq!(
            message,
            "mdbook-aws needs mdBook 0.5, and this is 0.4.40; install mdBook 0.5"
        );
    }
}
