//! IDs of Bedrock's models and inference profiles in any text, and the Regions next to them.

use std::collections::BTreeSet;
use std::ops::Range;

use aws_doc_facts::{Facts, Models, Regions};
use iam_policy_model::arn::Arn;
use spanned_text::{Cut as _, Part as _};

/// An ID of a model or profile at a place that says how it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InferenceId<'t> {
    /// The place of the ID.
    pub(crate) range: Range<usize>,
    /// The ID.
    pub(crate) id: &'t str,
    /// How it is used.
    pub(crate) role: Role<'t>,
}

/// How an ID is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Role<'t> {
    /// `foundation-model/ID` of an ARN.
    FoundationModel,
    /// `inference-profile/ID` of an ARN.
    InferenceProfile,
    /// It is called from this Region.
    CalledFrom {
        /// The Region.
        region: &'t str,
        /// Its place.
        range: Range<usize>,
    },
}

/// The geographies that the IDs of profiles begin with, and with which word the Regions of each begin:
/// the United States, Europe, Asia Pacific, Australia, Japan, India and GovCloud.
const GEOGRAPHIES: [(&str, &str); 7] = [
    ("us", "us"),
    ("eu", "eu"),
    ("apac", "ap"),
    ("au", "ap"),
    ("jp", "ap"),
    ("in", "ap"),
    ("us-gov", "us-gov"),
];

/// Longer words are not IDs.
const LONGEST: usize = 96;

/// The geography with which the ID of a profile begins, and the rest; `None` for `global.`, which is
/// called from everywhere, and for IDs of models.
pub(crate) fn geography(id: &str) -> Option<(&'static str, &str)> {
    let (first, model) = id.split_once('.')?;
    let (geography, _) = GEOGRAPHIES.iter().find(|(name, _)| *name == first)?;
    // `us.anthropic.…`: a provider and a model follow.
    let (provider, name) = model.split_once('.')?;
    let is_word = |text: &str| {
        text.bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-".contains(&b))
    };
    (!provider.is_empty() && is_word(provider) && !name.is_empty()).then_some((*geography, model))
}

/// Whether the facts know models of the provider with which an ID begins.
pub(crate) fn has_provider(id: &str, models: &Models) -> bool {
    id.split_once('.').is_some_and(|(provider, name)| {
        let start = format!("{provider}.");
        !name.is_empty()
            && models
                .models
                .iter()
                .any(|model| model.id.starts_with(&start))
    })
}

/// The word with which a Region begins: that of its continent, or `us-gov`.
fn area(region: &str) -> &str {
    if region.starts_with("us-gov-") {
        return "us-gov";
    }
    region.before('-')
}

/// The areas whose Regions call profiles of a geography, by its name and by the facts.
fn areas<'f>(geography: &str, models: &'f Models) -> BTreeSet<&'f str> {
    let named = GEOGRAPHIES.iter().filter(|(name, _)| *name == geography);
    let named = named.map(|(_, area)| *area);
    let profiles = models.profiles.iter().filter(|profile| {
        let rest = profile.id.strip_prefix(geography);
        rest.is_some_and(|rest| rest.starts_with('.'))
    });
    let known = profiles.flat_map(|profile| profile.regions.keys().map(|region| area(region)));
    named.chain(known).collect()
}

/// Why a profile cannot be called from a Region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Misplaced {
    /// The Region is one of another geography, whose profiles begin so.
    Geography(Vec<&'static str>),
    /// The profile's own list, which has these Regions, lacks it.
    Listed(Vec<String>),
}

/// Whether a profile with this ID can be called from a Region; `None` where it can, or nobody knows.
pub(crate) fn misplaced(id: &str, region: &str, facts: &Facts) -> Option<Misplaced> {
    let (own, model) = geography(id)?;
    let models = facts.models();
    if !has_provider(model, models) {
        return None;
    }
    let here = area(region);
    if !areas(own, models).contains(here) {
        // Regions of which no geography is known may be served by any.
        let others = GEOGRAPHIES.iter().map(|(name, _)| *name);
        let others: Vec<_> = others
            .filter(|name| areas(name, models).contains(here))
            .collect();
        return (!others.is_empty()).then_some(Misplaced::Geography(others));
    }
    let known = models.profiles.iter().find(|profile| profile.id == id)?;
    let is_listed = known.regions.is_empty() || known.regions.contains_key(region);
    (!is_listed).then(|| Misplaced::Listed(known.regions.keys().cloned().collect()))
}

