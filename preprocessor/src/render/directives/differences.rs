//! `{{#aws differences}}`: where the emulated AWS, against which snippets are executed, is known to
//! differ from AWS.

use super::options::{self, Words};
use super::{Context, Directive, Table};
use crate::emulation::{DIFFERENCES, Difference};
use crate::render::markdown::table;
use aws_doc_lint::document::directive::DirectiveError;

pub(super) const DIRECTIVE: Directive = Directive {
    name: "differences",
    usage: "differences",
    doc: "where the emulated AWS, against which `mdbook-aws test` runs snippets, is known to differ \
          from AWS",
    parse,
};

struct Differences;

fn parse(words: Words<'_>) -> Result<Box<dyn Table>, DirectiveError> {
    options::none("differences", words)?;
    Ok(Box::new(Differences))
}

impl Table for Differences {
    fn body(&self, _: &Context<'_>) -> String {
        let rows = DIFFERENCES.iter().map(|Difference { aws, emulator, .. }| {
            // Written for this program in Markdown: only what would end the cell is escaped.
            [aws, emulator].map(|words| words.replace('|', "\\|"))
        });
        table(["AWS", "The emulated AWS"], rows)
    }
}
