//! What AWS says: Regions, models, environment names, the AWS CLI, as typed views over data that
//! carries its provenance.
//!
//! Each set is data in `data/`, written by a script in `data/build/` from pinned packages. Newer values
//! can take the place of Regions, models and Bedrock actions; see [`Known`].
//!
//! Nothing here reads a file, a clock, the environment or the network.

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

/// The facts that the checks and tables use. Nothing is read before it is asked for.
#[derive(Debug, Default)]
pub struct Facts {
    env_names: OnceLock<EnvNames>,
    regions: OnceLock<Regions>,
    iam_provenance: OnceLock<Provenance>,
    cli_provenance: OnceLock<Provenance>,
    models: OnceLock<Models>,
    actions: OnceLock<Actions>,
    changes: Option<Changes>,
    old_before: Option<String>,
}

impl Facts {
    /// The facts that are built into the program.
    #[must_use]
    pub fn bundled() -> Self {
        Self::default()
    }

    /// The facts that are built into the program, except for what is given.
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

    /// The same facts, with the record of what changed, if the book keeps one.
    #[must_use]
    pub fn with_changes(self, changes: Option<Changes>) -> Self {
        Self { changes, ..self }
    }

    /// The record of what changed, if the book keeps one.
    #[must_use]
    pub fn changes(&self) -> Option<&Changes> {
        self.changes.as_ref()
    }

    /// The same facts, of which those count as old that were retrieved before `day`, `YYYY-MM-DD`.
    #[must_use]
    pub fn old_before(self, day: Option<String>) -> Self {
        Self {
            old_before: day,
            ..self
        }
    }

    /// Whether a fact that was retrieved on this day counts as old, and before which day it would.
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

    /// The actions, resource types and condition keys of IAM.
    #[must_use]
    pub fn iam(&self) -> Iam<'_> {
        Iam::snapshot()
    }

    /// The environment variables and settings of AWS's SDKs.
    pub fn env_names(&self) -> &EnvNames {
        self.env_names.get_or_init(EnvNames::bundled)
    }

    /// What the AWS CLI accepts.
    pub fn cli(&self) -> cli::Cli<'static> {
        cli::Cli::snapshot()
    }

    /// Where every set comes from.
    #[must_use]
    pub fn provenance(&self) -> Vec<&Provenance> {
        let mut sets = vec![
            self.cli_provenance.get_or_init(cli::provenance),
            self.env_names().provenance(),
            self.iam_provenance.get_or_init(iam_provenance),
            self.regions().provenance(),
            &self.models().provenance,
        ];
        // Actions that are built in are a part of what is known of IAM.
        let actions = &self.actions().provenance;
        if actions.set == actions::SET {
            sets.push(actions);
        }
        sets
    }
}

/// Where the IAM data that is built in comes from.
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
