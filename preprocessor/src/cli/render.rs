//! mdBook's protocol for renderers, over standard input.

use std::io::Read as _;
use std::process::ExitCode;

use mdbook_renderer::{RenderContext, Renderer as _};

use super::preprocess::{supports, warn_of_version};
use crate::site::Site;

/// Finishes the book that mdBook has built.
pub(super) fn main() -> ExitCode {
    match render() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            crate::say::error(&message);
            ExitCode::FAILURE
        }
    }
}

fn render() -> Result<(), String> {
    let mut input = Vec::new();
    std::io::stdin()
        .lock()
        .read_to_end(&mut input)
        .map_err(|error| format!("cannot read standard input: {error}"))?;
    let context = RenderContext::from_json(input.as_slice()).map_err(|error| {
        format!("standard input is not what mdBook sends to a renderer: {error:#}")
    })?;
    if !supports(&context.version) {
        warn_of_version(&context.version);
    }
    Site::new()
        .render(&context)
        .map_err(|error| format!("{error:#}"))
}
