//! What IAM knows of services: actions, resource types with their ARN formats, condition keys.
//!
//! The data is searched where it lies, by binary search; reading it allocates nothing. It comes
//! from the snapshot compiled in ([`Iam::snapshot`]) or from bytes that [`encode::encode`] made of
//! AWS's Service Reference ([`Iam::new`]). Names are compared without regard to ASCII case, as IAM
//! compares them, and returned as AWS spells them.

pub mod encode;
mod key_types;
mod layout;
mod names;
#[cfg(test)]
mod tests;

pub use key_types::{KeyType, KeyTypes};
pub use names::matches;

use layout::{
    ACTION_LIST, ACTION_NAME_ONLY, ACTION_PERMISSIONS, ACTION_TAGGING, ACTION_UNLISTED,
    ACTION_WRITE, HEADER, KEY_GLOBAL, MAGIC, SERVICE_RCP, SERVICE_UNLISTED, Section,
};
use names::{fills, first_not_before, search, starts_with};

static SNAPSHOT: &[u8] = include_bytes!("../../facts/iam.bin");

/// Where the data compiled into this program come from.
#[must_use]
pub fn provenance() -> super::Provenance {
    // A test compares it with the data.
    serde_json::from_str(include_str!("../../facts/iam.provenance.json")).unwrap_or_default()
}

/// The IAM action data.
#[derive(Clone, Copy, Debug)]
pub struct Iam<'d> {
    bytes: &'d [u8],
    /// Offset in bytes and number of records of each section.
    sections: [(usize, usize); Section::ALL.len()],
}

/// Bytes that are not IAM action data of the form this version reads.
#[derive(Debug, thiserror::Error)]
#[error(
    "not IAM action data of a form that this version reads; make it anew with `mdbook-aws refresh`"
)]
pub struct NotIamData;

impl Iam<'static> {
    /// The data compiled into the program; its provenance is `facts/iam.provenance.json`.
    #[must_use]
    pub fn snapshot() -> Self {
        // A test proves that the snapshot is readable; without it nothing is known.
        Self::new(SNAPSHOT).unwrap_or(Self {
            bytes: &[],
            sections: [(0, 0); 8],
        })
    }
}

impl<'d> Iam<'d> {
    /// Data in the form of [`encode::encode`]. Only its header is looked at.
    ///
    /// # Errors
    /// When the header is another, or points outside `bytes`.
    pub fn new(bytes: &'d [u8]) -> Result<Self, NotIamData> {
        if !bytes.starts_with(MAGIC) {
            return Err(NotIamData);
        }
        let mut sections = [(0, 0); Section::ALL.len()];
        for ((place, section), at) in sections
            .iter_mut()
            .zip(Section::ALL)
            .zip((MAGIC.len()..HEADER).step_by(8))
        {
            let offset = read_u32(bytes, at).ok_or(NotIamData)? as usize;
            let count = read_u32(bytes, at + 4).ok_or(NotIamData)? as usize;
            let end = count
                .checked_mul(section.record())
                .and_then(|len| offset.checked_add(len));
            if end.is_none_or(|end| end > bytes.len()) {
                return Err(NotIamData);
            }
            *place = (offset, count);
        }
        Ok(Self { bytes, sections })
    }

