//! The binary form of the IAM action data: where each byte is.
//!
//! Everything is little-endian and found by offset, so the file is used as it lies in the program,
//! with nothing parsed or copied at start. [`super::encode`] writes it, [`super`] reads it.
//!
//! | part | record |
//! |---|---|
//! | header | [`MAGIC`], then for each [`Section`] its offset in bytes and its number of records, both `u32` |
//! | services, by prefix | prefix, title (strings); first action `u32`, number of actions `u16`; first resource type `u16`, number of them `u16`; list of condition keys `u16`; flags `u8` |
//! | actions, in the order of the services, then by lower-case name | name (string); flags `u8`; list of resource types `u16`; list of condition keys `u16` |
//! | resource types, in the order of the services, then by lower-case name | name (string); first ARN format `u16`; number of them `u8`; list of condition keys `u16` |
//! | ARN formats | string; offset of the resource part in it `u8` |
//! | condition keys, by lower-case name | name (string); types `u16`; flags `u8` |
//! | key templates: the keys whose name holds `${…}` | index of the key `u16` |
//! | lists | `u16`: the number of items, then the items; a list is named by the index of its number |
//! | strings | bytes of UTF-8 |
//!
//! A *string* is a `u32`: the offset into the strings in the low 24 bits, the length in the high 8.

/// Marks the file and the version of its form.
pub(super) const MAGIC: &[u8; 8] = b"awsiam\x001";

/// The parts of the file in the order of the header.
#[derive(Clone, Copy)]
pub(super) enum Section {
    Services,
    Actions,
    Resources,
    ArnFormats,
    Keys,
    KeyTemplates,
    Lists,
    Strings,
}

impl Section {
    pub(super) const ALL: [Self; 8] = [
        Self::Services,
        Self::Actions,
        Self::Resources,
        Self::ArnFormats,
        Self::Keys,
        Self::KeyTemplates,
        Self::Lists,
        Self::Strings,
    ];

    /// Length of one record in bytes.
    pub(super) const fn record(self) -> usize {
        match self {
            Self::Services => 4 + 4 + 4 + 2 + 2 + 2 + 2 + 1,
            Self::Actions => 4 + 1 + 2 + 2,
            Self::Resources => 4 + 2 + 1 + 2,
            Self::ArnFormats => 4 + 1,
            Self::Keys => 4 + 2 + 1,
            Self::KeyTemplates | Self::Lists => 2,
            Self::Strings => 1,
        }
    }
}

/// Length of the header: the magic and two `u32` for each section.
pub(super) const HEADER: usize = MAGIC.len() + Section::ALL.len() * 8;

/// Action flags. The first four are those of AWS's Service Reference; none of them means `Read`.
pub(super) const ACTION_LIST: u8 = 1;
pub(super) const ACTION_WRITE: u8 = 1 << 1;
pub(super) const ACTION_PERMISSIONS: u8 = 1 << 2;
pub(super) const ACTION_TAGGING: u8 = 1 << 3;
/// Known by its name in lower case only: neither spelling, level nor keys are known.
pub(super) const ACTION_NAME_ONLY: u8 = 1 << 4;
/// In none of AWS's lists, but in one of its managed policies.
pub(super) const ACTION_UNLISTED: u8 = 1 << 5;

/// Service flags.
pub(super) const SERVICE_UNLISTED: u8 = 1;
pub(super) const SERVICE_RCP: u8 = 1 << 1;

/// Condition key flags.
pub(super) const KEY_GLOBAL: u8 = 1;
