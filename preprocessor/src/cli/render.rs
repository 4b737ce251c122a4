//! mdBook's protocol for renderers, over standard input.

use std::process::ExitCode;

use mdbook_renderer::{RenderContext, Renderer as _};

use super::protocol::{ProtocolError, finish, read_input, warn_of_version};
use crate::site::Site;

/// Finishes the book that mdBook has built.
pub(super) fn main() -> ExitCode {
    finish(render())
}

fn render() -> Result<(), ProtocolError> {
    let input = read_input()?;
    let context = RenderContext::from_json(input.as_slice()).map_err(|error| {
        let role = "renderer";
        ProtocolError::NotMdBook { role, error }
    })?;
    warn_of_version(&context.version);
    Site::new().render(&context).map_err(ProtocolError::Book)
}
