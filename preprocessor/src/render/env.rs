//! `{{#aws env}}`: the environment variables that AWS's SDKs and command line read.

use super::{code_cell, code_cells, escape_cell, origins, table};
use crate::facts::EnvNames;

/// The table in Markdown, and where and when the data comes from in words.
#[must_use]
pub fn render(names: &EnvNames) -> String {
    let rows = names.variables().iter().map(|variable| {
        [
            code_cell(&variable.name),
            escape_cell(&variable.purpose),
            code_cells(variable.choices.iter().map(String::as_str)),
            code_cells(variable.read_by.iter().map(String::as_str)),
        ]
    });
    format!(
        "**{} variables that AWS's SDKs and command line read.**\n\n{}\n{}\n",
        names.variables().len(),
        table(["Variable", "What it is for", "Values", "Read by"], rows),
        origins(names.provenance())
    )
}
