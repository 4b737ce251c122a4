//! Where a set of facts comes from.

/// Where a set of facts comes from, and what it was.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Provenance {
    /// The name of the set, as `regions`.
    pub set: String,
    /// The sources that it was made from.
    pub sources: Vec<Origin>,
    /// The SHA-256 of the set as it is stored, in hexadecimal digits.
    pub sha256: String,
}

/// One source of a set.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Origin {
    /// What and whose it is, in words a reader can follow.
    pub source: String,
    /// Its version.
    pub version: String,
    /// The day on which it was retrieved, `YYYY-MM-DD`.
    pub retrieved: String,
    /// The SHA-256 of the package or answer, in hexadecimal digits.
    pub sha256: String,
    /// The licence it comes under, as an SPDX expression, or who publishes it.
    pub licence: String,
}

impl Provenance {
    /// All sources in one line.
    #[must_use]
    pub fn source(&self) -> String {
        self.join(|origin| origin.source.clone())
    }

    /// The versions of all sources in one line.
    #[must_use]
    pub fn version(&self) -> String {
        self.join(|origin| origin.version.clone())
    }

    /// The day from which on no source was asked again: the oldest of the days.
    #[must_use]
    pub fn retrieved(&self) -> &str {
        self.sources
            .iter()
            .map(|origin| origin.retrieved.as_str())
            .min()
            .unwrap_or_default()
    }

    fn join(&self, part: impl Fn(&Origin) -> String) -> String {
        self.sources.iter().map(part).collect::<Vec<_>>().join("; ")
    }
}
