//! Condition keys.

use super::layout::{KEY_GLOBAL, Section};
use super::names::fills;
use super::{Iam, KeyTypes};

/// A condition key.
#[derive(Clone, Copy, Debug)]
pub struct ConditionKey<'d> {
    pub(super) iam: Iam<'d>,
    pub(super) index: usize,
}

impl<'d> ConditionKey<'d> {
    pub(super) fn at(iam: Iam<'d>, index: usize) -> Option<Self> {
        (index < iam.count(Section::Keys)).then_some(Self { iam, index })
    }

    /// The name as AWS spells it, with its variable if it has one: `aws:ResourceTag/${TagKey}`.
    #[must_use]
    pub fn name(self) -> &'d str {
        self.iam.name(Section::Keys, self.index)
    }

    /// The types of the key's values; empty when no source knows them.
    #[must_use]
    pub fn types(self) -> KeyTypes {
        KeyTypes(self.iam.u16(Section::Keys, self.index, 4))
    }

    /// Whether requests to any service can carry the key.
    #[must_use]
    pub fn is_global(self) -> bool {
        self.iam.u8(Section::Keys, self.index, 6) & KEY_GLOBAL != 0
    }

    /// Whether `name` fills the variables of the key's name, each with at least one character.
    #[must_use]
    pub fn accepts(self, name: &str) -> bool {
        fills(self.name(), name)
    }
}
