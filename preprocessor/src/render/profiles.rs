//! `{{#aws profiles}}`: the inference profiles, where they are called and where they may send a
//! call.

use std::collections::BTreeSet;

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
    /// Whether each row is for the Regions of which a profile sends calls to the same others.
    pub by_source: bool,
}

impl Options {
    pub(super) fn parse<'a>(words: impl Iterator<Item = Word<'a>>) -> Result<Self, DirectiveError> {
        let words: Vec<Word<'a>> = words.collect();
        let place = words.iter().rev().find(|(_, word)| word.starts_with("by="));
        let place = place.map(|(range, _)| range.clone());
        let [model, region, by] =
            options::read("profiles", words.into_iter(), ["model", "region", "by"])?;
        match (by.as_deref(), place) {
            (Some(wrong), Some(range)) if wrong != "source" => Err(DirectiveError {
                range,
                message: format!("`profiles` cannot be shown by `{wrong}`"),
                help: "write `by=source`: a row for each group of Regions from which a profile \
                       sends calls to the same others"
                    .to_owned(),
            }),
            (by, _) => Ok(Self {
                model,
                region,
                by_source: by.is_some(),
            }),
        }
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
    } else if options.by_source {
        by_source(options, &shown)
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
             names no Regions here.\n\n{}",
            shown.len(),
            table(["Profile ID", "Model ID"], rows)
        )
    };
    format!("{body}\n{}\n", origins(&models.provenance))
}

/// Where each profile sends the calls of each Region; Regions of which it sends them to the same
/// others share a row.
fn by_source(options: &Options, shown: &[&Profile]) -> String {
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
        let request = super::super::Request::parse(argument).unwrap();
        request.render("a.md", &aws_doc_facts::Facts::bundled())
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
    fn what_is_not_known_is_said() {
        let page = rendered("profiles model=amazon.nova-lite-v1:0 by=source");
        assert!(
            page.starts_with("Where these inference profiles send calls is not known here."),
            "{page}"
        );
        let error = super::super::Request::parse("profiles by=model").unwrap_err();
        assert_eq!(error.message, "`profiles` cannot be shown by `model`");
    }
}