    /// All services, by prefix.
    pub fn services(self) -> impl Iterator<Item = Service<'d>> {
        (0..self.count(Section::Services)).filter_map(move |index| Service::at(self, index))
    }

    /// The service of an action's prefix, `bedrock`.
    #[must_use]
    pub fn service(self, prefix: &str) -> Option<Service<'d>> {
        let names = 0..self.count(Section::Services);
        let index = search(names, prefix, |index| self.raw(Section::Services, index, 0))?;
        Service::at(self, index)
    }

    /// The condition key of this name. A key with a variable, `aws:ResourceTag/${TagKey}`, is
    /// found by any name that fills it, as well as by its own.
    #[must_use]
    pub fn key(self, name: &str) -> Option<ConditionKey<'d>> {
        let names = 0..self.count(Section::Keys);
        if let Some(index) = search(names, name, |index| self.raw(Section::Keys, index, 0)) {
            return ConditionKey::at(self, index);
        }
        // Four bytes tell most of the templates apart, unless the variable is among them.
        let head = name.as_bytes().first_chunk::<4>();
        let begins_alike = |index: &u16| {
            let template = self.raw(Section::Keys, usize::from(*index), 0);
            let begin = template.first_chunk::<4>();
            begin.zip(head).is_some_and(|(begin, head)| {
                begin.contains(&b'$') || begin.eq_ignore_ascii_case(head)
            })
        };
        let templates = 0..self.count(Section::KeyTemplates);
        templates
            .filter_map(|place| self.u16(Section::KeyTemplates, place, 0))
            .filter(begins_alike)
            .filter_map(|index| ConditionKey::at(self, index.into()))
            .find(|key| key.accepts(name))
    }

    /// All condition keys, by name.
    pub fn keys(self) -> impl Iterator<Item = ConditionKey<'d>> {
        (0..self.count(Section::Keys)).filter_map(move |index| ConditionKey::at(self, index))
    }

    fn section(self, section: Section) -> (usize, usize) {
        self.sections
            .get(section as usize)
            .copied()
            .unwrap_or_default()
    }

    fn count(self, section: Section) -> usize {
        self.section(section).1
    }

    /// The offset of a field of a record.
    fn field(self, section: Section, index: usize, field: usize) -> Option<usize> {
        let (offset, count) = self.section(section);
        (index < count).then(|| offset + index * section.record() + field)
    }

    fn u8(self, section: Section, index: usize, field: usize) -> Option<u8> {
        self.bytes.get(self.field(section, index, field)?).copied()
    }

    fn u16(self, section: Section, index: usize, field: usize) -> Option<u16> {
        read_u16(self.bytes, self.field(section, index, field)?)
    }

    fn u32(self, section: Section, index: usize, field: usize) -> Option<u32> {
        read_u32(self.bytes, self.field(section, index, field)?)
    }

    fn string(self, section: Section, index: usize, field: usize) -> &'d str {
        std::str::from_utf8(self.raw(section, index, field)).unwrap_or_default()
    }

    /// The bytes of a string.
    fn raw(self, section: Section, index: usize, field: usize) -> &'d [u8] {
        let read = || {
            let reference = self.u32(section, index, field)?;
            let (strings, size) = self.section(Section::Strings);
            let start = (reference & 0x00ff_ffff) as usize;
            let end = start + (reference >> 24) as usize;
            if end > size {
                return None;
            }
            self.bytes.get(strings + start..strings + end)
        };
        read().unwrap_or_default()
    }

    /// The first field of every named record is its name.
    fn name(self, section: Section, index: usize) -> &'d str {
        self.string(section, index, 0)
    }

    fn list(self, index: Option<u16>) -> impl Iterator<Item = usize> + Clone + use<'d> {
        let index = index.map_or(usize::MAX - 1, usize::from);
        let length = self.u16(Section::Lists, index, 0).unwrap_or_default();
        let items = index + 1..index.saturating_add(1 + usize::from(length));
        items.filter_map(move |item| self.u16(Section::Lists, item, 0).map(usize::from))
    }
}

/// A service that has actions.
#[derive(Clone, Copy, Debug)]
pub struct Service<'d> {
    iam: Iam<'d>,
    index: usize,
}

impl<'d> Service<'d> {
    fn at(iam: Iam<'d>, index: usize) -> Option<Self> {
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

    /// In no list of AWS's, but in its managed policies: retired or undocumented.
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
        self.iam
            .u8(Section::Services, self.index, 20)
            .unwrap_or_default()
    }

    fn action_range(self) -> std::ops::Range<usize> {
        let first = self
            .iam
            .u32(Section::Services, self.index, 8)
            .unwrap_or_default() as usize;
        let count = self
            .iam
            .u16(Section::Services, self.index, 12)
            .unwrap_or_default();
        first..first + usize::from(count)
    }

    fn resource_range(self) -> std::ops::Range<usize> {
        let first = self
            .iam
            .u16(Section::Services, self.index, 14)
            .unwrap_or_default();
        let count = self
            .iam
            .u16(Section::Services, self.index, 16)
            .unwrap_or_default();
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
        let iam = self.iam;
        let index = search(self.action_range(), name, |index| {
            iam.raw(Section::Actions, index, 0)
        })?;
        Some(Action { iam, index })
    }

