//! What IAM knows of services: actions, resource types with their ARN formats, condition keys.
//!
//! The data is read in place ([`IamData`]); nothing is parsed at start. It comes from the
//! snapshot compiled in ([`Iam::snapshot`]) or from bytes that [`encode::encode`] made from AWS's
//! Service Reference ([`IamData::new`]). Names are compared without regard to ASCII case, as IAM
//! compares them, and returned as AWS spells them.

mod action;
mod arn_format;
mod condition_key;
mod data;
pub mod encode;
mod index;
mod key_types;
mod layout;
mod names;
pub mod reference;
mod resource_type;
mod service;
#[cfg(test)]
mod tests;
mod whole;

pub use action::{AccessLevel, Action};
pub use arn_format::{ArnField, ArnFormat};
pub use condition_key::ConditionKey;
pub use data::{IamData, NotIamData};
pub(crate) use index::hash_ignoring_case;
pub use key_types::{KeyType, KeyTypes};
pub use names::matches;
pub use resource_type::ResourceType;
pub(crate) use service::ActionNames;
pub use service::Service;

use std::ops::Range;
use std::sync::OnceLock;

use data::{read_u16, read_u32};
use index::NameIndex;
use layout::Section;

static SNAPSHOT: &[u8] = include_bytes!("../data/iam.bin");

/// Where the data compiled into this program comes from, as JSON: its sources, each with version,
/// date and SHA-256, and the SHA-256 of the data.
pub const PROVENANCE: &str = include_str!("../data/iam.provenance.json");

/// The IAM action data, for look-ups.
#[derive(Clone, Copy, Debug)]
pub struct Iam<'d>(&'d IamData<'d>);

impl Iam<'static> {
    /// The data compiled into the program; its provenance is [`PROVENANCE`].
    #[must_use]
    #[expect(
        clippy::panic,
        reason = "an unreadable snapshot is a defect of the build that no caller could handle, and an empty one would silently turn checks off; tests read it"
    )]
    pub fn snapshot() -> Self {
        static DATA: OnceLock<IamData<'static>> = OnceLock::new();
        DATA.get_or_init(|| match IamData::open(SNAPSHOT) {
            Ok(data) => data,
            Err(error) => panic!("the IAM data compiled into this program: {error}"),
        })
        .iam()
    }
}

impl<'d> Iam<'d> {
    /// All services, by prefix.
    pub fn services(self) -> impl Iterator<Item = Service<'d>> {
        (0..self.count(Section::Services)).filter_map(move |index| Service::at(self, index))
    }

    /// The service of an action's prefix, `bedrock`.
    #[must_use]
    pub fn service(self, prefix: &str) -> Option<Service<'d>> {
        let range = 0..self.count(Section::Services);
        let index = self.named(&self.0.services, Section::Services, range, prefix)?;
        Service::at(self, index)
    }

    /// The condition key of this name. A key with a variable, `aws:ResourceTag/${TagKey}`, is
    /// found by any name that fills it, as well as by its own.
    #[must_use]
    pub fn key(self, name: &str) -> Option<ConditionKey<'d>> {
        let range = 0..self.count(Section::Keys);
        if let Some(index) = self.named(&self.0.keys, Section::Keys, range, name) {
            return ConditionKey::at(self, index);
        }
        if let Some(key) = self.template(name).filter(|key| key.accepts(name)) {
            return Some(key);
        }
        // Most templates differ before the variable.
        let begins_alike = |index: &u16| {
            let template = self.string(Section::Keys, usize::from(*index), 0);
            names::starts_with(name, names::literal_beginning(template))
        };
        let templates = 0..self.count(Section::KeyTemplates);
        templates
            .map(|place| self.u16(Section::KeyTemplates, place, 0))
            .filter(begins_alike)
            .filter_map(|index| ConditionKey::at(self, index.into()))
            .find(|key| key.accepts(name))
    }

    /// The key whose name continues with a variable after the first slash of `name`, as those of
    /// tags do.
    fn template(self, name: &str) -> Option<ConditionKey<'d>> {
        let slash = memchr::memchr(b'/', name.as_bytes())?;
        let key_at = |place| usize::from(self.u16(Section::KeyTemplates, place, 0));
        let beginning =
            |place| names::literal_beginning(self.string(Section::Keys, key_at(place), 0));
        let places = 0..self.count(Section::KeyTemplates);
        let index = &self.0.key_templates;
        let place = index
            .get_or_init(|| NameIndex::build(places.map(beginning)))
            .find(name.get(..=slash)?, beginning)?;
        ConditionKey::at(self, key_at(place))
    }

    /// All condition keys, by name.
    pub fn keys(self) -> impl Iterator<Item = ConditionKey<'d>> {
        (0..self.count(Section::Keys)).filter_map(move |index| ConditionKey::at(self, index))
    }

    /// The condition keys whose name begins with this prefix and a colon, by name.
    pub fn keys_of(self, prefix: &str) -> impl Iterator<Item = ConditionKey<'d>> {
        let beginning = format!("{prefix}:");
        let range = 0..self.count(Section::Keys);
        let name = |index| self.string(Section::Keys, index, 0);
        names::beginning_with(range, &beginning, name)
            .filter_map(move |index| ConditionKey::at(self, index))
    }

    fn count(self, section: Section) -> usize {
        self.0.section(section).1
    }

    /// The offset of a field of a record.
    fn field(self, section: Section, index: usize, field: usize) -> Option<usize> {
        let (offset, count) = self.0.section(section);
        (index < count).then(|| offset + index * section.record() + field)
    }

    // Data that `IamData::new` accepts names no record or string that is not in it, and a test has it
    // accept the snapshot. In other data a missing number is 0 and a missing string empty.

    fn u8(self, section: Section, index: usize, field: usize) -> u8 {
        let byte = |at| self.0.bytes.get(at).copied();
        self.field(section, index, field)
            .and_then(byte)
            .unwrap_or(0)
    }

    fn u16(self, section: Section, index: usize, field: usize) -> u16 {
        let number = |at| read_u16(self.0.bytes, at);
        self.field(section, index, field)
            .and_then(number)
            .unwrap_or(0)
    }

    fn u32(self, section: Section, index: usize, field: usize) -> u32 {
        let number = |at| read_u32(self.0.bytes, at);
        self.field(section, index, field)
            .and_then(number)
            .unwrap_or(0)
    }

    fn string(self, section: Section, index: usize, field: usize) -> &'d str {
        let reference = self.u32(section, index, field);
        self.0.string(reference).unwrap_or("")
    }

    /// The record of this name among those of a range, whose index is built on first use.
    fn named(
        self,
        index: &OnceLock<NameIndex>,
        section: Section,
        range: Range<usize>,
        name: &str,
    ) -> Option<usize> {
        let record = |at| self.string(section, at, 0);
        index
            .get_or_init(|| NameIndex::build(range.clone().map(record)))
            .find(name, |place| record(range.start + place))
            .map(|place| range.start + place)
    }

    /// The first field of every named record is its name.
    fn name(self, section: Section, index: usize) -> &'d str {
        self.string(section, index, 0)
    }

    /// The items of the list that begins at this place with its length.
    fn list(self, index: u16) -> impl Iterator<Item = usize> + Clone + use<'d> {
        let first = usize::from(index) + 1;
        let length = usize::from(self.u16(Section::Lists, index.into(), 0));
        (first..first + length).map(move |item| self.u16(Section::Lists, item, 0).into())
    }
}
