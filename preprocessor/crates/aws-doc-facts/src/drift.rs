//! The differences between two states of the facts.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Known;
use super::changes::{BookFacts, ChangeEntry, Changes};

pub use super::changes::Kind;

/// The differences between two states of the facts. Dates do not count.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Drift {
    /// The changes of each kind, in the order in which they are reported. Kinds without changes are
    /// left out.
    pub changes: BTreeMap<Kind, Vec<String>>,
}

impl Changes {
    /// The record with what a refresh on `today` has noticed: `before` is what the book held itself,
    /// in part or as a whole, and `after` what it will hold. Of what it did not hold nothing is
    /// noted, nor of models that were not Bedrock's own lists until now: what differs then is the
    /// source, not AWS.
    #[must_use]
    pub fn with_refresh(
        earlier: Option<&Self>,
        before: &BookFacts,
        after: &Known,
        today: &str,
    ) -> Self {
        let mut record = earlier.cloned().unwrap_or_else(|| Self {
            since: today.to_owned(),
            entries: Vec::new(),
        });
        let regions = before.regions.clone();
        let models = before.models.clone().filter(super::Models::is_first_hand);
        let actions = before.actions.clone();
        let before = Known {
            regions: regions.unwrap_or_else(|| after.regions.clone()),
            models: models.unwrap_or_else(|| after.models.clone()),
            actions: actions.unwrap_or_else(|| after.actions.clone()),
            changes: None,
        };
        let Drift { changes } = Drift::between(&before, after);
        // A refresh that was cut off has noted its changes, but not kept the facts.
        let noted = record.entries.last().map(|last| &last.changes);
        if !changes.is_empty() && noted != Some(&changes) {
            let date = today.to_owned();
            record.entries.push(ChangeEntry { date, changes });
        }
        record
    }
}

impl Drift {
    /// The differences from `before` to `after`.
    #[must_use]
    pub fn between(before: &Known, after: &Known) -> Self {
        let mut drift = Self::default();
        drift.regions(before, after);
        drift.models(before, after);
        drift.profiles(before, after);
        let names = |known: &Known| known.actions.names().collect::<BTreeSet<String>>();
        drift.sets(
            [Kind::ActionsAdded, Kind::ActionsGone],
            &names(before),
            &names(after),
        );
        drift
    }

    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    fn note(&mut self, kind: Kind, changes: impl Iterator<Item = String>) {
        let changes: Vec<String> = changes.collect();
        if !changes.is_empty() {
            self.changes.insert(kind, changes);
        }
    }

    fn sets(&mut self, kinds: [Kind; 2], before: &BTreeSet<String>, after: &BTreeSet<String>) {
        let [added, gone] = kinds;
        self.note(added, after.difference(before).cloned());
        self.note(gone, before.difference(after).cloned());
    }

    fn regions(&mut self, before: &Known, after: &Known) {
        let listed = |known: &Known| -> BTreeMap<String, Vec<String>> {
            let offering = known.regions.iter().filter(|region| region.has_bedrock());
            offering
                .map(|region| (region.code.clone(), region.bedrock.clone()))
                .collect()
        };
        let (before_by, after_by) = (listed(before), listed(after));
        self.sets(
            [Kind::RegionsAdded, Kind::RegionsGone],
            &before_by.keys().cloned().collect(),
            &after_by.keys().cloned().collect(),
        );
        // A source that is entirely new is not a change of each Region.
        let known_sources = before.regions.listing();
        let changed = after_by.iter().filter_map(|(code, by)| {
            let earlier = before_by.get(code)?;
            let lost: Vec<&str> = earlier
                .iter()
                .filter(|key| !by.contains(key))
                .map(String::as_str)
                .collect();
            let won: Vec<&str> = by
                .iter()
                .filter(|key| !earlier.contains(key) && known_sources.contains(key.as_str()))
                .map(String::as_str)
                .collect();
            let part = |word: &str, keys: &[&str]| match keys.is_empty() {
                true => None,
                false => Some(format!("{word} by {}", keys.join(", "))),
            };
            let parts: Vec<String> = [part("no longer listed", &lost), part("now listed", &won)]
                .into_iter()
                .flatten()
                .collect();
            (!parts.is_empty()).then(|| format!("{code}: {}", parts.join("; ")))
        });
        self.note(
            Kind::RegionsDisputed,
            changed.collect::<Vec<_>>().into_iter(),
        );
    }

