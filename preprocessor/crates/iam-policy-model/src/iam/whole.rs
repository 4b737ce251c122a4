//! Whether all that the data refers to is in it.

use std::ops::Range;

use super::data::IamData;
use super::layout::Section;

impl IamData<'_> {
    /// Whether every string, range and list that a record names is in the data.
    pub(super) fn is_whole(&self) -> bool {
        let named = [
            Section::Services,
            Section::Actions,
            Section::Resources,
            Section::ArnFormats,
            Section::Keys,
        ];
        named
            .into_iter()
            .all(|section| self.has_strings(section, 0))
            && self.has_strings(Section::Services, 4)
            && self.has_ranges()
            && self.has_list_items()
    }

    fn places(&self, section: Section) -> Range<usize> {
        0..self.section(section).1
    }

    fn has_strings(&self, section: Section, field: usize) -> bool {
        let iam = self.iam();
        let mut references = self.places(section).map(|at| iam.u32(section, at, field));
        references.all(|reference| self.string(reference).is_some())
    }

    /// The services' actions and resource types, and the formats of these.
    fn has_ranges(&self) -> bool {
        let iam = self.iam();
        let ends_within = |range: Range<usize>, section| range.end <= iam.count(section);
        iam.services().all(|service| {
            ends_within(service.action_range(), Section::Actions)
                && ends_within(service.resource_range(), Section::Resources)
                && service
                    .resources()
                    .all(|kind| ends_within(kind.format_range(), Section::ArnFormats))
        })
    }

    fn has_list_items(&self) -> bool {
        let lists = [
            (Section::Services, 18, Section::Keys),
            (Section::Actions, 5, Section::Resources),
            (Section::Actions, 7, Section::Keys),
            (Section::Resources, 7, Section::Keys),
        ];
        let iam = self.iam();
        let holds_list = |list: u16, of: Section| {
            let (begin, all) = (usize::from(list), iam.count(Section::Lists));
            let length = usize::from(iam.u16(Section::Lists, begin, 0));
            begin + length < all && iam.list(list).all(|item| item < iam.count(of))
        };
        lists.into_iter().all(|(section, field, of)| {
            let mut named = self.places(section).map(|at| iam.u16(section, at, field));
            named.all(|list| holds_list(list, of))
        }) && self
            .places(Section::KeyTemplates)
            .all(|at| usize::from(iam.u16(Section::KeyTemplates, at, 0)) < iam.count(Section::Keys))
    }
}
