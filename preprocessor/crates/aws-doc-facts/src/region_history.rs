//! How the list of Regions with Amazon Bedrock grew, by release of AWS's endpoint data.

use serde::Deserialize;

use super::provenance::Provenance;
use super::snapshot;

/// A release of the endpoint data.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Step {
    /// Its version.
    pub version: String,
    /// The day of the release, `YYYY-MM-DD`.
    pub released: String,
    /// How many Regions it lists for Bedrock, without those of isolated partitions.
    pub regions: usize,
    /// The Regions that the previous release in this list did not list.
    pub added: Vec<String>,
    /// The Regions that only the previous release lists.
    pub gone: Vec<String>,
}

/// The releases, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RegionHistory {
    /// The releases.
    pub steps: Vec<Step>,
    /// Their provenance.
    pub provenance: Provenance,
}

impl RegionHistory {
    /// The built-in history.
    #[must_use]
    pub fn bundled() -> Self {
        let parsed = Self::parse(
            include_str!("../data/region_history.json"),
            include_str!("../data/region_history.provenance.json"),
        );
        snapshot::readable("Region history", parsed)
    }

    /// A history from the two files that `facts/` holds.
    ///
    /// # Errors
    /// When either is not JSON of the expected form.
    pub fn parse(steps: &str, provenance: &str) -> serde_json::Result<Self> {
        Ok(Self {
            steps: serde_json::from_str(steps)?,
            provenance: serde_json::from_str(provenance)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::Regions;

    #[test]
    fn it_ends_where_the_list_of_regions_begins() {
        let history = RegionHistory::bundled();
        let mut codes = BTreeSet::new();
        let mut day = String::new();
        for step in &history.steps {
            assert!(day < step.released, "{step:?}");
            day.clone_from(&step.released);
            for code in &step.gone {
                assert!(codes.remove(code), "{step:?}");
            }
            for code in &step.added {
                assert!(codes.insert(code.clone()), "{step:?}");
            }
            assert_eq!(codes.len(), step.regions);
        }
        let regions = Regions::bundled();
        let listed = |region: &&crate::Region| region.bedrock.iter().any(|by| by == "botocore");
        let now: BTreeSet<String> = regions
            .with_bedrock()
            .filter(listed)
            .map(|region| region.code.clone())
            .collect();
        assert_eq!(codes, now);
        let last = history.steps.last().unwrap();
        let botocore = regions.provenance().origin("botocore").unwrap();
        assert_eq!(last.version, botocore.version);
        assert_eq!(history.steps.len(), history.provenance.sources.len());
    }
}