/// The IDs in the ARNs of models and profiles, each as what its ARN makes of it, and those of profiles
/// once more as called from the Region of the ARN.
pub(crate) fn in_arns<'t>(text: &'t str, regions: &Regions) -> Vec<InferenceId<'t>> {
    let mut found = Vec::new();
    for (kind, role) in [
        ("foundation-model/", Role::FoundationModel),
        ("inference-profile/", Role::InferenceProfile),
    ] {
        for at in memchr::memmem::find_iter(text.as_bytes(), kind.as_bytes()) {
            let start = at + kind.len();
            let before = text.part(..at);
            let Some(id) = id_at(text, start).filter(|_| before.ends_with(':')) else {
                continue;
            };
            let range = start..start + id.len();
            found.push(InferenceId {
                range: range.clone(),
                id,
                role: role.clone(),
            });
            if role == Role::InferenceProfile
                && let Some((region, place)) = region_before(text, at)
                && regions.get(region).is_some()
            {
                let role = Role::CalledFrom {
                    region,
                    range: place,
                };
                found.push(InferenceId { range, id, role });
            }
        }
    }
    found
}

/// The Region of the ARN whose resource begins at `at`.
fn region_before(text: &str, at: usize) -> Option<(&str, Range<usize>)> {
    let reach = text.floor_char_boundary(at.saturating_sub(LONGEST));
    let start = reach + text.get(reach..at)?.rfind("arn:")?;
    let arn = Arn::parse(text.get(start..at + 1)?).ok()?;
    let region = arn.region();
    let range = region.range();
    Some((region.text, start + range.start..start + range.end))
}

/// The ID at this place; `None` where a placeholder or wildcard is in it.
fn id_at(text: &str, start: usize) -> Option<&str> {
    let rest = text.get(start..)?;
    let length = rest
        .bytes()
        .take(LONGEST)
        .position(|byte| !byte.is_ascii_alphanumeric() && !b".-:_".contains(&byte))
        .unwrap_or_else(|| rest.len().min(LONGEST));
    let id = rest.get(..length)?.trim_end_matches(['.', ':']);
    (!id.is_empty()).then_some(id)
}

/// The profiles of one geography in a sample that sets one Region, as called from there. None where the
/// sample shows several Regions or geographies: it is for the reader to put the right ones together.
pub(crate) fn in_sample<'t>(text: &'t str, regions: &Regions) -> Vec<InferenceId<'t>> {
    // Most samples do not name a Region.
    let has = |word: &[u8]| memchr::memmem::find(text.as_bytes(), word).is_some();
    if !has(b"egion") && !has(b"EGION") {
        return Vec::new();
    }
    let mut profiles: Vec<(&str, Range<usize>)> = Vec::new();
    let mut geographies = BTreeSet::new();
    let mut codes = BTreeSet::new();
    let mut set: Option<(&str, Range<usize>)> = None;
    let mut at = 0;
    for full in text.split_inclusive('\n') {
        let start = at;
        at += full.len();
        let line = without_comment(full);
        for (offset, word) in words(line) {
            let range = start + offset..start + offset + word.len();
            let before = line.part(..offset);
            if regions.get(word).is_some() {
                codes.insert(word);
                if set.is_none() && names_a_region(before) {
                    set = Some((word, range));
                }
            } else if let Some((geography, _)) = geography(word)
                && !before.ends_with('/')
            {
                geographies.insert(geography);
                profiles.push((word, range));
            }
        }
    }
    let Some((region, place)) = set.filter(|_| codes.len() == 1 && geographies.len() == 1) else {
        return Vec::new();
    };
    let role = |range: &Range<usize>| Role::CalledFrom {
        region,
        range: range.clone(),
    };
    let names = profiles.into_iter();
    names
        .map(|(id, range)| InferenceId {
            range,
            id,
            role: role(&place),
        })
        .collect()
}

/// The line without its comment, or nothing where all of it is one.
fn without_comment(line: &str) -> &str {
    let trimmed = line.trim_start();
    if ["#", "//", ";", "--", "*", "REM "]
        .iter()
        .any(|mark| trimmed.starts_with(mark))
    {
        // `--region` begins a line of a command.
        let is_option = trimmed.starts_with("--") && !trimmed.starts_with("-- ");
        return if is_option { line } else { "" };
    }
    let end = [" #", " //"]
        .iter()
        .filter_map(|mark| line.find(mark))
        .min();
    line.part(..end.unwrap_or(line.len()))
}

