//! The foundation models of Amazon Bedrock, and the inference profiles through which they are
//! called.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::provenance::{Origin, Provenance};
use super::snapshot;

/// A foundation model.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Model {
    /// The model ID, as `amazon.nova-lite-v1:0`.
    pub id: String,
    /// AWS's name for it, where a source gives one.
    pub name: Option<String>,
    /// Its provider, where a source names it.
    pub provider: Option<String>,
    /// `ACTIVE`, `LEGACY` or a newer state, where a source says so.
    pub status: Option<String>,
    /// The day on which Bedrock stops or stopped offering it, `YYYY-MM-DD`, where a source says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_of_life: Option<String>,
    /// Region → the ways of calling it there by its own ID, as `ON_DEMAND` or `PROVISIONED`;
    /// none where it is called through a profile only. Empty when no source names Regions.
    #[serde(default)]
    pub regions: BTreeMap<String, BTreeSet<String>>,
}

/// An inference profile that AWS defines.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The profile ID, as `us.amazon.nova-lite-v1:0`.
    pub id: String,
    /// AWS's name for it, where a source gives one.
    pub name: Option<String>,
    /// The ID of its model, where a source names it.
    pub model: Option<String>,
    /// Region in which it is called → Regions to which it may send the call. A destination
    /// without a Region, as global profiles have, is left out. Empty when no source names Regions.
    #[serde(default)]
    pub regions: BTreeMap<String, BTreeSet<String>>,
}

/// All models and profiles, each ordered by ID.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Models {
    /// The models.
    pub models: Vec<Model>,
    /// The profiles.
    pub profiles: Vec<Profile>,
    /// Region → the day on which its own lists were last retrieved, `YYYY-MM-DD`. Empty for data
    /// that does not come from Bedrock itself.
    #[serde(default)]
    pub asked: BTreeMap<String, String>,
    /// Their provenance.
    #[serde(default)]
    pub provenance: Provenance,
}

impl Models {
    /// The built-in models.
    #[must_use]
    pub fn bundled() -> Self {
        let parsed = Self::parse(
            include_str!("../data/models.json"),
            include_str!("../data/models.provenance.json"),
        );
        snapshot::readable("models", parsed)
    }

    /// Models from the two files that `facts/` holds.
    ///
    /// # Errors
    /// When either is not JSON of the expected form.
    pub fn parse(models: &str, provenance: &str) -> serde_json::Result<Self> {
        let mut parsed: Self = serde_json::from_str(models)?;
        parsed.provenance = serde_json::from_str(provenance)?;
        parsed.sort();
        Ok(parsed)
    }

    /// The models as a file: one model or profile a line, sorted.
    #[must_use]
    pub fn to_json(&self) -> String {
        let lines = |items: Vec<String>| match items.is_empty() {
            true => String::new(),
            false => format!("\n    {}\n  ", items.join(",\n    ")),
        };
        let models = self.models.iter().map(snapshot::to_line);
        let profiles = self.profiles.iter().map(snapshot::to_line);
        let asked = self
            .asked
            .iter()
            .map(|(region, day)| format!("{}: {}", json_text(region), json_text(day)));
        format!(
            "{{\n  \"models\": [{}],\n  \"profiles\": [{}],\n  \"asked\": {{{}}}\n}}\n",
            lines(models.collect()),
            lines(profiles.collect()),
            lines(asked.collect()),
        )
    }

    /// Whether the data comes from the lists of Bedrock itself, which name Regions.
    #[must_use]
    pub fn is_first_hand(&self) -> bool {
        !self.asked.is_empty()
    }

