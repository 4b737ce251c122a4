//! `{{#aws profiles}}`: the inference profiles, where they are called and where they may send a
//! call.

use super::options::{self, Word};
use super::{DirectiveError, code_cell, code_cells, origins, table};
use aws_doc_facts::Models;
use aws_doc_facts::models::Profile;

/// What the table shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Only profiles that lead to this model.
    pub model: Option<String>,
    /// Only profiles that can be called in this Region.
    pub region: Option<String>,
}

impl Options {
    pub(super) fn parse<'a>(words: impl Iterator<Item = Word<'a>>) -> Result<Self, DirectiveError> {
        let [model, region] = options::read("profiles", words, ["model", "region"])?;
        Ok(Self { model, region })
    }

    fn shows(&self, profile: &Profile) -> bool {
        let model = self.model.is_none() || self.model == profile.model;
        let region = self.region.as_ref();
        model && region.is_none_or(|region| profile.regions.contains_key(region))
    }
}

/// The table in Markdown, and where and when the data comes from in words.
#[must_use]
pub fn render(options: &Options, models: &Models) -> String {
    let shown: Vec<&Profile> = models
        .profiles
        .iter()
        .filter(|profile| options.shows(profile))
        .collect();
    let first_hand = models.is_first_hand();
    let body = if shown.is_empty() {
        "No such inference profile is known here.\n".to_owned()
    } else if first_hand {
        let rows = shown.iter().map(|profile| {
            let destinations: std::collections::BTreeSet<&str> = profile
                .regions
                .iter()
                .filter(|(from, _)| options.region.as_ref().is_none_or(|wanted| wanted == *from))
                .flat_map(|(_, to)| to.iter().map(String::as_str))
                .collect();
            [
                code_cell(&profile.id),
                code_cells(profile.model.as_deref()),
                code_cells(profile.regions.keys().map(String::as_str)),
                code_cells(destinations),
            ]
        });
        format!(
            "**{} inference profiles, by Amazon Bedrock itself, as one account sees them.**\n\n{}",
            shown.len(),
            table(["Profile ID", "Model ID", "Called in", "May send to"], rows)
        )
    } else {
        let rows = shown
            .iter()
            .map(|profile| [code_cell(&profile.id), code_cells(profile.model.as_deref())]);
        format!(
            "**{} inference profiles, by a list that is not AWS's.** It may be incomplete, and \
             names no Regions.\n\n{}",
            shown.len(),
            table(["Profile ID", "Model ID"], rows)
        )
    };
    format!("{body}\n{}\n", origins(&models.provenance))
}
