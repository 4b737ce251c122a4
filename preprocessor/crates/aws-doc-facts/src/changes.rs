//! What `mdbook-aws refresh` has noticed at AWS over time, as a book keeps it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Known;
use super::drift::{Drift, Kind};

/// The record of a book, in its file `facts/changes.json`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Changes {
    /// The day of the first refresh, `YYYY-MM-DD`. What AWS said then is where the record begins:
    /// nothing is known of when it had begun to say so.
    pub since: String,
    /// What was noticed, in the order of its days.
    pub entries: Vec<Entry>,
}

/// What one refresh has noticed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The day of the refresh, `YYYY-MM-DD`. It happened then or before, after the refresh before.
    pub date: String,
    /// What changed.
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

    /// The record with what a refresh on `today` has noticed: `before` is what the book held itself,
    /// in part or as a whole, and `after` what it will hold. Of what it did not hold nothing is
    /// noted, nor of models that were not Bedrock's own lists until now: what differs then is the
    /// source, not AWS.
    #[must_use]
    pub fn with_refresh(earlier: Option<&Self>, before: &Own, after: &Known, today: &str) -> Self {
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
            record.entries.push(Entry { date, changes });
        }
        record
    }
}

/// The facts that a book itself holds, without those that are built in.
#[derive(Debug, Clone, Default)]
pub struct Own {
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

    fn own(known: &Known) -> Own {
        Own {
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
        let begun = Changes::with_refresh(None, &Own::default(), &before, "2026-11-23");
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
