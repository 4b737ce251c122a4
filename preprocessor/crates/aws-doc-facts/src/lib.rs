//! AWS facts with their provenance: Regions, Bedrock models, IAM actions, SDK environment variables
//! and AWS CLI commands.
//!
//! Each set is compiled in from `data/`, where a script in `data/build/` writes it from pinned
//! packages. Regions, models and Bedrock actions can be replaced by newer ones; see [`Known`].
//!
//! This crate reads no file, clock, environment variable or network.

pub mod actions;
pub mod changes;
pub mod cli;
pub mod drift;
pub mod env_names;
pub mod known;
pub mod models;
pub mod partitions;
pub mod provenance;
pub mod region_history;
pub mod regions;
pub mod service_principals;
mod snapshot;

use std::sync::OnceLock;

use iam_policy_model::iam::Iam;

pub use actions::Actions;
pub use changes::Changes;
pub use env_names::EnvNames;
pub use known::Known;
pub use models::Models;
pub use partitions::Partitions;
pub use provenance::Provenance;
pub use region_history::RegionHistory;
pub use regions::{Region, Regions};
pub use service_principals::ServicePrincipals;

/// The facts that checks and tables use. Each set is read on first use.
#[derive(Debug, Default)]
pub struct Facts {
    env_names: OnceLock<EnvNames>,
    regions: OnceLock<Regions>,
    iam_provenance: OnceLock<Provenance>,
    cli_provenance: OnceLock<Provenance>,
    models: OnceLock<Models>,
    service_principals: OnceLock<ServicePrincipals>,
    actions: OnceLock<Actions>,
    changes: Option<Changes>,
    old_before: Option<String>,
    today: Option<String>,
}

impl Facts {
    /// The built-in facts.
    #[must_use]
    pub fn bundled() -> Self {
        Self::default()
    }

    /// The built-in facts, except for the given sets.
    #[must_use]
    pub fn with(
        regions: Option<Regions>,
        models: Option<Models>,
        actions: Option<Actions>,
    ) -> Self {
        Self {
            regions: regions.map(OnceLock::from).unwrap_or_default(),
            models: models.map(OnceLock::from).unwrap_or_default(),
            actions: actions.map(OnceLock::from).unwrap_or_default(),
            ..Self::default()
        }
    }

    /// The same facts, with the book's record of changes, if it keeps one.
    #[must_use]
    pub fn with_changes(self, changes: Option<Changes>) -> Self {
        Self { changes, ..self }
    }

    /// The book's record of changes, if it keeps one.
    #[must_use]
    pub fn changes(&self) -> Option<&Changes> {
        self.changes.as_ref()
    }

    /// The same facts; those retrieved before `day`, `YYYY-MM-DD`, count as old.
    #[must_use]
    pub fn old_before(self, day: Option<String>) -> Self {
        Self {
            old_before: day,
            ..self
        }
    }

    /// The same facts, to be judged on `day`, `YYYY-MM-DD`.
    #[must_use]
    pub fn on(self, day: String) -> Self {
        Self {
            today: Some(day),
            ..self
        }
    }

    /// The day on which they are judged, `YYYY-MM-DD`; without it, nothing counts as ending soon.
    #[must_use]
    pub fn today(&self) -> Option<&str> {
        self.today.as_deref()
    }

    /// The limit, `YYYY-MM-DD`, if a fact retrieved on this day is older and so counts as old.
    #[must_use]
    pub fn is_old(&self, retrieved: &str) -> Option<&str> {
        let limit = self.old_before.as_deref()?;
        (retrieved < limit).then_some(limit)
    }

    /// The models and inference profiles.
    pub fn models(&self) -> &Models {
        self.models.get_or_init(Models::bundled)
    }

    /// The IAM actions of Bedrock's services, which may be newer than [`Self::iam`].
    pub fn actions(&self) -> &Actions {
        self.actions.get_or_init(Actions::bundled)
    }

    /// The Regions.
    pub fn regions(&self) -> &Regions {
        self.regions.get_or_init(Regions::bundled)
    }

