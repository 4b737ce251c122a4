//! The sets of facts that AWS changes from week to week.

use super::{Actions, Changes, Facts, Models, Regions};

/// The facts that a refresh can update.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The Regions.
    pub regions: Regions,
    /// The models.
    pub models: Models,
    /// The actions of Bedrock's services.
    pub actions: Actions,
    /// The book's record of changes, if it keeps one.
    pub changes: Option<Changes>,
}

impl Known {
    /// The built-in facts.
    #[must_use]
    pub fn bundled() -> Self {
        Self {
            regions: Regions::bundled(),
            models: Models::bundled(),
            actions: Actions::bundled(),
            changes: None,
        }
    }

    /// The facts for checks and tables.
    #[must_use]
    pub fn into_facts(self) -> Facts {
        let facts = Facts::with(Some(self.regions), Some(self.models), Some(self.actions));
        facts.with_changes(self.changes)
    }
}