    /// The model with this ID.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Model> {
        let index = self
            .models
            .binary_search_by(|model| model.id.as_str().cmp(id))
            .ok()?;
        self.models.get(index)
    }

    /// The inference profile with this ID.
    #[must_use]
    pub fn profile(&self, id: &str) -> Option<&Profile> {
        let index = self
            .profiles
            .binary_search_by(|profile| profile.id.as_str().cmp(id))
            .ok()?;
        self.profiles.get(index)
    }

    /// The profiles of this model.
    pub fn profiles_of<'m>(&'m self, model: &'m str) -> impl Iterator<Item = &'m Profile> {
        self.profiles
            .iter()
            .filter(move |profile| profile.model.as_deref() == Some(model))
    }

    /// These models, updated by a later pull. A Region that answered is taken entirely from the
    /// pull; one that did not keeps its earlier lists and their older day. Models that are not
    /// first-hand are replaced entirely.
    #[must_use]
    pub fn updated(&self, pull: &Self) -> Self {
        if !pull.is_first_hand() {
            return self.clone();
        }
        if !self.is_first_hand() {
            return pull.clone();
        }
        let mut models: BTreeMap<String, Model> = BTreeMap::new();
        let mut profiles: BTreeMap<String, Profile> = BTreeMap::new();
        for model in &self.models {
            let mut kept = model.clone();
            kept.regions
                .retain(|region, _| !pull.asked.contains_key(region));
            if !kept.regions.is_empty() {
                models.insert(kept.id.clone(), kept);
            }
        }
        for profile in &self.profiles {
            let mut kept = profile.clone();
            kept.regions
                .retain(|region, _| !pull.asked.contains_key(region));
            if !kept.regions.is_empty() {
                profiles.insert(kept.id.clone(), kept);
            }
        }
        for model in &pull.models {
            let mut regions = model.regions.clone();
            if let Some(kept) = models.remove(&model.id) {
                regions.extend(kept.regions);
            }
            models.insert(
                model.id.clone(),
                Model {
                    regions,
                    ..model.clone()
                },
            );
        }
        for profile in &pull.profiles {
            let mut regions = profile.regions.clone();
            if let Some(kept) = profiles.remove(&profile.id) {
                regions.extend(kept.regions);
            }
            profiles.insert(
                profile.id.clone(),
                Profile {
                    regions,
                    ..profile.clone()
                },
            );
        }
        let mut asked = self.asked.clone();
        asked.extend(pull.asked.clone());
        Self {
            models: models.into_values().collect(),
            profiles: profiles.into_values().collect(),
            asked,
            provenance: pull.provenance.clone(),
        }
    }

    /// The oldest of the days on which the Regions' lists were retrieved, or that of a source
    /// without Regions.
    #[must_use]
    pub fn retrieved(&self) -> &str {
        match self.asked.values().min() {
            Some(day) => day,
            None => self.provenance.retrieved(),
        }
    }

    /// The only source, or the first of several.
    #[must_use]
    pub fn origin(&self) -> Option<&Origin> {
        self.provenance.sources.first()
    }

    fn sort(&mut self) {
        self.models.sort_by(|a, b| a.id.cmp(&b.id));
        self.models.dedup_by(|a, b| a.id == b.id);
        self.profiles.sort_by(|a, b| a.id.cmp(&b.id));
        self.profiles.dedup_by(|a, b| a.id == b.id);
    }
}

fn json_text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(regions: &[(&str, &str, &[&str])]) -> Models {
        let mut models: BTreeMap<String, Model> = BTreeMap::new();
        let mut asked = BTreeMap::new();
        for (region, day, ids) in regions {
            asked.insert((*region).to_owned(), (*day).to_owned());
            for id in *ids {
                let model = models.entry((*id).to_owned()).or_default();
                model.id = (*id).to_owned();
                model
                    .regions
                    .insert((*region).to_owned(), ["ON_DEMAND".to_owned()].into());
            }
        }
        Models {
            models: models.into_values().collect(),
            asked,
            ..Models::default()
        }
    }

    #[test]
    fn a_region_that_did_not_answer_keeps_what_was_known() {
        let before = set(&[
            ("us-east-1", "2026-11-01", &["a", "b", "old"]),
            ("eu-west-1", "2026-11-01", &["a", "b"]),
        ]);
        let pull = set(&[("us-east-1", "2026-11-22", &["a", "new"])]);
        let after = before.updated(&pull);
        let ids: Vec<_> = after.models.iter().map(|model| model.id.as_str()).collect();
        assert_eq!(ids, ["a", "b", "new"]);
        let regions = |id| {
            after
                .get(id)
                .unwrap()
                .regions
                .keys()
                .cloned()
                .collect::<Vec<_>>()
        };
        assert_eq!(regions("a"), ["eu-west-1", "us-east-1"]);
        assert_eq!(regions("b"), ["eu-west-1"]);
        assert_eq!(after.retrieved(), "2026-11-01");
        assert_eq!(before.updated(&Models::default()), before);
    }

    #[test]
    fn a_file_reads_back() {
        let models = set(&[("us-east-1", "2026-11-01", &["a:0", "b\"<"])]);
        let provenance = serde_json::to_string(&models.provenance).unwrap();
        assert_eq!(
            Models::parse(&models.to_json(), &provenance).unwrap(),
            models
        );
        let empty = Models::default();
        assert_eq!(Models::parse(&empty.to_json(), &provenance).unwrap(), empty);
    }
}
