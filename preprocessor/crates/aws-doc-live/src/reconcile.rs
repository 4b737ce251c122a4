//! Adds answers to the known facts, and rejects implausible ones.

use std::collections::BTreeSet;

use super::error::{FetchError, FetchErrorKind};
use super::source::{FactSet, SourceData};
use aws_doc_facts::{Actions, Known, Models, Regions};

/// How many Regions an answer may lack that the same source listed before.
pub(crate) const MOST_LOST_REGIONS: usize = 3;

/// Adds the data of the source `title` to the known facts.
///
/// # Errors
/// When the answer is implausible; `known` is then unchanged.
pub fn apply(known: &mut Known, title: &str, answer: &SourceData) -> Result<(), FetchError> {
    let refuse = |why| Err(FetchError::new(title, FetchErrorKind::Implausible(why)));
    match &answer.facts {
        FactSet::Regions(regions) => {
            if let Some(why) = implausible_regions(&known.regions, regions) {
                return refuse(why);
            }
            known.regions = known.regions.merged(regions);
        }
        FactSet::Actions(actions) => {
            if let Some(why) = implausible_actions(&known.actions, actions) {
                return refuse(why);
            }
            if known.actions.provenance.retrieved() <= actions.provenance.retrieved() {
                known.actions = actions.clone();
            }
        }
        FactSet::Models(models) => {
            let before = known.models.is_first_hand().then_some(&known.models);
            if let Some(why) = before.and_then(|before| implausible_models(before, models)) {
                return refuse(why);
            }
            known.models = known.models.updated(models);
            let text = known.models.to_json();
            known.models.provenance.sha256 = aws_doc_facts::provenance::sha256(text.as_bytes());
        }
    }
    Ok(())
}

/// Why a source's answer about Regions is implausible.
fn implausible_regions(known: &Regions, answer: &Regions) -> Option<String> {
    let key = answer.provenance().sources.first()?.key.as_str();
    let lists = |set: &Regions, of: &str| -> BTreeSet<String> {
        let by = |list: &[String]| list.iter().any(|known| known == of);
        set.iter()
            .filter(|region| by(&region.bedrock))
            .map(|region| region.code.clone())
            .collect()
    };
    let now = lists(answer, key);
    let before = lists(known, key);
    let lost: Vec<&str> = before.difference(&now).map(String::as_str).collect();
    if lost.len() > MOST_LOST_REGIONS {
        return Some(format!(
            "{} Regions that it listed before are missing: {}",
            lost.len(),
            lost.join(", ")
        ));
    }
    // The first answer of a source is compared with all other sources. A source that says nothing
    // about Bedrock, as the list of an account's Regions, cannot lose any.
    let states = |set: &Regions| set.iter().any(|region| region.has_bedrock());
    if before.is_empty() && states(answer) {
        let public: BTreeSet<String> = known
            .with_bedrock()
            .filter(|region| region.partition.as_deref() == Some("aws"))
            .map(|region| region.code.clone())
            .collect();
        let missing = public.difference(&now).count();
        if missing * 2 > public.len() {
            return Some(format!(
                "it lists {} Regions with Bedrock, and {missing} of the {} known ones are missing",
                now.len(),
                public.len()
            ));
        }
    }
    None
}

/// Why an answer about actions is implausible: a tenth of them disappeared at once.
fn implausible_actions(known: &Actions, answer: &Actions) -> Option<String> {
    let before: BTreeSet<String> = known.names().collect();
    let now: BTreeSet<String> = answer.names().collect();
    let lost = before.difference(&now).count();
    if lost * 10 > before.len() {
        return Some(format!("{lost} of {} actions are missing", before.len()));
    }
    None
}

/// Why an answer about models is implausible: half of a Region's models disappeared at once.
fn implausible_models(known: &Models, answer: &Models) -> Option<String> {
    let here = |models: &Models, region: &str| {
        let in_region = |model: &&aws_doc_facts::models::Model| model.regions.contains_key(region);
        models.models.iter().filter(in_region).count()
    };
    answer.asked.keys().find_map(|region| {
        let (before, now) = (here(known, region), here(answer, region));
        (now * 2 < before).then(|| format!("{region} had {before} models and now {now}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_doc_facts::provenance::Origin;
    use aws_doc_facts::regions::ListedRegion;

    fn answer(key: &str, codes: &[&str]) -> SourceData {
        let origin = Origin {
            key: key.to_owned(),
            retrieved: "2027-01-01".to_owned(),
            ..Origin::default()
        };
        let listed = codes.iter().map(|code| ListedRegion {
            code: (*code).to_owned(),
            bedrock: true,
            ..ListedRegion::default()
        });
        SourceData {
            facts: FactSet::Regions(Regions::of_source(origin, listed)),
            gaps: Vec::new(),
        }
    }

    fn codes(known: &Known) -> Vec<String> {
        let offering = known.regions.with_bedrock();
        offering.map(|region| region.code.clone()).collect()
    }

    #[test]
    fn an_answer_that_loses_many_regions_is_refused() {
        let mut known = Known::bundled();
        let all = codes(&known);
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        // Three gone from one source's list: believed, and the other sources still list them.
        apply(&mut known, "SSM", &answer("ssm", &all[3..])).unwrap();
        assert_eq!(codes(&known).len(), 36);
        assert_eq!(known.regions.get(all[0]).unwrap().bedrock, ["botocore"]);
        // Four more gone: refused.
        let fault = apply(&mut known, "SSM", &answer("ssm", &all[7..])).unwrap_err();
        assert!(
            fault
                .to_string()
                .contains("4 Regions that it listed before are missing")
        );
        assert_eq!(
            known.regions.get(all[5]).unwrap().bedrock,
            ["botocore", "ssm"]
        );
        assert!(apply(&mut known, "SSM", &answer("ssm", &[])).is_err());
    }

    #[test]
    fn a_new_source_is_compared_with_the_others() {
        let mut known = Known::bundled();
        let fault = apply(
            &mut known,
            "table",
            &answer("regional-table", &["us-east-1"]),
        );
        assert!(
            fault
                .unwrap_err()
                .to_string()
                .contains("32 of the 33 known ones are missing")
        );
        let mut all = codes(&known);
        all.push("sa-new-1".to_owned());
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        apply(&mut known, "table", &answer("regional-table", &all)).unwrap();
        assert!(codes(&known).contains(&"sa-new-1".to_owned()));
    }
}
