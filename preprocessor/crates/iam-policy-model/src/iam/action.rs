//! Actions and their access levels.

use super::layout::{
    ACTION_LIST, ACTION_NAME_ONLY, ACTION_PERMISSIONS, ACTION_TAGGING, ACTION_UNLISTED,
    ACTION_WRITE, Section,
};
use super::{ConditionKey, Iam, ResourceType};

/// An action, without its service's prefix.
#[derive(Clone, Copy, Debug)]
pub struct Action<'d> {
    pub(super) iam: Iam<'d>,
    pub(super) index: usize,
}

impl<'d> Action<'d> {
    /// The name as AWS spells it; in lower case when that is all that is known.
    #[must_use]
    pub fn name(self) -> &'d str {
        self.iam.name(Section::Actions, self.index)
    }

    fn flags(self) -> u8 {
        self.iam.u8(Section::Actions, self.index, 4)
    }

    /// A number of the action within the data, the same for every look-up.
    #[must_use]
    pub fn id(self) -> usize {
        self.index
    }

    /// Whether more than the name and the resource types is known: spelling, level, keys.
    #[must_use]
    pub fn is_described(self) -> bool {
        self.flags() & (ACTION_NAME_ONLY | ACTION_UNLISTED) == 0
    }

    /// In none of AWS's lists, but in one of its managed policies: retired or undocumented.
    #[must_use]
    pub fn is_unlisted(self) -> bool {
        self.flags() & ACTION_UNLISTED != 0
    }

    /// The access level; `None` when it is not known.
    #[must_use]
    pub fn access_level(self) -> Option<AccessLevel> {
        let flags = self.flags();
        if !self.is_described() {
            None
        } else if flags & ACTION_PERMISSIONS != 0 {
            Some(AccessLevel::PermissionsManagement)
        } else if flags & ACTION_TAGGING != 0 {
            Some(AccessLevel::Tagging)
        } else if flags & ACTION_WRITE != 0 {
            Some(AccessLevel::Write)
        } else if flags & ACTION_LIST != 0 {
            Some(AccessLevel::List)
        } else {
            Some(AccessLevel::Read)
        }
    }

    /// The resource types that the action accepts: each alone will do. None means that the
    /// action accepts only `*`, provided that it [is listed](Self::is_unlisted).
    pub fn resources(self) -> impl Iterator<Item = ResourceType<'d>> + Clone {
        let iam = self.iam;
        let list = iam.list(iam.u16(Section::Actions, self.index, 5));
        list.map(move |index| ResourceType { iam, index })
    }

    /// Whether the action accepts only `Resource: "*"`, as far as is known.
    #[must_use]
    pub fn is_wildcard_only(self) -> bool {
        !self.is_unlisted() && self.resources().next().is_none()
    }

    /// The condition keys of the action itself; those of its resource types come on top.
    pub fn keys(self) -> impl Iterator<Item = ConditionKey<'d>> {
        let iam = self.iam;
        let list = iam.list(iam.u16(Section::Actions, self.index, 7));
        list.map(move |index| ConditionKey { iam, index })
    }

    /// Whether a request for the action can carry the key: it is global, or one of the action or
    /// of a resource type that the action accepts.
    #[must_use]
    pub fn knows_key(self, key: ConditionKey<'_>) -> bool {
        key.is_global()
            || self.keys().any(|one| one.index == key.index)
            || self
                .resources()
                .any(|of| of.keys().any(|one| one.index == key.index))
    }
}

/// What an action does to resources.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum AccessLevel {
    /// Shows which resources exist.
    List,
    /// Shows what is in a resource.
    Read,
    /// Changes tags only.
    Tagging,
    /// Makes, changes or removes resources.
    Write,
    /// Changes who may do what.
    PermissionsManagement,
}
