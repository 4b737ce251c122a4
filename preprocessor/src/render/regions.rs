//! `{{#aws regions}}`: the Regions that offer Amazon Bedrock.

use std::ops::Range;

use super::{DirectiveError, code_cell, escape_cell, origins};
use aws_doc_facts::{Region, Regions};
use aws_doc_lint::suggest::nearest;

/// What the table shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Only this partition; all public ones without it.
    pub partition: Option<String>,
    /// The columns in order.
    pub columns: Vec<Column>,
}

/// A column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// The code.
    Code,
    /// AWS's name.
    Name,
    /// The partition.
    Partition,
    /// Whether an account must opt in.
    OptIn,
    /// The sources that list it.
    Sources,
}

impl Column {
    const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::Code, "code", "Region"),
        (Self::Name, "name", "Name"),
        (Self::Partition, "partition", "Partition"),
        (Self::OptIn, "opt-in", "Opt-in"),
        (Self::Sources, "sources", "Listed by"),
    ];

    fn title(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(column, ..)| *column == self)
            .map_or("", |(.., title)| title)
    }

    fn cell(self, region: &Region) -> String {
        match self {
            Self::Code => code_cell(&region.code),
            Self::Name => region.name.as_deref().map_or("–".to_owned(), escape_cell),
            Self::Partition => region
                .partition
                .as_deref()
                .map_or("–".to_owned(), escape_cell),
            Self::OptIn => match region.opt_in {
                Some(true) => "yes".to_owned(),
                Some(false) => "no".to_owned(),
                None => "not stated".to_owned(),
            },
            Self::Sources => escape_cell(&region.bedrock.join(", ")),
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            partition: None,
            columns: Column::ALL.iter().map(|(column, ..)| *column).collect(),
        }
    }
}

impl Options {
    pub(super) fn parse<'a>(
        words: impl Iterator<Item = (Range<usize>, &'a str)>,
    ) -> Result<Self, DirectiveError> {
        let mut options = Self::default();
        for (range, word) in words {
            let error = |message: String, help: String| DirectiveError {
                range: range.clone(),
                message,
                help,
            };
            match word.split_once('=') {
                Some(("partition", partition)) => options.partition = Some(partition.to_owned()),
                Some(("columns", columns)) => {
                    options.columns = columns
                        .split(',')
                        .map(|name| {
                            Column::ALL
                                .iter()
                                .find(|(_, known, _)| *known == name)
                                .map(|(column, ..)| *column)
                                .ok_or_else(|| {
                                    let names: Vec<_> =
                                        Column::ALL.iter().map(|(_, name, _)| *name).collect();
                                    error(
                                        format!("there is no column `{name}`"),
                                        format!("the columns are {}", names.join(", ")),
                                    )
                                })
                        })
                        .collect::<Result<_, _>>()?;
                }
                _ => {
                    let name = word.split('=').next().unwrap_or_default();
                    let help = match nearest(name, ["partition", "columns"], 3) {
                        Some(near) => format!("did you mean `{near}=`?"),
                        None => "it takes `partition=` and `columns=`".to_owned(),
                    };
                    return Err(error(format!("`regions` has no option `{name}`"), help));
                }
            }
        }
        Ok(options)
    }
}

/// The table in Markdown, the isolated Regions in one of their own, and where and when the data
/// comes from in words.
#[must_use]
pub fn render(options: &Options, regions: &Regions) -> String {
    let offering = regions.iter().filter(|region| {
        region.has_bedrock()
            && options
                .partition
                .as_deref()
                .is_none_or(|partition| region.partition.as_deref() == Some(partition))
    });
    let (isolated, public): (Vec<&Region>, Vec<&Region>) =
        offering.partition(|region| region.is_isolated());
    let mut out = String::new();
    if public.is_empty() && isolated.is_empty() {
        out.push_str("No Region is known here.\n");
    }
    if !public.is_empty() {
        out.push_str(&format!(
            "**{} Regions offer Amazon Bedrock.**\n\n",
            public.len()
        ));
        table(&mut out, options, &public);
    }
    if !isolated.is_empty() {
        out.push_str(&format!(
            "\n**{} isolated Regions**, which only some governments can reach:\n\n",
            isolated.len()
        ));
        table(&mut out, options, &isolated);
    }
    if let Some(note) = disagreement(regions) {
        out.push_str(&note);
    }
    out.push_str(&format!("\n{}\n", origins(regions.provenance())));
    out
}

/// The Regions that not every source lists which lists Regions of Bedrock at all. The isolated
/// Regions are left out: only one source speaks of them.
fn disagreement(regions: &Regions) -> Option<String> {
    let all = regions.listing();
    let disputed: Vec<String> = regions
        .with_bedrock()
        .filter(|region| region.bedrock.len() < all.len())
        .map(|region| {
            let missing = all
                .iter()
                .filter(|key| !region.bedrock.iter().any(|by| by == *key));
            let missing: Vec<String> = missing.map(|key| escape_cell(key)).collect();
            format!(
                "{} (not by {})",
                code_cell(&region.code),
                missing.join(", ")
            )
        })
        .collect();
    if disputed.is_empty() {
        return None;
    }
    Some(format!(
        "\nThe sources disagree. Not every one of them lists {}.\n",
        disputed.join(", ")
    ))
}

fn table(out: &mut String, options: &Options, regions: &[&Region]) {
    let mut row = |cells: &[String]| {
        out.push_str("| ");
        out.push_str(&cells.join(" | "));
        out.push_str(" |\n");
    };
    row(&options
        .columns
        .iter()
        .map(|column| column.title().to_owned())
        .collect::<Vec<_>>());
    row(&options
        .columns
        .iter()
        .map(|_| "---".to_owned())
        .collect::<Vec<_>>());
    for region in regions {
        row(&options
            .columns
            .iter()
            .map(|column| column.cell(region))
            .collect::<Vec<_>>());
    }
}
