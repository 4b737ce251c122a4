//! mdBook's protocol for preprocessors, over standard input and output.

use std::io::{self, Write as _};
use std::process::ExitCode;

use mdbook_preprocessor::errors::Error;
use mdbook_preprocessor::{Preprocessor as _, parse_input};

use super::protocol::{ProtocolError, finish, read_input, supports, warn_of_version};
use crate::mdbook::Aws;

/// Reads a book, checks and edits it, and writes it.
pub(super) fn main() -> ExitCode {
    finish(preprocess())
}

fn preprocess() -> Result<(), ProtocolError> {
    let input = read_input()?;
    let (context, book) =
        parse_input(input.as_slice()).map_err(|error| not_mdbook(&input, error))?;
    warn_of_version(&context.mdbook_version);
    let book = Aws::new()
        .run(&context, book)
        .map_err(ProtocolError::Book)?;
    let mut stdout = io::stdout().lock();
    serde_json::to_writer(&mut stdout, &book)
        .map_err(io::Error::from)
        .and_then(|()| stdout.flush())
        .map_err(ProtocolError::Output)
}

/// The error for input that does not come from mdBook 0.5.
fn not_mdbook(input: &[u8], error: Error) -> ProtocolError {
    let version = serde_json::from_slice::<serde_json::Value>(input)
        .ok()
        .and_then(|input| Some(input.get(0)?.get("mdbook_version")?.as_str()?.to_owned()));
    match version {
        Some(version) if !supports(&version) => ProtocolError::Version(version),
        _ => {
            let role = "preprocessor";
            ProtocolError::NotMdBook { role, error }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_mdbook_is_named() {
        let input = br#"[{"mdbook_version":"0.4.40"},{"sections":[]}]"#;
        let error = parse_input(input.as_slice()).unwrap_err();
        assert_eq!(
            not_mdbook(input, error).to_string(),
            "mdbook-aws needs mdBook 0.5, and this is 0.4.40; install mdBook 0.5"
        );
    }
}
