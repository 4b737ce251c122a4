//! `{{#aws regions}}`: the Regions that offer Amazon Bedrock.

use std::ops::Range;

use super::options::{self, Words};
use super::{Context, DataFile, Directive, Source, Table, error};
use crate::render::data::{csv, field, json};
use crate::render::markdown::{code_cell, escape_cell, text_cell};
use aws_doc_facts::{Facts, Region, Regions};
use aws_doc_lint::document::directive::DirectiveError;

pub(super) const DIRECTIVE: Directive = Directive {
    name: "regions",
    usage: "regions",
    doc: "the table of the Regions that offer Amazon Bedrock, with where and when it comes from; takes \
          `partition=` and `columns=`",
    parse,
};

struct RegionTable {
    /// Only this partition; all public ones without it.
    partition: Option<String>,
    /// The columns in order.
    columns: Vec<Column>,
}

/// A column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
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
            Self::Name => text_cell(region.name.as_deref()),
            Self::Partition => text_cell(region.partition.as_deref()),
            Self::OptIn => match region.opt_in {
                Some(true) => "yes".to_owned(),
                Some(false) => "no".to_owned(),
                None => "not stated".to_owned(),
            },
            Self::Sources => escape_cell(&region.bedrock.join(", ")),
        }
    }
}

fn parse(words: Words<'_>) -> Result<Box<dyn Table>, DirectiveError> {
    let place = words
        .clone()
        .filter(|(_, word)| word.starts_with("columns="));
    let place = place.last().map_or(words.name(), |(range, _)| range);
    let [partition, columns] = options::read("regions", words, ["partition", "columns"])?;
    let columns = match columns {
        Some(columns) => columns
            .split(',')
            .map(|name| column(name, &place))
            .collect::<Result<_, _>>()?,
        None => Column::ALL.iter().map(|(column, ..)| *column).collect(),
    };
    Ok(Box::new(RegionTable { partition, columns }))
}

/// The column with this name, which is within `place`.
fn column(name: &str, place: &Range<usize>) -> Result<Column, DirectiveError> {
    let known = Column::ALL.iter().find(|(_, known, _)| *known == name);
    known.map(|(column, ..)| *column).ok_or_else(|| {
        let names: Vec<_> = Column::ALL.iter().map(|(_, name, _)| *name).collect();
        error(
            place.clone(),
            format!("there is no column `{name}`"),
            format!("the columns are {}", names.join(", ")),
        )
    })
}

impl Table for RegionTable {
    /// The isolated Regions are in a table of their own.
    fn body(&self, context: &Context<'_>) -> String {
        let regions = context.facts.regions();
        let offering = regions.iter().filter(|region| {
            region.has_bedrock()
                && self
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
            rows(&mut out, &self.columns, &public);
        }
        if !isolated.is_empty() {
            out.push_str(&format!(
                "\n**{} isolated Regions**, which only some governments can reach:\n\n",
                isolated.len()
            ));
            rows(&mut out, &self.columns, &isolated);
        }
        if let Some(note) = disagreement(regions) {
            out.push_str(&note);
        }
        out
    }

    fn source<'f>(&self, facts: &'f Facts) -> Option<Source<'f>> {
        let provenance = facts.regions().provenance();
        Some(Source::refreshed(provenance, provenance.newest()))
    }

    fn data_files(&self, facts: &Facts) -> Vec<DataFile> {
        data_files(facts.regions())
    }
}

fn data_files(regions: &Regions) -> Vec<DataFile> {
    let offering: Vec<_> = regions.with_bedrock().collect();
    let rows = offering.iter().map(|region| {
        let opt_in = match region.opt_in {
            Some(true) => "yes",
            Some(false) => "no",
            None => "",
        };
        [
            region.code.clone(),
            field(region.name.as_deref()),
            field(region.partition.as_deref()),
            opt_in.to_owned(),
            region.bedrock.join(" "),
        ]
    });
    let head = ["region", "name", "partition", "opt_in", "listed_by"];
    vec![
        ("data/regions.csv", csv(head, rows)),
        (
            "data/regions.json",
            json(regions.provenance(), "regions", &offering),
        ),
    ]
}

/// The Regions that some source leaves out although it lists Regions of Bedrock. The isolated
/// Regions are not among them: only one source lists those.
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

fn rows(out: &mut String, columns: &[Column], regions: &[&Region]) {
    let mut row = |cells: Vec<String>| out.push_str(&format!("| {} |\n", cells.join(" | ")));
    row(columns.iter().map(|it| it.title().to_owned()).collect());
    row(columns.iter().map(|_| "---".to_owned()).collect());
    for region in regions {
        row(columns.iter().map(|column| column.cell(region)).collect());
    }
}
