//! The tools that snippets need, each in one exact version.

use std::collections::{BTreeMap, BTreeSet};

pub use aws_doc_lint::document::run_options::Need;

/// A tool in one exact version.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PinnedTool {
    /// Its name as readers know it.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The SHA-256 of all that it consists of: its requirements with their hashes and, for the
    /// emulator, how it is started and what is changed in it.
    pub digest: String,
}

/// The pinned tools by what they are needed for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pins(BTreeMap<Need, PinnedTool>);

impl Pins {
    /// No tools.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// The same with `tool` for `need`.
    #[must_use]
    pub fn with(mut self, need: Need, tool: PinnedTool) -> Self {
        self.0.insert(need, tool);
        self
    }

    /// The tool for a need.
    #[must_use]
    pub fn get(&self, need: Need) -> Option<&PinnedTool> {
        self.0.get(&need)
    }

    /// The tools for `needs`, in order.
    pub fn of<'p>(
        &'p self,
        needs: &'p BTreeSet<Need>,
    ) -> impl Iterator<Item = (Need, &'p PinnedTool)> {
        needs
            .iter()
            .filter_map(|need| Some((*need, self.0.get(need)?)))
    }
}