    /// The actions that a pattern with `*` and `?` matches, by name in lower case. Only names with
    /// the pattern's literal beginning are looked at.
    pub fn actions_matching<'p>(
        self,
        pattern: &'p str,
    ) -> impl Iterator<Item = Action<'d>> + use<'d, 'p> {
        let iam = self.iam;
        let literal = pattern.split(['*', '?']).next().unwrap_or_default();
        let range = self.action_range();
        let start = first_not_before(range.clone(), literal, |index| {
            iam.raw(Section::Actions, index, 0)
        });
        (start..range.end)
            .map(move |index| Action { iam, index })
            .take_while(move |action| starts_with(action.name(), literal))
            .filter(move |action| matches(pattern, action.name()))
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

/// An action, without its service's prefix.
#[derive(Clone, Copy, Debug)]
pub struct Action<'d> {
    iam: Iam<'d>,
    index: usize,
}

impl<'d> Action<'d> {
    /// The name as AWS spells it; in lower case when that is all that is known.
    #[must_use]
    pub fn name(self) -> &'d str {
        self.iam.name(Section::Actions, self.index)
    }

    fn flags(self) -> u8 {
        self.iam
            .u8(Section::Actions, self.index, 4)
            .unwrap_or_default()
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

    /// In no list of AWS's, but in one of its managed policies: retired or undocumented.
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
    /// Tells which resources exist.
    List,
    /// Tells what is in a resource.
    Read,
    /// Changes tags only.
    Tagging,
    /// Makes, changes or removes resources.
    Write,
    /// Changes who may do what.
    PermissionsManagement,
}

/// A type of resource of one service.
#[derive(Clone, Copy, Debug)]
pub struct ResourceType<'d> {
    iam: Iam<'d>,
    index: usize,
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
        let first = usize::from(
            iam.u16(Section::Resources, self.index, 4)
                .unwrap_or_default(),
        );
        let count = usize::from(
            iam.u8(Section::Resources, self.index, 6)
                .unwrap_or_default(),
        );
        (first..first + count).map(move |index| iam.string(Section::ArnFormats, index, 0))
    }

    /// Those of the ARNs whose resource part can begin as `resource` does.
    pub fn arn_formats_like<'r>(
        self,
        resource: &'r str,
    ) -> impl Iterator<Item = &'d str> + use<'d, 'r> {
        let iam = self.iam;
        let first = usize::from(
            iam.u16(Section::Resources, self.index, 4)
                .unwrap_or_default(),
        );
        let count = usize::from(
            iam.u8(Section::Resources, self.index, 6)
                .unwrap_or_default(),
        );
        let wanted = resource.bytes().next().unwrap_or(b'*');
        // What does not begin with a letter may be a wildcard, a variable or a placeholder.
        let is_open = !wanted.is_ascii_alphanumeric() && wanted != b'/';
        (first..first + count).filter_map(move |index| {
            let part = usize::from(iam.u8(Section::ArnFormats, index, 4).unwrap_or_default());
            let begins = iam.raw(Section::ArnFormats, index, 0).get(part).copied();
            let fits = is_open || begins.is_none_or(|byte| byte == wanted || b"$*".contains(&byte));
            fits.then(|| iam.string(Section::ArnFormats, index, 0))
        })
    }

    /// The condition keys that depend on a resource of this type.
    pub fn keys(self) -> impl Iterator<Item = ConditionKey<'d>> {
        let iam = self.iam;
        let list = iam.list(iam.u16(Section::Resources, self.index, 7));
        list.map(move |index| ConditionKey { iam, index })
    }
}

/// A condition key.
#[derive(Clone, Copy, Debug)]
pub struct ConditionKey<'d> {
    iam: Iam<'d>,
    index: usize,
}

impl<'d> ConditionKey<'d> {
    fn at(iam: Iam<'d>, index: usize) -> Option<Self> {
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
        KeyTypes(
            self.iam
                .u16(Section::Keys, self.index, 4)
                .unwrap_or_default(),
        )
    }

    /// Whether requests to any service can carry the key.
    #[must_use]
    pub fn is_global(self) -> bool {
        self.iam
            .u8(Section::Keys, self.index, 6)
            .unwrap_or_default()
            & KEY_GLOBAL
            != 0
    }

    /// Whether `name` fills the variables of the key's name, each with at least one character.
    #[must_use]
    pub fn accepts(self, name: &str) -> bool {
        fills(self.name(), name)
    }
}

fn read_u16(bytes: &[u8], at: usize) -> Option<u16> {
    bytes
        .get(at..)?
        .first_chunk()
        .map(|chunk| u16::from_le_bytes(*chunk))
}

fn read_u32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes
        .get(at..)?
        .first_chunk()
        .map(|chunk| u32::from_le_bytes(*chunk))
}
