//! From AWS's Service Reference, as JSON, to the binary form of the module `layout`.

use std::collections::{BTreeMap, HashMap};

use super::key_types::KeyTypes;
use super::layout::{
    ACTION_LIST, ACTION_NAME_ONLY, ACTION_PERMISSIONS, ACTION_TAGGING, ACTION_UNLISTED,
    ACTION_WRITE, HEADER, KEY_GLOBAL, MAGIC, SERVICE_RCP, SERVICE_UNLISTED, Section,
};
use super::reference::{ActionReference, Reference, ResourceReference, ServiceReference};

/// Why a reference could not be encoded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// A table has more entries than the form can count.
    #[error("{what}: {count} is more than the form of the IAM data can hold ({limit})")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// How many there are.
        count: usize,
        /// How many there can be.
        limit: usize,
    },
    /// A type of a condition key that the reader does not know.
    #[error("condition key {key}: unknown type {kind:?}")]
    UnknownKeyType {
        /// The key.
        key: String,
        /// AWS's name of the type.
        kind: String,
    },
}

/// Encodes a reference. The order of its entries does not matter: equal content gives equal bytes.
///
/// # Errors
/// When a table outgrows the form, or a condition key has a type of a new name.
pub fn encode(reference: &Reference) -> Result<Vec<u8>, EncodeError> {
    let mut out = Encoder::default();
    let keys = out.keys(reference)?;
    let mut services: Vec<_> = reference.services.iter().collect();
    services.sort_by_key(|service| service.name.to_ascii_lowercase());
    for service in services {
        out.service(service, &keys)?;
    }
    out.finish()
}

#[derive(Default)]
struct Encoder {
    parts: [Vec<u8>; Section::ALL.len()],
    interned: HashMap<String, u32>,
    lists: HashMap<Vec<u16>, u16>,
}

type KeyIndex = HashMap<String, u16>;

impl Encoder {
    fn part(&mut self, section: Section) -> &mut Vec<u8> {
        let [
            services,
            actions,
            resources,
            arns,
            keys,
            templates,
            lists,
            strings,
        ] = &mut self.parts;
        match section {
            Section::Services => services,
            Section::Actions => actions,
            Section::Resources => resources,
            Section::ArnFormats => arns,
            Section::Keys => keys,
            Section::KeyTemplates => templates,
            Section::Lists => lists,
            Section::Strings => strings,
        }
    }

    /// Number of records written to a section.
    fn count(&mut self, section: Section) -> usize {
        self.part(section).len() / section.record()
    }

    fn string(&mut self, text: &str) -> Result<u32, EncodeError> {
        if let Some(&known) = self.interned.get(text) {
            return Ok(known);
        }
        let offset = self.count(Section::Strings);
        let offset = fit::<u32>("strings", offset, (1 << 24) - 1)?;
        let length = fit::<u32>("bytes of one string", text.len(), 255)?;
        self.part(Section::Strings)
            .extend_from_slice(text.as_bytes());
        let reference = offset | length << 24;
        self.interned.insert(text.to_owned(), reference);
        Ok(reference)
    }

    fn list(&mut self, mut items: Vec<u16>) -> Result<u16, EncodeError> {
        items.sort_unstable();
        items.dedup();
        if let Some(&known) = self.lists.get(&items) {
            return Ok(known);
        }
        let index = self.count(Section::Lists);
        let index = fit::<u16>("lists", index, u16::MAX.into())?;
        let length = fit::<u16>("items of one list", items.len(), u16::MAX.into())?;
        let part = self.part(Section::Lists);
        part.extend_from_slice(&length.to_le_bytes());
        for item in &items {
            part.extend_from_slice(&item.to_le_bytes());
        }
        self.lists.insert(items, index);
        Ok(index)
    }

    fn keys(&mut self, reference: &Reference) -> Result<KeyIndex, EncodeError> {
        let mut merged: BTreeMap<String, (&str, KeyTypes, u8)> = BTreeMap::new();
        let of_services = reference.services.iter().flat_map(|service| {
            let of_resources = service.resources.iter().flat_map(|one| &one.condition_keys);
            let of_actions = service
                .actions
                .iter()
                .flat_map(|one| &one.action_condition_keys);
            let untyped = of_resources
                .chain(of_actions)
                .map(|name| (name.as_str(), &[][..], 0));
            let typed = service.condition_keys.iter();
            typed
                .map(|key| (key.name.as_str(), key.types.as_slice(), 0))
                .chain(untyped)
        });
        let global = reference.global_condition_keys.iter();
        let global = global.map(|key| (key.name.as_str(), key.types.as_slice(), KEY_GLOBAL));
        for (name, types, flags) in global.chain(of_services) {
            let entry = merged
                .entry(name.to_ascii_lowercase())
                .or_insert((name, KeyTypes(0), 0));
            entry.2 |= flags;
            for kind in types {
                if !entry.1.add(kind) {
                    let (key, kind) = (name.to_owned(), kind.clone());
                    return Err(EncodeError::UnknownKeyType { key, kind });
                }
            }
        }
        let mut index = KeyIndex::new();
        for (lower, (name, types, flags)) in merged {
            let number = self.count(Section::Keys);
            let number = fit::<u16>("condition keys", number, u16::MAX.into())?;
            let string = self.string(name)?;
            let part = self.part(Section::Keys);
            part.extend_from_slice(&string.to_le_bytes());
            part.extend_from_slice(&types.0.to_le_bytes());
            part.push(flags);
            if name.contains("${") {
                self.part(Section::KeyTemplates)
                    .extend_from_slice(&number.to_le_bytes());
            }
            index.insert(lower, number);
        }
        Ok(index)
    }

