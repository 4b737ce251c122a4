//! The names of services as principals: `lambda.amazonaws.com`.

use super::provenance::Provenance;
use super::snapshot;

/// The service principals that sources name. AWS publishes no whole list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServicePrincipals {
    names: Vec<String>,
    provenance: Provenance,
}

impl ServicePrincipals {
    /// The built-in names.
    #[must_use]
    pub fn bundled() -> Self {
        let parsed = Self::parse(
            include_str!("../data/service_principals.json"),
            include_str!("../data/service_principals.provenance.json"),
        );
        snapshot::readable("service principals", parsed)
    }

    /// Names from the two files that `facts/` holds.
    ///
    /// # Errors
    /// When either is not JSON of the expected form.
    pub fn parse(names: &str, provenance: &str) -> serde_json::Result<Self> {
        let mut names: Vec<String> = serde_json::from_str(names)?;
        names.sort();
        Ok(Self {
            names,
            provenance: serde_json::from_str(provenance)?,
        })
    }

    /// Whether a source names this principal.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        let found = self.names.binary_search_by(|one| one.as_str().cmp(name));
        found.is_ok()
    }

    /// The names, in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Their provenance.
    #[must_use]
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }
}
