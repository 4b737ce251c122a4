//! AWS Regions, and which of them offer Amazon Bedrock.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::provenance::{Origin, Provenance};
use super::snapshot;

/// A Region.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Regions {
    regions: Vec<Region>,
    provenance: Provenance,
}

impl Regions {
    /// The built-in Regions.
    #[must_use]
    pub fn bundled() -> Self {
        let parsed = Self::parse(
            include_str!("../data/regions.json"),
            include_str!("../data/regions.provenance.json"),
        );
        snapshot::readable("regions", parsed)
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

    /// The Regions that one source lists.
    #[must_use]
    pub fn of_source(origin: Origin, listed: impl IntoIterator<Item = ListedRegion>) -> Self {
        let key = vec![origin.key.clone()];
        let regions: BTreeMap<String, Region> = listed
            .into_iter()
            .filter(|listed| is_region_code(&listed.code))
            .map(|listed| {
                let region = Region {
                    code: listed.code.clone(),
                    name: listed.name,
                    partition: None,
                    opt_in: listed.opt_in,
                    known_to: key.clone(),
                    bedrock: if listed.bedrock {
                        key.clone()
                    } else {
                        Vec::new()
                    },
                };
                (listed.code, region)
            })
            .collect();
        Self {
            regions: regions.into_values().collect(),
            provenance: Provenance {
                set: "regions".to_owned(),
                sources: vec![origin],
                sha256: String::new(),
            },
        }
    }

    /// Both sets together. If a source is in both, its later answer replaces the earlier one
    /// entirely; different sources are kept separate, so that disagreements stay visible. A Region
    /// that no source lists any more is removed. Names and opt-in states come from `newer` where it
    /// gives them; a missing partition is that of all Regions whose codes begin with the same words.
    #[must_use]
    pub fn merged(&self, newer: &Self) -> Self {
        let mut sources = self.provenance.sources.clone();
        let mut replaced: BTreeSet<&str> = BTreeSet::new();
        let mut ignored: BTreeSet<&str> = BTreeSet::new();
        for origin in &newer.provenance.sources {
            match sources.iter_mut().find(|known| known.key == origin.key) {
                Some(known) if known.retrieved > origin.retrieved => {
                    ignored.insert(&origin.key);
                }
                Some(known) => {
                    *known = origin.clone();
                    replaced.insert(&origin.key);
                }
                None => sources.push(origin.clone()),
            }
        }
        let mut regions: BTreeMap<String, Region> = BTreeMap::new();
        for (set, without) in [(self, &replaced), (newer, &ignored)] {
            for region in &set.regions {
                let known = regions.entry(region.code.clone()).or_default();
                known.code.clone_from(&region.code);
                known.name = region.name.clone().or(known.name.take());
                known.partition = region.partition.clone().or(known.partition.take());
                known.opt_in = region.opt_in.or(known.opt_in);
                let left = |list: &[String], into: &mut Vec<String>| {
                    into.extend(
                        list.iter()
                            .filter(|key| !without.contains(key.as_str()))
                            .cloned(),
                    );
                    into.sort();
                    into.dedup();
                };
                left(&region.known_to, &mut known.known_to);
                left(&region.bedrock, &mut known.bedrock);
            }
        }
        let mut regions: Vec<Region> = regions
            .into_values()
            .filter(|region| !region.known_to.is_empty() || !region.bedrock.is_empty())
            .collect();
        infer_partitions(&mut regions);
        let mut merged = Self {
            regions,
            provenance: Provenance {
                set: "regions".to_owned(),
                sources,
                sha256: String::new(),
            },
        };
        merged.provenance.sha256 = super::provenance::sha256(merged.to_json().as_bytes());
        merged
    }

    /// The Regions as a file: one Region a line, sorted.
    #[must_use]
    pub fn to_json(&self) -> String {
        let lines: Vec<String> = self.regions.iter().map(snapshot::to_line).collect();
        format!("[\n  {}\n]\n", lines.join(",\n  "))
    }

    /// The Regions that offer Bedrock outside of the isolated partitions.
    pub fn with_bedrock(&self) -> impl Iterator<Item = &Region> {
        self.regions
            .iter()
            .filter(|region| region.has_bedrock() && !region.is_isolated())
    }

    /// The sources that list Regions of Bedrock at all.
    #[must_use]
    pub fn listing(&self) -> BTreeSet<&str> {
        let keys = self.regions.iter().flat_map(|region| &region.bedrock);
        keys.map(String::as_str).collect()
    }

    /// Their provenance.
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

/// One Region in the list of a source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListedRegion {
    /// The code.
    pub code: String,
    /// AWS's name for it.
    pub name: Option<String>,
    /// Whether an account must opt in.
    pub opt_in: Option<bool>,
    /// Whether the source says that it offers Bedrock.
    pub bedrock: bool,
}

/// Whether a word has the form of a Region's code: a short word for the part of the world, one
/// or more words, and a number. Keys of endpoints, as `bedrock-us-east-1`, `fips-us-east-1` or
/// `aws-global`, and local zones, as `us-west-2-lax-1`, have another form.
#[must_use]
pub fn is_region_code(word: &str) -> bool {
    let parts: Vec<&str> = word.split('-').collect();
    let [world, middle @ .., number] = parts.as_slice() else {
        return false;
    };
    let letters = |part: &&str| part.len() >= 2 && part.bytes().all(|b| b.is_ascii_lowercase());
    letters(world)
        && world.len() <= 4
        && *world != "fips"
        && !middle.is_empty()
        && middle.iter().all(|part| letters(part) && part.len() <= 16)
        && (1..=2).contains(&number.len())
        && number.bytes().all(|b| b.is_ascii_digit())
}

/// Gives a Region without a partition that of all Regions whose codes begin with the same words:
/// those before the direction and the number.
fn infer_partitions(regions: &mut [Region]) {
    let stem = |code: &str| code.rsplitn(3, '-').nth(2).map(str::to_owned);
    let mut known: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for region in regions.iter() {
        if let (Some(stem), Some(partition)) = (stem(&region.code), &region.partition) {
            known.entry(stem).or_default().insert(partition.clone());
        }
    }
    for region in regions
        .iter_mut()
        .filter(|region| region.partition.is_none())
    {
        let partitions = stem(&region.code).and_then(|stem| known.get(&stem));
        if let Some(partitions) = partitions.filter(|partitions| partitions.len() == 1) {
            region.partition = partitions.first().cloned();
        }
    }
}

#[cfg(test)]
mod tests;
