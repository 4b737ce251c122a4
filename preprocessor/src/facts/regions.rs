//! The Regions of AWS, and which of them offer Amazon Bedrock.

use serde::Deserialize;

use super::provenance::Provenance;

/// A Region.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Region {
    /// The code, as `us-east-1`.
    pub code: String,
    /// AWS's name for it, where a source gives one.
    pub name: Option<String>,
    /// The partition, as `aws` or `aws-us-gov`, where a source gives one.
    pub partition: Option<String>,
    /// Whether an account must opt in before it can use the Region, where a source says so.
    pub opt_in: Option<bool>,
    /// The sources that know the Region at all.
    pub known_to: Vec<String>,
    /// The sources that say it offers Bedrock.
    pub bedrock: Vec<String>,
}

impl Region {
    /// Whether any source says that the Region offers Bedrock.
    #[must_use]
    pub fn has_bedrock(&self) -> bool {
        !self.bedrock.is_empty()
    }

    /// Whether the Region is in one of AWS's isolated partitions, which only some governments
    /// reach.
    #[must_use]
    pub fn is_isolated(&self) -> bool {
        self.partition
            .as_deref()
            .is_some_and(|partition| partition.starts_with("aws-iso"))
    }
}

/// All Regions, ordered by code.
#[derive(Debug, Clone, Default)]
pub struct Regions {
    regions: Vec<Region>,
    provenance: Provenance,
}

impl Regions {
    /// The Regions that are built into the program.
    #[must_use]
    pub fn bundled() -> Self {
        Self::parse(
            include_str!("../../facts/regions.json"),
            include_str!("../../facts/regions.provenance.json"),
        )
        .unwrap_or_default()
    }

    /// Regions from the two files that `facts/` holds.
    ///
    /// # Errors
    /// When either is not JSON of the expected form.
    pub fn parse(regions: &str, provenance: &str) -> serde_json::Result<Self> {
        let mut regions: Vec<Region> = serde_json::from_str(regions)?;
        regions.sort_by(|a, b| a.code.cmp(&b.code));
        regions.dedup_by(|a, b| a.code == b.code);
        let provenance = serde_json::from_str(provenance)?;
        Ok(Self {
            regions,
            provenance,
        })
    }

    /// Where they come from.
    #[must_use]
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// The Region with this code.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Region> {
        let index = self
            .regions
            .binary_search_by(|region| region.code.as_str().cmp(code))
            .ok()?;
        self.regions.get(index)
    }

    /// All Regions.
    pub fn iter(&self) -> impl Iterator<Item = &Region> {
        self.regions.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    #[test]
    fn the_bundled_list_is_whole() {
        let regions = Regions::bundled();
        let offering: Vec<_> = regions
            .iter()
            .filter(|region| region.has_bedrock())
            .collect();
        let (isolated, public): (Vec<_>, Vec<_>) = offering
            .into_iter()
            .partition(|region| region.is_isolated());
        assert_eq!((public.len(), isolated.len()), (36, 4));
        assert!(
            regions
                .get("ap-east-1")
                .is_some_and(|region| !region.has_bedrock())
        );
        assert!(
            regions
                .get("us-east-1")
                .is_some_and(|region| region.opt_in == Some(false))
        );
        assert!(
            regions
                .iter()
                .all(|region| !region.code.contains("bedrock"))
        );
    }

    #[test]
    fn the_digest_is_that_of_the_file() {
        let digest = Sha256::digest(include_bytes!("../../facts/regions.json"));
        let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(Regions::bundled().provenance().sha256, digest);
    }
}
