//! The sets of facts that AWS changes from week to week, as one value.

use super::{Actions, Changes, Facts, Models, Regions};

/// Facts that can grow.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The Regions.
    pub regions: Regions,
    /// The models.
    pub models: Models,
    /// The actions of Bedrock's services.
    pub actions: Actions,
    /// What the book has recorded of how they changed, if it has.
    pub changes: Option<Changes>,
}

impl Known {
    /// What is built into the program.
    #[must_use]
    pub fn bundled() -> Self {
        Self {
            regions: Regions::bundled(),
            models: Models::bundled(),
            actions: Actions::bundled(),
            changes: None,
        }
    }

    /// The facts of the checks and tables.
    #[must_use]
    pub fn into_facts(self) -> Facts {
        let facts = Facts::with(Some(self.regions), Some(self.models), Some(self.actions));
        facts.with_changes(self.changes)
    }
}
