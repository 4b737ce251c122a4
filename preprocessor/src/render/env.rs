//! `{{#aws env}}`: the environment variables that AWS's SDKs and command line read.

use super::options::Word;
use super::{DirectiveError, code_cell, code_cells, escape_cell, origins, table};
use aws_doc_facts::EnvNames;
use aws_doc_facts::env_names::Variable;
use aws_doc_lint::suggest::nearest;

/// What the table shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// The variables in the order of the rows; all of them if there is none.
    pub names: Vec<String>,
}

impl Options {
    pub(super) fn parse<'a>(
        mut words: impl Iterator<Item = Word<'a>>,
    ) -> Result<Self, DirectiveError> {
        let known = EnvNames::bundled();
        let names = words.try_fold(Vec::new(), |mut names, (range, word)| {
            if find(&known, word).is_some() {
                names.push(word.to_owned());
                return Ok(names);
            }
            let all = known.variables().iter().map(|known| known.name.as_str());
            Err(DirectiveError {
                range,
                message: format!("no variable `{word}` is known"),
                help: match nearest(word, all, 3) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "`{{#aws env}}` shows those that are".to_owned(),
                },
            })
        })?;
        Ok(Self { names })
    }
}

fn find<'n>(names: &'n EnvNames, name: &str) -> Option<&'n Variable> {
    names.variables().iter().find(|known| known.name == name)
}

/// The table in Markdown, and where and when the data comes from in words.
#[must_use]
pub fn render(options: &Options, names: &EnvNames) -> String {
    let origins = origins(names.provenance());
    if !options.names.is_empty() {
        let chosen = options.names.iter().filter_map(|name| find(names, name));
        return format!("{}\n{origins}\n", rows(chosen));
    }
    format!(
        "**{} variables that AWS's SDKs and command line know.**\n\n{}\n{origins}\n",
        names.variables().len(),
        rows(names.variables().iter())
    )
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
