//! `{{#aws env}}`: the environment variables that AWS's SDKs and command line read.

use super::options::Words;
use super::{Context, Directive, Source, Table, error};
use crate::render::markdown::{code_cell, code_cells, escape_cell, table};
use aws_doc_facts::env_names::Variable;
use aws_doc_facts::{EnvNames, Facts};
use aws_doc_lint::document::directive::DirectiveError;
use aws_doc_lint::suggest::nearest;

pub(super) const DIRECTIVE: Directive = Directive {
    name: "env",
    usage: "env",
    doc: "the environment variables that AWS's SDKs and command line know; takes names, to show \
          only those",
    parse,
};

struct Env {
    /// The variables in the order of the rows; all of them if there is none.
    names: Vec<String>,
}

fn parse(mut words: Words<'_>) -> Result<Box<dyn Table>, DirectiveError> {
    let known = EnvNames::bundled();
    let names = words.try_fold(Vec::new(), |mut names, (range, word)| {
        if find(&known, word).is_some() {
            names.push(word.to_owned());
            return Ok(names);
        }
        let all = known.variables().iter().map(|known| known.name.as_str());
        let help = match nearest(word, all, 3) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`{{#aws env}}` shows those that are".to_owned(),
        };
        Err(error(range, format!("no variable `{word}` is known"), help))
    })?;
    Ok(Box::new(Env { names }))
}

fn find<'n>(names: &'n EnvNames, name: &str) -> Option<&'n Variable> {
    names.variables().iter().find(|known| known.name == name)
}

impl Table for Env {
    fn body(&self, context: &Context<'_>) -> String {
        let known = context.facts.env_names();
        if !self.names.is_empty() {
            return rows(self.names.iter().filter_map(|name| find(known, name)));
        }
        format!(
            "**{} variables that AWS's SDKs and command line know.**\n\n{}",
            known.variables().len(),
            rows(known.variables().iter())
        )
    }

    fn source<'f>(&self, facts: &'f Facts) -> Option<Source<'f>> {
        Some(Source::built_in(facts.env_names().provenance()))
    }
}

/// A row for each variable; the values have a column if one of the variables takes only some.
fn rows<'v>(variables: impl Iterator<Item = &'v Variable> + Clone) -> String {
    let words = |names: &[String]| code_cells(names.iter().map(String::as_str));
    let name = |variable: &Variable| code_cell(&variable.name);
    let purpose = |variable: &Variable| escape_cell(&variable.purpose);
    if variables
        .clone()
        .all(|variable| variable.choices.is_empty())
    {
        return table(
            ["Variable", "What it is for", "In the sources of"],
            variables.map(|it| [name(it), purpose(it), words(&it.read_by)]),
        );
    }
    table(
        ["Variable", "What it is for", "Values", "In the sources of"],
        variables.map(|it| {
            [
                name(it),
                purpose(it),
                words(&it.choices),
                words(&it.read_by),
            ]
        }),
    )
}