    fn models(&mut self, before: &Known, after: &Known) {
        let ids = |known: &Known| known.models.models.iter().map(|it| it.id.clone()).collect();
        self.sets(
            [Kind::ModelsAdded, Kind::ModelsRetired],
            &ids(before),
            &ids(after),
        );
        let both = || {
            let pairs = after.models.models.iter();
            pairs.filter_map(|now| Some((before.models.get(&now.id)?, now)))
        };
        let changed = both().filter(|(was, now)| was.status.is_some() && was.status != now.status);
        let state = |state: &Option<String>| state.clone().unwrap_or_else(|| "none".to_owned());
        self.note(
            Kind::ModelsChanged,
            changed.map(|(was, now)| {
                format!(
                    "{}: {} → {}",
                    now.id,
                    state(&was.status),
                    state(&now.status)
                )
            }),
        );
        // Data without Regions says nothing about availability.
        let moved =
            both().filter(|(was, now)| !was.regions.is_empty() && was.regions != now.regions);
        self.note(
            Kind::ModelsMoved,
            moved.map(|(was, now)| {
                let changes = moves(was.regions.keys(), now.regions.keys());
                format!("{}: {changes}", now.id)
            }),
        );
    }

    fn profiles(&mut self, before: &Known, after: &Known) {
        let ids = |known: &Known| {
            known
                .models
                .profiles
                .iter()
                .map(|it| it.id.clone())
                .collect()
        };
        self.sets(
            [Kind::ProfilesAdded, Kind::ProfilesGone],
            &ids(before),
            &ids(after),
        );
        let moved = after.models.profiles.iter().filter_map(|now| {
            let mut earlier = before.models.profiles.iter();
            let was = earlier.find(|was| was.id == now.id)?;
            if was.regions.is_empty() || was.regions == now.regions {
                return None;
            }
            let changes = moves(was.regions.keys(), now.regions.keys());
            Some(format!("{}: {changes}", now.id))
        });
        self.note(Kind::ProfilesMoved, moved.collect::<Vec<_>>().into_iter());
    }
}

fn moves<'r>(
    before: impl Iterator<Item = &'r String>,
    after: impl Iterator<Item = &'r String>,
) -> String {
    let (before, after): (BTreeSet<_>, BTreeSet<_>) = (before.collect(), after.collect());
    let mut parts: Vec<String> = after
        .difference(&before)
        .map(|region| format!("+{region}"))
        .collect();
    parts.extend(before.difference(&after).map(|region| format!("-{region}")));
    if parts.is_empty() {
        return "called otherwise in the same Regions".to_owned();
    }
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::Model;

    #[test]
    fn every_change_is_told_once() {
        let before = Known::bundled();
        let mut after = before.clone();
        assert!(Drift::between(&before, &after).is_empty());
        after
            .models
            .models
            .retain(|model| model.id != "amazon.nova-lite-v1:0");
        let new = Model {
            id: "a.new".to_owned(),
            ..Model::default()
        };
        after.models.models.insert(0, new);
        let drift = Drift::between(&before, &after);
        assert_eq!(drift.changes.get(&Kind::ModelsAdded).unwrap(), &["a.new"]);
        assert_eq!(
            drift.changes.get(&Kind::ModelsRetired).unwrap(),
            &["amazon.nova-lite-v1:0"]
        );
        assert_eq!(drift.changes.len(), 2);
    }
}
