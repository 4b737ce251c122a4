//! The directives `{{#aws …}}`, a file each.
//!
//! The file of a directive holds its name, its documentation, its options, its table, the provenance
//! of the facts in it, and its data files. To add one, write its
//! file and add it to the list in this one.

mod accepts;
mod actions;
mod bedrock;
mod changes;
pub(crate) mod checks;
mod count;
mod differences;
mod env;
mod models;
mod options;
mod overview;
mod profiles;
mod provenance;
mod regions;
mod settings;
mod version;

use std::ops::Range;

use aws_doc_facts::{Facts, Provenance};
use aws_doc_lint::document::directive::DirectiveError;
use aws_doc_lint::suggest::nearest;

use super::markdown::{escape_cell, origins};
use options::Words;

/// All directives, in the order of the README. The only list of them.
static DIRECTIVES: &[Directive] = &[
    regions::DIRECTIVE,
    models::DIRECTIVE,
    profiles::DIRECTIVE,
    actions::DIRECTIVE,
    count::DIRECTIVE,
    version::DIRECTIVE,
    accepts::DIRECTIVE,
    env::DIRECTIVE,
    changes::DIRECTIVE,
    checks::DIRECTIVE,
    settings::DIRECTIVE,
    differences::DIRECTIVE,
    provenance::DIRECTIVE,
    overview::DIRECTIVE,
];

/// A directive.
struct Directive {
    /// The word after `{{#aws`.
    name: &'static str,
    /// How it is written, without the braces, such as `count regions`.
    usage: &'static str,
    /// What it shows, for the README.
    doc: &'static str,
    /// Reads the words after the name.
    parse: fn(Words<'_>) -> Result<Box<dyn Table>, DirectiveError>,
}

/// What a directive shows.
pub(super) trait Table {
    /// The Markdown in the place of the directive, without the provenance of the facts in it.
    fn body(&self, context: &Context<'_>) -> String;

    /// Where the facts in the body come from, if the page names that below the body.
    fn source<'f>(&self, _facts: &'f Facts) -> Option<Source<'f>> {
        None
    }

    /// The same facts as files, by their path from the root of the site.
    fn data_files(&self, _facts: &Facts) -> Vec<DataFile> {
        Vec::new()
    }

    /// Whether a page for each check follows the chapter.
    fn brings_check_pages(&self) -> bool {
        false
    }
}

/// What a table is made from.
#[derive(Clone, Copy)]
pub(super) struct Context<'c> {
    /// The facts.
    pub(super) facts: &'c Facts,
    /// The path of the chapter that holds the directive.
    pub(super) chapter: &'c str,
}

/// Where facts come from.
pub(super) struct Source<'f> {
    /// In words.
    words: String,
    /// The day on which they were retrieved, if they can be too old.
    retrieved: Option<&'f str>,
}

impl<'f> Source<'f> {
    /// Facts that a refresh updates; retrieved on this day.
    fn refreshed(provenance: &Provenance, retrieved: &'f str) -> Self {
        Self {
            words: origins(provenance),
            retrieved: Some(retrieved),
        }
    }

    /// Facts that only another version of this program updates.
    fn built_in(provenance: &Provenance) -> Self {
        Self {
            words: origins(provenance),
            retrieved: None,
        }
    }
}

/// The path and the text of a data file.
pub(super) type DataFile = (&'static str, String);

/// A table and its provenance, in Markdown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rendered {
    /// What replaces the directive.
    pub(super) body: String,
    /// Where the facts come from, and whether they are old, to be put below the body.
    pub(super) provenance: Option<String>,
}

impl Rendered {
    /// The table, with a note if its facts count as old.
    pub(super) fn of(table: &dyn Table, context: &Context<'_>) -> Self {
        let provenance = table.source(context.facts).map(|source| {
            let limit = source.retrieved.and_then(|day| context.facts.is_old(day));
            let note = limit.map_or_else(String::new, |limit| {
                format!(
                    "\n**These facts are old:** they should have been retrieved since {}.\n",
                    escape_cell(limit)
                )
            });
            format!("\n{}\n{note}", source.words)
        });
        Self {
            body: table.body(context),
            provenance,
        }
    }
}

