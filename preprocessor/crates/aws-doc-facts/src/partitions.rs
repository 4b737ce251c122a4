//! AWS partitions: separate clouds under separate domains.

use serde::{Deserialize, Serialize};

use super::provenance::Provenance;
use super::snapshot;

/// A partition.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partition {
    /// Its name, as ARNs have it: `aws-us-gov`.
    #[serde(rename = "partition")]
    pub name: String,
    /// How the codes of its Regions begin, as `us-gov-`; empty for `aws`, to which all others
    /// belong.
    pub begins: String,
    /// The domain of its services, as `amazonaws.com`.
    pub dns_suffix: String,
    /// The Region whose endpoint serves the whole partition, for services that have only one.
    pub global_region: String,
}

/// The partitions, ordered by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Partitions {
    partitions: Vec<Partition>,
    provenance: Provenance,
}

impl Partitions {
    /// The built-in partitions.
    #[must_use]
    pub fn bundled() -> Self {
        let parsed = Self::parse(
            include_str!("../data/partitions.json"),
            include_str!("../data/partitions.provenance.json"),
        );
        snapshot::readable("partitions", parsed)
    }

    /// Partitions from the two files that `facts/` holds.
    ///
    /// # Errors
    /// When either is not JSON of the expected form.
    pub fn parse(partitions: &str, provenance: &str) -> serde_json::Result<Self> {
        Ok(Self {
            partitions: serde_json::from_str(partitions)?,
            provenance: serde_json::from_str(provenance)?,
        })
    }

    /// The partition to which a Region belongs, by how its code begins.
    #[must_use]
    pub fn of_region(&self, code: &str) -> Option<&Partition> {
        let fits = |it: &&Partition| code.starts_with(&it.begins);
        let fitting = self.partitions.iter().filter(fits);
        fitting.max_by_key(|partition| partition.begins.len())
    }

    /// The URL of a service in a Region, with a slash at its end. A Region of an unknown partition
    /// counts as one of `aws`.
    #[must_use]
    pub fn endpoint(&self, service: &str, region: &str) -> String {
        let domain = self.of_region(region).map(|it| it.dns_suffix.as_str());
        let domain = domain.unwrap_or("amazonaws.com");
        format!("https://{service}.{region}.{domain}/")
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
    fn every_known_region_is_in_the_partition_that_its_code_tells() {
        let partitions = Partitions::bundled();
        let regions = Regions::bundled();
        let mut seen = 0;
        for region in regions.iter() {
            let told = partitions.of_region(&region.code).unwrap();
            if let Some(name) = &region.partition {
                assert_eq!(&told.name, name, "{}", region.code);
                seen += 1;
            }
        }
        assert!(seen > 35);
        let domain = |code| partitions.of_region(code).unwrap().dns_suffix.clone();
        assert_eq!(domain("eusc-de-east-1"), "amazonaws.eu");
        assert_eq!(domain("cn-north-1"), "amazonaws.com.cn");
        assert_eq!(domain("us-gov-east-1"), "amazonaws.com");
        assert_eq!(domain("us-new-1"), "amazonaws.com");
    }
}
