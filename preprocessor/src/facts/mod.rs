//! What AWS says, as typed views over data that carries its provenance.

#[cfg(feature = "shell")]
pub mod cli;
pub mod env_names;
pub mod iam;
pub mod nearest;
pub mod provenance;
pub mod regions;

use std::cell::OnceCell;

pub use env_names::EnvNames;
pub use provenance::Provenance;
pub use regions::{Region, Regions};

/// The facts that the checks and tables use. Nothing is read before it is asked for.
#[derive(Debug, Default)]
pub struct Facts {
    env_names: OnceCell<EnvNames>,
    regions: OnceCell<Regions>,
    iam_provenance: OnceCell<Provenance>,
    #[cfg(feature = "shell")]
    cli_provenance: OnceCell<Provenance>,
}

impl Facts {
    /// The facts that are built into the program.
    #[must_use]
    pub fn bundled() -> Self {
        Self::default()
    }

    /// The Regions.
    pub fn regions(&self) -> &Regions {
        self.regions.get_or_init(Regions::bundled)
    }

    /// The actions, resource types and condition keys of IAM.
    #[must_use]
    pub fn iam(&self) -> iam::Iam<'_> {
        iam::Iam::snapshot()
    }

    /// The environment variables and settings of AWS's SDKs.
    pub fn env_names(&self) -> &EnvNames {
        self.env_names.get_or_init(EnvNames::bundled)
    }

    /// What the AWS CLI accepts.
    #[cfg(feature = "shell")]
    pub fn cli(&self) -> Option<cli::Cli<'static>> {
        cli::Cli::snapshot()
    }

    /// Where every set comes from.
    #[must_use]
    pub fn provenance(&self) -> Vec<&Provenance> {
        vec![
            #[cfg(feature = "shell")]
            self.cli_provenance.get_or_init(cli::provenance),
            self.env_names().provenance(),
            self.iam_provenance.get_or_init(iam::provenance),
            self.regions().provenance(),
        ]
    }
}
