//! Regions of other providers, whose names have the form of an AWS Region.

use std::collections::BTreeMap;

use super::provenance::Provenance;
use super::snapshot;

/// Names such as `us-ashburn-1`, with the providers that have a region of this name. AWS has none of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OtherRegions {
    providers: BTreeMap<String, Vec<String>>,
    provenance: Provenance,
}

impl OtherRegions {
    /// The built-in names.
    #[must_use]
    pub fn bundled() -> Self {
        let parsed = Self::parse(
            include_str!("../data/other_regions.json"),
            include_str!("../data/other_regions.provenance.json"),
        );
        snapshot::readable("other regions", parsed)
    }

    /// Names from the two files that `data/` holds.
    ///
    /// # Errors
    /// When either is not JSON of the expected form.
    pub fn parse(names: &str, provenance: &str) -> serde_json::Result<Self> {
        Ok(Self {
            providers: serde_json::from_str(names)?,
            provenance: serde_json::from_str(provenance)?,
        })
    }

    /// The providers that have a region of this name; empty where nobody has.
    #[must_use]
    pub fn providers(&self, name: &str) -> &[String] {
        self.providers.get(name).map_or(&[], Vec::as_slice)
    }

    /// Their provenance.
    #[must_use]
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Regions;

    #[test]
    fn no_name_is_also_a_region_of_aws() {
        let regions = Regions::bundled();
        let others = OtherRegions::bundled();
        assert!(others.providers.len() > 100);
        for name in others.providers.keys() {
            assert_eq!(regions.get(name), None, "{name}");
        }
        assert_eq!(others.providers("eu-central-3"), ["IONOS"]);
        assert_eq!(others.providers("us-esat-1"), [""; 0]);
    }
}