/// Reads the words after `{{#aws`.
///
/// # Errors
/// When the name, an option or its value does not exist.
pub(super) fn parse(argument: &str) -> Result<Box<dyn Table>, DirectiveError> {
    let mut words = Words::of(argument);
    let names = || DIRECTIVES.iter().map(|directive| directive.name);
    let one_of = || format!("it takes one of {}", names().collect::<Vec<_>>().join(", "));
    let Some((range, name)) = words.next() else {
        return Err(error(
            0..0,
            "the directive does not say what to show",
            one_of(),
        ));
    };
    match DIRECTIVES.iter().find(|directive| directive.name == name) {
        Some(directive) => (directive.parse)(words),
        None => Err(error(
            range,
            format!("there is no directive `{name}`"),
            nearest(name, names(), 3).map_or_else(one_of, |near| format!("did you mean `{near}`?")),
        )),
    }
}

/// Directives as rows of a table in Markdown.
fn rows(directives: &[Directive]) -> String {
    let rows = directives
        .iter()
        .map(|Directive { usage, doc, .. }| format!("| `{{{{#aws {usage}}}}}` | {doc} |\n"));
    rows.collect()
}

/// What is wrong with the words at `range`, and what to do about it.
fn error(
    range: Range<usize>,
    message: impl Into<String>,
    help: impl Into<String>,
) -> DirectiveError {
    DirectiveError {
        range,
        message: message.into(),
        help: help.into(),
    }
}

/// The body of a directive and its provenance, by the facts that are built in.
#[cfg(test)]
fn rendered(argument: &str) -> Rendered {
    let facts = Facts::bundled();
    let context = Context {
        facts: &facts,
        chapter: "a.md",
    };
    Rendered::of(&*parse(argument).unwrap(), &context)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(argument: &str) -> DirectiveError {
        parse(argument).map(|_| ()).unwrap_err()
    }

    #[test]
    fn errors_point_to_the_word() {
        let word = |argument: &str| argument.get(wrong(argument).range).unwrap().to_owned();
        assert_eq!(word("regoins"), "regoins");
        assert_eq!(wrong("regoins").help, "did you mean `regions`?");
        assert_eq!(word("regions colunms=code"), "colunms=code");
        assert_eq!(word("regions columns=code,nmae"), "columns=code,nmae");
        assert_eq!(word("checks all"), "all");
        assert_eq!(word("count  regions\tfoo"), "foo");
        assert_eq!(word("accepts"), "accepts");
        assert_eq!(wrong("").message, "the directive does not say what to show");
        assert!(wrong("").help.contains("profiles"));
    }

    #[test]
    fn names_are_unique_and_begin_the_usage() {
        for (index, directive) in DIRECTIVES.iter().enumerate() {
            assert_eq!(directive.usage.split(' ').next(), Some(directive.name));
            let rest = DIRECTIVES.iter().skip(index + 1);
            assert!(rest.clone().all(|other| other.name != directive.name));
        }
    }

    #[test]
    fn the_readme_lists_the_directives() {
        let rows = rows(DIRECTIVES);
        let readme = include_str!("../../../README.md");
        assert!(
            readme.contains(&rows),
            "README.md does not contain this:\n{rows}"
        );
    }

    #[test]
    fn tables_that_can_be_old_say_when_they_are() {
        let facts = Facts::bundled().old_before(Some("2126-01-01".to_owned()));
        let context = Context {
            facts: &facts,
            chapter: "a.md",
        };
        let provenance = |argument: &str| {
            Rendered::of(&*parse(argument).unwrap(), &context)
                .provenance
                .unwrap()
        };
        for argument in ["regions", "models", "profiles", "actions bedrock"] {
            assert!(
                provenance(argument).contains("**These facts are old:**"),
                "{argument}"
            );
        }
        for argument in ["env", "accepts bedrock:InvokeModel"] {
            assert!(
                !provenance(argument).contains("**These facts are old:**"),
                "{argument}"
            );
        }
    }
}
