//! Resource types and the formats of their ARNs.

use super::layout::Section;
use super::{ConditionKey, Iam};

/// A type of resource of one service.
#[derive(Clone, Copy, Debug)]
pub struct ResourceType<'d> {
    pub(super) iam: Iam<'d>,
    pub(super) index: usize,
}

impl<'d> ResourceType<'d> {
    /// The name within the service, `foundation-model`.
    #[must_use]
    pub fn name(self) -> &'d str {
        self.iam.name(Section::Resources, self.index)
    }

    /// A number of the type within the data, the same for every look-up.
    #[must_use]
    pub fn id(self) -> usize {
        self.index
    }

    /// The ARNs with variables: `arn:${Partition}:bedrock:${Region}::foundation-model/${ResourceId}`.
    pub fn arn_formats(self) -> impl Iterator<Item = &'d str> {
        let iam = self.iam;
        self.format_range()
            .map(move |index| iam.string(Section::ArnFormats, index, 0))
    }

    /// The places of its formats.
    pub(super) fn format_range(self) -> std::ops::Range<usize> {
        let first = usize::from(self.iam.u16(Section::Resources, self.index, 4));
        let count = usize::from(self.iam.u8(Section::Resources, self.index, 6));
        first..first + count
    }

    /// The condition keys that depend on a resource of this type.
    pub fn keys(self) -> impl Iterator<Item = ConditionKey<'d>> {
        let iam = self.iam;
        let list = iam.list(iam.u16(Section::Resources, self.index, 7));
        list.map(move |index| ConditionKey { iam, index })
    }
}
