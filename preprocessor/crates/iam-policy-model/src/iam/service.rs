//! Services.

use std::sync::OnceLock;

use super::data::{IamData, read_u32};
use super::index::NameIndex;
use super::layout::{SERVICE_RCP, SERVICE_UNLISTED, Section};
use super::names::{beginning_with, matches};
use super::{Action, ConditionKey, Iam, ResourceType};

/// A service that has actions.
#[derive(Clone, Copy, Debug)]
pub struct Service<'d> {
    pub(super) iam: Iam<'d>,
    pub(super) index: usize,
}

impl<'d> Service<'d> {
    pub(super) fn at(iam: Iam<'d>, index: usize) -> Option<Self> {
        (index < iam.count(Section::Services)).then_some(Self { iam, index })
    }

    /// The prefix in actions, in lower case: `bedrock`.
    #[must_use]
    pub fn prefix(self) -> &'d str {
        self.iam.name(Section::Services, self.index)
    }

    /// The service's name for people, `Amazon Bedrock`; empty when no source names it.
    #[must_use]
    pub fn title(self) -> &'d str {
        self.iam.string(Section::Services, self.index, 4)
    }

    /// In none of AWS's lists, but in its managed policies: retired or undocumented.
    #[must_use]
    pub fn is_unlisted(self) -> bool {
        self.flags() & SERVICE_UNLISTED != 0
    }

    /// Whether resource control policies cover the service.
    #[must_use]
    pub fn supports_rcp(self) -> bool {
        self.flags() & SERVICE_RCP != 0
    }

    fn flags(self) -> u8 {
        self.iam.u8(Section::Services, self.index, 20)
    }

    pub(super) fn action_range(self) -> std::ops::Range<usize> {
        let first = self.iam.u32(Section::Services, self.index, 8) as usize;
        let count = self.iam.u16(Section::Services, self.index, 12);
        first..first + usize::from(count)
    }

    pub(super) fn resource_range(self) -> std::ops::Range<usize> {
        let first = self.iam.u16(Section::Services, self.index, 14);
        let count = self.iam.u16(Section::Services, self.index, 16);
        first.into()..usize::from(first) + usize::from(count)
    }

    /// The service's actions, by name in lower case.
    pub fn actions(self) -> impl Iterator<Item = Action<'d>> {
        let iam = self.iam;
        self.action_range().map(move |index| Action { iam, index })
    }

    /// The action of this name, `InvokeModel`.
    #[must_use]
    pub fn action(self, name: &str) -> Option<Action<'d>> {
        self.action_names()?.find(name)
    }

    /// The names of the service's actions, for those who look up many.
    #[must_use]
    pub(crate) fn action_names(self) -> Option<ActionNames<'d>> {
        let IamData { actions, .. } = self.iam.0;
        let record = Section::Actions.record();
        let range = self.action_range();
        let records = self.iam.0.bytes_of(Section::Actions)?;
        let names = ActionNames {
            iam: self.iam,
            first: range.start,
            records: records.get(range.start * record..range.end * record)?,
            index: actions.get(self.index)?,
        };
        Some(names)
    }

    /// The actions that a pattern with `*` and `?` matches, by name in lower case. Only names with
    /// the pattern's literal beginning are looked at.
    pub fn actions_matching<'p>(
        self,
        pattern: &'p str,
    ) -> impl Iterator<Item = Action<'d>> + use<'d, 'p> {
        let iam = self.iam;
        let wildcard = memchr::memchr2(b'*', b'?', pattern.as_bytes());
        let (literal, rest) = pattern.split_at(wildcard.unwrap_or(pattern.len()));
        let name = |index| iam.string(Section::Actions, index, 0);
        beginning_with(self.action_range(), literal, name)
            .map(move |index| Action { iam, index })
            .filter(move |action| rest == "*" || matches(pattern, action.name()))
    }

    /// Whether the type of resource is one of the service's.
    #[must_use]
    pub fn has(self, kind: ResourceType<'_>) -> bool {
        self.resource_range().contains(&kind.index)
    }

    /// The service's resource types, by name in lower case.
    pub fn resources(self) -> impl Iterator<Item = ResourceType<'d>> {
        let iam = self.iam;
        self.resource_range()
            .map(move |index| ResourceType { iam, index })
    }

    /// The condition keys that the service's page lists, global ones among them.
    pub fn keys(self) -> impl Iterator<Item = ConditionKey<'d>> {
        let iam = self.iam;
        let list = iam.list(iam.u16(Section::Services, self.index, 18));
        list.map(move |index| ConditionKey { iam, index })
    }
}

/// The names of a service's actions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ActionNames<'d> {
    iam: Iam<'d>,
    first: usize,
    /// The records of the actions.
    records: &'d [u8],
    index: &'d OnceLock<NameIndex>,
}

impl<'d> ActionNames<'d> {
    /// The action of this name, `InvokeModel`.
    #[must_use]
    pub(crate) fn find(&self, name: &str) -> Option<Action<'d>> {
        let record = Section::Actions.record();
        let at = |place: usize| {
            let reference = read_u32(self.records, place * record);
            let name = reference.and_then(|reference| self.iam.0.string(reference));
            name.unwrap_or("")
        };
        let count = self.records.len() / record;
        let index = self
            .index
            .get_or_init(|| NameIndex::build((0..count).map(at)));
        let index = self.first + index.find(name, at)?;
        Some(Action {
            iam: self.iam,
            index,
        })
    }
}
