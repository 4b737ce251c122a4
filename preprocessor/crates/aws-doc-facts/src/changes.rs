//! The changes at AWS that `mdbook-aws refresh` has recorded in a book over time.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The record of a book, in its file `facts/changes.json`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Changes {
    /// The day of the first refresh, `YYYY-MM-DD`. The record begins with the state on that day;
    /// earlier changes are unknown.
    pub since: String,
    /// The changes, by day.
    pub entries: Vec<ChangeEntry>,
}

/// The changes that one refresh has found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeEntry {
    /// The day of the refresh, `YYYY-MM-DD`. The changes happened between the previous refresh and
    /// this one.
    pub date: String,
    /// The changes.
    pub changes: BTreeMap<Kind, Vec<String>>,
}

impl Changes {
    /// A record from the text of its file.
    ///
    /// # Errors
    /// When it is not JSON of the expected form.
    pub fn parse(text: &str) -> serde_json::Result<Self> {
        serde_json::from_str(text)
    }

    /// The record as a file.
    #[must_use]
    pub fn to_json(&self) -> String {
        super::snapshot::to_file(self)
    }
}

/// A kind of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Regions that offer Bedrock now.
    RegionsAdded,
    /// Regions that no source lists any more.
    RegionsGone,
    /// Regions that another set of sources lists than before.
    RegionsDisputed,
    /// Models that are new.
    ModelsAdded,
    /// Models that are no longer listed.
    ModelsRetired,
    /// Models in another state, as `LEGACY`.
    ModelsChanged,
    /// Models in other Regions, or called in other ways there.
    ModelsMoved,
    /// Inference profiles that are new.
    ProfilesAdded,
    /// Inference profiles that are gone.
    ProfilesGone,
    /// Inference profiles that are called in other Regions, or send calls to others.
    ProfilesMoved,
    /// IAM actions that are new.
    ActionsAdded,
    /// IAM actions that are gone.
    ActionsGone,
}

impl Kind {
    /// The heading.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::RegionsAdded => "Regions added",
            Self::RegionsGone => "Regions gone",
            Self::RegionsDisputed => "Regions whose sources changed",
            Self::ModelsAdded => "Models added",
            Self::ModelsRetired => "Models retired",
            Self::ModelsChanged => "Models in another state",
            Self::ModelsMoved => "Models in other Regions",
            Self::ProfilesAdded => "Inference profiles added",
            Self::ProfilesGone => "Inference profiles gone",
            Self::ProfilesMoved => "Inference profiles in other Regions",
            Self::ActionsAdded => "Actions added",
            Self::ActionsGone => "Actions gone",
        }
    }
}

/// The facts that a book itself holds, without the built-in ones.
#[derive(Debug, Clone, Default)]
pub struct BookFacts {
    /// The Regions.
    pub regions: Option<super::Regions>,
    /// The models.
    pub models: Option<super::Models>,
    /// The actions.
    pub actions: Option<super::Actions>,
    /// The record.
    pub changes: Option<Changes>,
}

#[cfg(test)]
mod tests {
    use super::super::Known;
    use super::*;

    fn own(known: &Known) -> BookFacts {
        BookFacts {
            regions: Some(known.regions.clone()),
            models: Some(known.models.clone()),
            actions: Some(known.actions.clone()),
            changes: None,
        }
    }

    /// Built-in facts with models as Bedrock itself lists them.
    fn first_hand() -> Known {
        let mut known = Known::bundled();
        let asked = ("us-east-1".to_owned(), "2026-11-23".to_owned());
        known.models.asked.extend([asked]);
        known
    }

    #[test]
    fn the_record_begins_with_the_first_refresh_and_grows_by_what_changed() {
        let before = first_hand();
        let begun = Changes::with_refresh(None, &BookFacts::default(), &before, "2026-11-23");
        assert_eq!(
            (begun.since.as_str(), begun.entries.len()),
            ("2026-11-23", 0)
        );
        let mut after = before.clone();
        let gone = after.models.models.remove(0);
        let later = Changes::with_refresh(Some(&begun), &own(&before), &after, "2026-11-25");
        assert_eq!(later.since, "2026-11-23");
        let [entry] = later.entries.as_slice() else {
            panic!("{later:?}");
        };
        assert_eq!(entry.date, "2026-11-25");
        assert_eq!(entry.changes.get(&Kind::ModelsRetired).unwrap(), &[gone.id]);
        assert_eq!(Changes::parse(&later.to_json()).unwrap(), later);
        // The same again, after a cut-off; and nothing new.
        let again = Changes::with_refresh(Some(&later), &own(&before), &after, "2026-11-26");
        assert_eq!(again, later);
        let still = Changes::with_refresh(Some(&later), &own(&after), &after, "2026-11-27");
        assert_eq!(still, later);
    }

    #[test]
    fn another_source_of_models_is_no_news() {
        let before = Known::bundled();
        let mut after = first_hand();
        after.models.models.remove(0);
        let record = Changes::with_refresh(None, &own(&before), &after, "2026-11-23");
        assert_eq!(record.entries, []);
    }
}
