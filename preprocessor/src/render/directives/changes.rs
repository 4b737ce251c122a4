//! `{{#aws changes}}`: what changed at AWS, and when it was noticed.

use super::options::{self, Words};
use super::{Context, Directive, Table};
use crate::render::markdown::{code_cell, code_cells, escape_cell, table, text_cell};
use aws_doc_facts::drift::Kind;
use aws_doc_facts::{Changes, RegionHistory};
use aws_doc_lint::document::directive::DirectiveError;

pub(super) const DIRECTIVE: Directive = Directive {
    name: "changes",
    usage: "changes",
    doc: "what `mdbook-aws refresh` has noticed at AWS, by day; `changes regions` shows how the \
          list of Regions grew, by releases of botocore",
    parse,
};

enum ChangeLog {
    /// What `mdbook-aws refresh` has noticed.
    Refreshes,
    /// `regions`: the Regions of Bedrock by releases of AWS's endpoint data.
    Regions,
}

fn parse(mut words: Words<'_>) -> Result<Box<dyn Table>, DirectiveError> {
    let log = match words.takes("regions") {
        true => ChangeLog::Regions,
        false => ChangeLog::Refreshes,
    };
    options::none("changes", words)?;
    Ok(Box::new(log))
}

impl Table for ChangeLog {
    fn body(&self, context: &Context<'_>) -> String {
        match self {
            Self::Refreshes => noticed(context.facts.changes()),
            Self::Regions => history(&RegionHistory::bundled()),
        }
    }
}

/// Newest first, a row for each kind of change of a day.
fn noticed(changes: Option<&Changes>) -> String {
    let Some(changes) = changes else {
        return "No record is kept here yet; the first `mdbook-aws refresh` begins it.\n"
            .to_owned();
    };
    let since = escape_cell(&changes.since);
    if changes.entries.is_empty() {
        return format!("Nothing has changed since the record was begun on {since}.\n");
    }
    let rows = changes.entries.iter().rev().flat_map(|entry| {
        entry.changes.iter().map(|(kind, changed)| {
            let changed: Vec<String> = changed.iter().map(|change| cell(*kind, change)).collect();
            [
                text_cell(Some(&entry.date)),
                kind.title().to_owned(),
                changed.join("<br>"),
            ]
        })
    });
    format!(
        "**What changed, by the day on which it was noticed.** Recorded since {since}.\n\n{}",
        table(["Noticed on", "What", "Which"], rows)
    )
}

/// A change in a cell: its name as code, followed by its details.
fn cell(kind: Kind, change: &str) -> String {
    let has_details = matches!(
        kind,
        Kind::RegionsDisputed | Kind::ModelsChanged | Kind::ModelsMoved | Kind::ProfilesMoved
    );
    match change.rsplit_once(": ").filter(|_| has_details) {
        Some((name, details)) => format!("{}: {}", code_cell(name), escape_cell(details)),
        None => code_cell(change),
    }
}

/// Newest first, a row for each release that was examined.
fn history(history: &RegionHistory) -> String {
    let list = |codes: &[String]| code_cells(codes.iter().map(String::as_str));
    let rows = history.steps.iter().rev().map(|step| {
        [
            text_cell(Some(&step.released)),
            code_cell(&step.version),
            step.regions.to_string(),
            list(&step.added),
            list(&step.gone),
        ]
    });
    let retrieved = escape_cell(history.provenance.newest());
    format!(
        "**The Regions of Amazon Bedrock in AWS's endpoint data, by releases of botocore.** A Region \
         was added between its release and the one below it in the table.\n\n{}\n*Read from botocore on PyPI on \
         {retrieved}; Regions of isolated partitions are left out.*\n",
        table(["Released", "Release", "Regions", "Added", "Gone"], rows),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_doc_facts::changes::ChangeEntry;

    #[test]
    fn the_newest_comes_first_and_brings_no_markup() {
        let entry = |date: &str, kind, change: &str| ChangeEntry {
            date: date.to_owned(),
            changes: [(kind, vec![change.to_owned()])].into(),
        };
        let record = Changes {
            since: "2026-11-23".to_owned(),
            entries: vec![
                entry("2026-11-24", Kind::RegionsAdded, "eu-new-1"),
                entry("2026-12-01", Kind::ModelsMoved, "a.b-v1:0: +eu-new-1 <b>|"),
            ],
        };
        let text = noticed(Some(&record));
        let rows: Vec<&str> = text.lines().skip(4).collect();
        assert_eq!(
            rows,
            [
                "| 2026-12-01 | Models in other Regions | `a.b-v1:0`: \\+eu-new-1 &lt;b&gt;\\| |",
                "| 2026-11-24 | Regions added | `eu-new-1` |",
            ]
        );
    }

    #[test]
    fn nothing_is_made_up() {
        let none = noticed(None);
        assert!(none.contains("the first `mdbook-aws refresh` begins it"));
        let begun = Changes {
            since: "2026-11-23".to_owned(),
            entries: Vec::new(),
        };
        let text = noticed(Some(&begun));
        assert!(text.contains("Nothing has changed since"));
    }
}