    fn key_list<'k>(
        &mut self,
        names: impl Iterator<Item = &'k String>,
        keys: &KeyIndex,
    ) -> Result<u16, EncodeError> {
        self.list(
            names
                .filter_map(|name| keys.get(&name.to_ascii_lowercase()).copied())
                .collect(),
        )
    }

    fn service(&mut self, service: &ServiceReference, keys: &KeyIndex) -> Result<(), EncodeError> {
        let first_resource = self.count(Section::Resources);
        let first_resource = fit::<u16>("resource types", first_resource, u16::MAX.into())?;
        let mut resources = BTreeMap::new();
        for resource in &service.resources {
            resources.insert(resource.name.to_ascii_lowercase(), resource);
        }
        let mut resource_index = HashMap::new();
        for (lower, resource) in &resources {
            let number = self.count(Section::Resources);
            resource_index.insert(
                lower.as_str(),
                fit::<u16>("resource types", number, u16::MAX.into())?,
            );
            self.resource(resource, keys)?;
        }

        let first_action = self.count(Section::Actions);
        let first_action = fit::<u32>("actions", first_action, u32::MAX as usize)?;
        let mut actions = BTreeMap::new();
        for action in &service.actions {
            actions.insert(action.name.to_ascii_lowercase(), action);
        }
        for action in actions.values() {
            let of_action = action.resources.iter();
            let numbers = of_action.filter_map(|one| {
                resource_index
                    .get(one.name.to_ascii_lowercase().as_str())
                    .copied()
            });
            let numbers = self.list(numbers.collect())?;
            let key_list = self.key_list(action.action_condition_keys.iter(), keys)?;
            let name = self.string(&action.name)?;
            let flags = action_flags(action);
            let part = self.part(Section::Actions);
            part.extend_from_slice(&name.to_le_bytes());
            part.push(flags);
            part.extend_from_slice(&numbers.to_le_bytes());
            part.extend_from_slice(&key_list.to_le_bytes());
        }

        let key_list = self.key_list(service.condition_keys.iter().map(|key| &key.name), keys)?;
        let prefix = self.string(&service.name.to_ascii_lowercase())?;
        let title = self.string(&service.title)?;
        let action_count = fit::<u16>("actions of one service", actions.len(), u16::MAX.into())?;
        let resource_count = fit::<u16>("resource types", resources.len(), u16::MAX.into())?;
        let mut flags = 0;
        if service.unlisted {
            flags |= SERVICE_UNLISTED;
        }
        if service.supports_rcp {
            flags |= SERVICE_RCP;
        }
        let part = self.part(Section::Services);
        part.extend_from_slice(&prefix.to_le_bytes());
        part.extend_from_slice(&title.to_le_bytes());
        part.extend_from_slice(&first_action.to_le_bytes());
        part.extend_from_slice(&action_count.to_le_bytes());
        part.extend_from_slice(&first_resource.to_le_bytes());
        part.extend_from_slice(&resource_count.to_le_bytes());
        part.extend_from_slice(&key_list.to_le_bytes());
        part.push(flags);
        Ok(())
    }

    fn resource(
        &mut self,
        resource: &ResourceReference,
        keys: &KeyIndex,
    ) -> Result<(), EncodeError> {
        let first = self.count(Section::ArnFormats);
        let first = fit::<u16>("ARN formats", first, u16::MAX.into())?;
        for format in &resource.arn_formats {
            let string = self.string(format)?;
            // Behind the fifth colon; formats have none within their variables.
            let part = format.match_indices(':').nth(4).map_or(0, |(at, _)| at + 1);
            let part = fit::<u8>("bytes of one string", part, 255)?;
            let formats = self.part(Section::ArnFormats);
            formats.extend_from_slice(&string.to_le_bytes());
            formats.push(part);
        }
        let count = fit::<u8>(
            "ARN formats of one resource type",
            resource.arn_formats.len(),
            255,
        )?;
        let key_list = self.key_list(resource.condition_keys.iter(), keys)?;
        let name = self.string(&resource.name)?;
        let part = self.part(Section::Resources);
        part.extend_from_slice(&name.to_le_bytes());
        part.extend_from_slice(&first.to_le_bytes());
        part.push(count);
        part.extend_from_slice(&key_list.to_le_bytes());
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<u8>, EncodeError> {
        let mut bytes = MAGIC.to_vec();
        let mut offset = HEADER;
        for section in Section::ALL {
            let count = self.count(section);
            bytes.extend_from_slice(&fit::<u32>("bytes", offset, u32::MAX as usize)?.to_le_bytes());
            bytes
                .extend_from_slice(&fit::<u32>("records", count, u32::MAX as usize)?.to_le_bytes());
            offset += self.part(section).len();
        }
        for part in &self.parts {
            bytes.extend_from_slice(part);
        }
        Ok(bytes)
    }
}

fn action_flags(action: &ActionReference) -> u8 {
    let level = &action.annotations.properties;
    let pairs = [
        (level.is_list, ACTION_LIST),
        (level.is_write, ACTION_WRITE),
        (level.is_permission_management, ACTION_PERMISSIONS),
        (level.is_tagging_only, ACTION_TAGGING),
        (action.name_only, ACTION_NAME_ONLY),
        (action.unlisted, ACTION_UNLISTED),
    ];
    pairs
        .iter()
        .filter(|(set, _)| *set)
        .fold(0, |flags, (_, flag)| flags | flag)
}

fn fit<T: TryFrom<usize>>(
    what: &'static str,
    count: usize,
    limit: usize,
) -> Result<T, EncodeError> {
    let converted = if count > limit {
        None
    } else {
        T::try_from(count).ok()
    };
    converted.ok_or(EncodeError::TooMany { what, count, limit })
}
