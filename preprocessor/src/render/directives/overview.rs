//! `{{#aws directives}}`: the directives themselves, from the one list of them.

use super::options::{self, Words};
use super::{Context, DIRECTIVES, Directive, Table, rows};
use aws_doc_lint::document::directive::DirectiveError;

pub(super) const DIRECTIVE: Directive = Directive {
    name: "directives",
    usage: "directives",
    doc: "this table of directives",
    parse,
};

struct DirectiveTable;

fn parse(words: Words<'_>) -> Result<Box<dyn Table>, DirectiveError> {
    options::none("directives", words)?;
    Ok(Box::new(DirectiveTable))
}

impl Table for DirectiveTable {
    fn body(&self, _: &Context<'_>) -> String {
        // mdBook's `links` prints an escaped directive, and would follow any other.
        let rows = rows(DIRECTIVES).replace("{{#", "\\{{#");
        format!("| Directive | What it shows |\n| --- | --- |\n{rows}")
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_directive_is_listed_and_none_is_live() {
        let body = super::super::rendered("directives").body;
        assert_eq!(body.lines().count(), super::DIRECTIVES.len() + 2);
        assert_eq!(body.matches("{{#").count(), body.matches("\\{{#").count());
    }
}
