//! The changes at AWS that `mdbook-aws refresh` has recorded in a book over time.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Known;
use super::drift::{Drift, Kind};

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

    /// The record with the changes that a refresh on `today` has found: `before` is what the book
    /// itself held, possibly not all sets, and `after` what it will hold. Nothing is recorded about
    /// sets that it did not hold, nor about models that did not come from Bedrock's own lists: then
    /// the source has changed, not AWS.
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
        // An interrupted refresh may have recorded its changes without writing the facts.
        let noted = record.entries.last().map(|last| &last.changes);
        if !changes.is_empty() && noted != Some(&changes) {
            let date = today.to_owned();
            record.entries.push(ChangeEntry { date, changes });
        }
        record
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
