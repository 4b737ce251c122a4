//! `{{#aws profiles}}`: the inference profiles, where they are called and where they may send a
//! call.

use std::collections::BTreeSet;

use super::options::{self, Words};
use super::{Context, DataFile, Directive, Source, Table, bedrock, error};
use crate::render::data::{csv, field, json};
use crate::render::markdown::{code_cell, code_cells, table};
use aws_doc_facts::models::Profile;
use aws_doc_facts::{Facts, Models};
use aws_doc_lint::document::directive::DirectiveError;

pub(super) const DIRECTIVE: Directive = Directive {
    name: "profiles",
    usage: "profiles",
    doc: "the inference profiles, where they are called and where they may send a call; takes `model=` \
          and `region=`, and `by=source` for a row for each group of Regions with the same destinations",
    parse,
};

#[derive(Default)]
pub(super) struct ProfileTable {
    /// Only profiles that lead to this model.
    model: Option<String>,
    /// Only profiles that can be called in this Region.
    region: Option<String>,
    /// Whether Regions from which a profile sends calls to the same destinations share a row.
    by_source: bool,
}

fn parse(words: Words<'_>) -> Result<Box<dyn Table>, DirectiveError> {
    let place = words.clone().filter(|(_, word)| word.starts_with("by="));
    let place = place.last().map(|(range, _)| range);
    let [model, region, by] = options::read("profiles", words, ["model", "region", "by"])?;
    match (by.as_deref(), place) {
        (Some(wrong), Some(range)) if wrong != "source" => Err(error(
            range,
            format!("`profiles` cannot be shown by `{wrong}`"),
            "write `by=source`: a row for each group of Regions from which a profile sends calls \
             to the same others",
        )),
        (by, _) => Ok(Box::new(ProfileTable {
            model,
            region,
            by_source: by.is_some(),
        })),
    }
}

impl ProfileTable {
    fn shows(&self, profile: &Profile) -> bool {
        let model = self.model.is_none() || self.model == profile.model;
        let region = self.region.as_ref();
        model && region.is_none_or(|region| profile.regions.contains_key(region))
    }
}

impl Table for ProfileTable {
    fn body(&self, context: &Context<'_>) -> String {
        body(self, context.facts.models())
    }

    fn source<'f>(&self, facts: &'f Facts) -> Option<Source<'f>> {
        bedrock::source(facts)
    }

    fn data_files(&self, facts: &Facts) -> Vec<DataFile> {
        data_files(facts.models())
    }
}

fn data_files(models: &Models) -> Vec<DataFile> {
    let rows = models.profiles.iter().map(|profile| {
        [
            profile.id.clone(),
            field(profile.name.as_deref()),
            field(profile.model.as_deref()),
            bedrock::region_field(profile.regions.keys()),
        ]
    });
    let head = ["inference_profile_id", "name", "model_id", "regions"];
    vec![
        ("data/profiles.csv", csv(head, rows)),
        (
            "data/profiles.json",
            json(&models.provenance, "profiles", &models.profiles),
        ),
    ]
}

pub(super) fn body(options: &ProfileTable, models: &Models) -> String {
    let shown: Vec<&Profile> = models
        .profiles
        .iter()
        .filter(|profile| options.shows(profile))
        .collect();
    if shown.is_empty() {
        "No such inference profile is known here.\n".to_owned()
    } else if options.by_source {
        by_source(options, &shown)
    } else if models.is_first_hand() {
        let rows = shown.iter().map(|profile| {
            let destinations: BTreeSet<&str> = profile
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
            "{}\n\n{}",
            bedrock::heading(shown.len(), "inference profiles", models),
            table(["Profile ID", "Model ID", "Called in", "May send to"], rows)
        )
    } else {
        let rows = shown
            .iter()
            .map(|profile| [code_cell(&profile.id), code_cells(profile.model.as_deref())]);
        format!(
            "{} It may be incomplete, and names no Regions here.\n\n{}",
            bedrock::heading(shown.len(), "inference profiles", models),
            table(["Profile ID", "Model ID"], rows)
        )
    }
}

/// Where each profile sends calls from each Region. Regions with the same destinations share a row.
fn by_source(options: &ProfileTable, shown: &[&Profile]) -> String {
    let mut rows = Vec::new();
    for profile in shown {
        let mut groups: Vec<(&BTreeSet<String>, Vec<&str>)> = Vec::new();
        for (from, to) in &profile.regions {
            if options.region.as_ref().is_some_and(|wanted| wanted != from) {
                continue;
            }
            match groups.iter_mut().find(|(known, _)| *known == to) {
                Some((_, sources)) => sources.push(from),
                None => groups.push((to, vec![from])),
            }
        }
        // What holds for the most Regions is first.
        groups.sort_by_key(|(_, sources)| std::cmp::Reverse(sources.len()));
        rows.extend(groups.into_iter().map(|(to, sources)| {
            [
                code_cells(sources),
                code_cell(&profile.id),
                code_cells(to.iter().map(String::as_str)),
            ]
        }));
    }
    if rows.is_empty() {
        return "Where these inference profiles send calls is not known here.\n".to_owned();
    }
    table(
        ["You call in", "Inference profile", "The model can run in"],
        rows.into_iter(),
    )
}

#[cfg(test)]
mod tests {
    fn rendered(argument: &str) -> String {
        super::super::rendered(argument).body
    }

    #[test]
    fn regions_with_the_same_destinations_share_a_row() {
        let page = rendered("profiles model=anthropic.claude-sonnet-4-6 by=source");
        let rows: Vec<&str> = page.lines().filter(|line| line.contains(" `eu.")).collect();
        assert_eq!(rows.len(), 3, "{page}");
        assert!(
            rows[0].starts_with("| `eu-central-1`, `eu-north-1`, "),
            "{page}"
        );
        assert!(!rows[0].contains("`eu-west-2`"), "{page}");
        assert!(
            rows.iter()
                .any(|row| row.starts_with("| `eu-west-2` |")
                    && row.matches("`eu-west-2`").count() == 2),
            "{page}"
        );
        assert!(page.contains(
            "| `ca-central-1` | `us.anthropic.claude-sonnet-4-6` | `ca-central-1`, `us-east-1`, "
        ));
        let here =
            rendered("profiles model=anthropic.claude-sonnet-4-6 region=eu-west-2 by=source");
        assert_eq!(
            here.lines().filter(|line| line.starts_with("| `")).count(),
            1,
            "{here}"
        );
    }

    #[test]
    fn missing_facts_are_reported() {
        let page = rendered("profiles model=amazon.nova-lite-v1:0 by=source");
        assert!(
            page.starts_with("Where these inference profiles send calls is not known here."),
            "{page}"
        );
        let error = super::super::parse("profiles by=model")
            .map(|_| ())
            .unwrap_err();
        assert_eq!(error.message, "`profiles` cannot be shown by `model`");
    }
}