/// The words that may be IDs or Regions, with their places.
fn words(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_of_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '_');
    let base = line.as_ptr().addr();
    line.split(move |c: char| !is_of_word(c))
        .flat_map(|word| word.split_inclusive("::"))
        .map(|word| word.trim_matches([':', '.']))
        .filter(|word| word.len() > 6 && word.len() <= LONGEST && word.contains(['-', '.']))
        .map(move |word| (word.as_ptr().addr() - base, word))
}

/// Whether the text before a Region ends in a name for it: `AWS_REGION=`, `--region `, `region_name="`.
fn names_a_region(before: &str) -> bool {
    let name = before.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
    let start = name.floor_char_boundary(name.len().saturating_sub(24));
    let name = name.part(start..).to_ascii_lowercase();
    name.ends_with("region") || name.ends_with("region_name") || name.ends_with("regionname")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_and_regions_that_do_not_go_together() {
        let facts = Facts::bundled();
        let wrong = |id: &str, region: &str| misplaced(id, region, &facts).is_some();
        let model = "anthropic.claude-sonnet-4-5-20250929-v1:0";
        for (geography, region) in [
            ("us", "eu-central-1"),
            ("eu", "us-east-1"),
            ("eu", "ca-central-1"),
            ("apac", "us-west-2"),
            ("jp", "eu-west-1"),
            ("au", "us-east-1"),
            ("us-gov", "us-east-1"),
            ("us", "us-gov-west-1"),
        ] {
            assert!(
                wrong(&format!("{geography}.{model}"), region),
                "{geography} {region}"
            );
        }
        for (geography, region) in [
            ("us", "us-east-1"),
            ("us", "ca-central-1"),
            ("eu", "eu-north-1"),
            ("apac", "ap-south-1"),
            ("jp", "ap-northeast-1"),
            ("global", "us-east-1"),
            // Nobody says which profiles these call.
            ("us", "sa-east-1"),
            ("eu", "il-central-1"),
            ("apac", "me-central-1"),
            ("us-gov", "us-gov-west-1"),
        ] {
            assert!(
                !wrong(&format!("{geography}.{model}"), region),
                "{geography} {region}"
            );
        }
    }

    #[test]
    fn a_sample_with_one_region_and_one_geography() {
        let regions = Regions::bundled();
        let found = |text: &str| -> Vec<String> {
            let found = in_sample(text, &regions).into_iter();
            found
                .map(|name| {
                    assert_eq!(text.get(name.range), Some(name.id));
                    let Role::CalledFrom { region, range } = name.role else {
                        unreachable!("a sample is called from a Region")
                    };
                    assert_eq!(text.get(range), Some(region));
                    format!("{} {region}", name.id)
                })
                .collect()
        };
        assert_eq!(
            found("AWS_REGION=eu-west-1\nMODEL=us.amazon.nova-lite-v1:0\n"),
            ["us.amazon.nova-lite-v1:0 eu-west-1"]
        );
        assert_eq!(
            found(
                "boto3.client('x', region_name=\"us-east-1\")\nid = 'eu.meta.llama3-2-1b-instruct-v1:0'"
            ),
            ["eu.meta.llama3-2-1b-instruct-v1:0 us-east-1"]
        );
        for text in [
            "AWS_REGION=us-west-2\n# or us-east-1\n",
            "A=us-west-2\nM=eu.amazon.nova-lite-v1:0\n",
            "AWS_REGION=us-west-2\nB_REGION=eu-west-1\nM=eu.amazon.nova-lite-v1:0\n",
            "AWS_REGION=us-west-2\nM=eu.amazon.nova-lite-v1:0\nN=us.amazon.nova-lite-v1:0\n",
            "AWS_REGION=us-west-2\n# M=eu.amazon.nova-lite-v1:0\n",
            "region = us-west-2\nhost = eu.example.com\n",
        ] {
            let codes: Vec<_> = found(text);
            assert!(
                codes.is_empty() || text.contains("host"),
                "{text}: {codes:?}"
            );
        }
    }
}
