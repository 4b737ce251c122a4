//! `{{#aws provenance}}`: where and when the facts of the book come from.

use super::options::{self, Words};
use super::{Context, Directive, Table};
use crate::render::markdown::{code_cell, escape_cell, table, text_cell};
use aws_doc_facts::Facts;
use aws_doc_lint::document::directive::DirectiveError;

pub(super) const DIRECTIVE: Directive = Directive {
    name: "provenance",
    usage: "provenance",
    doc: "where and when all facts come from",
    parse,
};

struct AllSources;

fn parse(words: Words<'_>) -> Result<Box<dyn Table>, DirectiveError> {
    options::none("provenance", words)?;
    Ok(Box::new(AllSources))
}

impl Table for AllSources {
    fn body(&self, context: &Context<'_>) -> String {
        sources(context.facts)
    }
}

/// The table: a row for each source of each set.
fn sources(facts: &Facts) -> String {
    let sets = facts.provenance();
    let rows = sets.iter().flat_map(|set| {
        set.sources.iter().map(|origin| {
            [
                escape_cell(&set.set),
                escape_cell(&origin.source),
                code_cell(&origin.version),
                text_cell(Some(&origin.retrieved)),
                escape_cell(&origin.licence),
                code_cell(origin.sha256.get(..12).unwrap_or(&origin.sha256)),
            ]
        })
    });
    format!(
        "**Where the facts come from.**\n\n{}",
        table(
            [
                "Facts",
                "Source",
                "Version",
                "Retrieved",
                "Licence",
                "SHA-256 begins"
            ],
            rows
        )
    )
}