    /// The names of services as principals.
    pub fn service_principals(&self) -> &ServicePrincipals {
        self.service_principals
            .get_or_init(ServicePrincipals::bundled)
    }

    /// The actions, resource types and condition keys of IAM.
    #[must_use]
    pub fn iam(&self) -> Iam<'_> {
        Iam::snapshot()
    }

    /// The environment variables and settings of AWS's SDKs.
    pub fn env_names(&self) -> &EnvNames {
        self.env_names.get_or_init(EnvNames::bundled)
    }

    /// The commands of the AWS CLI.
    pub fn cli(&self) -> cli::Cli<'static> {
        cli::Cli::snapshot()
    }

    /// The provenance of every set.
    #[must_use]
    pub fn provenance(&self) -> Vec<&Provenance> {
        let mut sets = vec![
            self.cli_provenance.get_or_init(cli::provenance),
            self.env_names().provenance(),
            self.iam_provenance.get_or_init(iam_provenance),
            self.regions().provenance(),
            &self.models().provenance,
        ];
        // The built-in actions are part of the IAM data.
        let actions = &self.actions().provenance;
        if actions.set == actions::SET {
            sets.push(actions);
        }
        sets
    }
}

/// The provenance of the built-in IAM data.
#[must_use]
pub fn iam_provenance() -> Provenance {
    // A test compares it with the data.
    let parsed = serde_json::from_str(iam_policy_model::iam::PROVENANCE);
    snapshot::readable("IAM provenance", parsed)
}

/// AWS's managed policies by name, as JSON. Their provenance is `managed_policies.provenance.json`.
pub const MANAGED_POLICIES: &str = include_str!("../data/managed_policies.json");

/// [`MANAGED_POLICIES`], parsed: one object with a member for each policy.
#[must_use]
pub fn managed_policies() -> serde_json::Value {
    snapshot::readable("managed policies", serde_json::from_str(MANAGED_POLICIES))
}

/// The default version of one of AWS's managed policies.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct PolicyVersion {
    /// Its number: 11 for `v11`.
    pub version: u32,
    /// The day on which AWS made it, `YYYY-MM-DD`.
    pub updated: String,
}

/// The versions of [`MANAGED_POLICIES`], by the names of the policies; of the same provenance.
#[must_use]
pub fn managed_policy_versions() -> std::collections::BTreeMap<String, PolicyVersion> {
    let text = include_str!("../data/managed_policy_versions.json");
    snapshot::readable("versions of managed policies", serde_json::from_str(text))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{
        Actions, EnvNames, Models, Partitions, RegionHistory, Regions, ServicePrincipals, cli,
        iam_provenance, managed_policies,
    };

    #[test]
    fn every_snapshot_is_readable() {
        assert!(Regions::bundled().iter().count() > 30);
        assert!(Models::bundled().models.len() > 50);
        assert!(!Actions::bundled().services.is_empty());
        assert!(!EnvNames::bundled().variables().is_empty());
        assert!(!RegionHistory::bundled().steps.is_empty());
        assert!(ServicePrincipals::bundled().has("lambda.amazonaws.com"));
        assert!(Partitions::bundled().of_region("us-gov-west-1").is_some());
        assert!(cli::Cli::snapshot().root().children().next().is_some());
        assert!(
            managed_policies()
                .as_object()
                .is_some_and(|it| !it.is_empty())
        );
        for provenance in [cli::provenance(), iam_provenance()] {
            assert!(!provenance.sources.is_empty(), "{provenance:?}");
        }
    }

    #[test]
    #[should_panic(expected = "the regions data compiled into this program is not readable: EOF")]
    fn a_broken_snapshot_is_not_an_empty_set() {
        super::snapshot::readable("regions", Regions::parse("", ""));
    }

    #[test]
    #[should_panic(expected = "facts cannot be written as JSON")]
    fn facts_that_cannot_be_written_are_not_an_empty_file() {
        super::snapshot::to_file(&BTreeMap::from([((1, 2), 3)]));
    }

    #[test]
    fn the_readme_shows_the_example() {
        let readme = include_str!("../README.md");
        assert!(readme.contains(include_str!("../examples/regions.rs")));
    }
}
