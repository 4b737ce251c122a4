//! What AWS says, as typed views over data that carries its provenance.

pub mod iam;
pub mod nearest;
pub mod provenance;
pub mod regions;

use std::cell::OnceCell;

pub use provenance::Provenance;
pub use regions::{Region, Regions};

/// The facts that the checks and tables use. Nothing is read before it is asked for.
#[derive(Debug, Default)]
pub struct Facts {
    regions: OnceCell<Regions>,
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

    /// Where every set comes from.
    #[must_use]
    pub fn provenance(&self) -> Vec<&Provenance> {
        vec![self.regions().provenance()]
    }
}
