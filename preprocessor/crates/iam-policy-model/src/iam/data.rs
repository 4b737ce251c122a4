//! The bytes of the data, and the way to each part of them.

use std::sync::OnceLock;

use super::Iam;
use super::arn_format::ArnFormats;
use super::index::NameIndex;
use super::layout::{HEADER, MAGIC, Section};

/// IAM action data in the binary form that [`encode`](super::encode::encode) writes, with indexes of
/// its names, each built when it is first used.
#[derive(Debug, Default)]
pub struct IamData<'d> {
    pub(super) bytes: &'d [u8],
    /// The section of the strings.
    pub(super) strings: &'d str,
    /// Offset in bytes and number of records of each section.
    sections: [(usize, usize); Section::ALL.len()],
    pub(super) services: OnceLock<NameIndex>,
    pub(super) keys: OnceLock<NameIndex>,
    /// By what comes before the variable.
    pub(super) key_templates: OnceLock<NameIndex>,
    /// For each service.
    pub(super) actions: Box<[OnceLock<NameIndex>]>,
    pub(super) arn_formats: OnceLock<ArnFormats>,
}

/// Bytes that are not IAM action data in the format that this version reads.
#[derive(Debug, thiserror::Error)]
#[error(
    "not IAM action data in the format that this version reads; encode it again with the encoder of this version"
)]
#[non_exhaustive]
pub struct NotIamData;

impl<'d> IamData<'d> {
    /// Data in the form of [`super::encode::encode`].
    ///
    /// # Errors
    /// When the header is not the expected one, the strings are not UTF-8, or anything refers to what is
    /// not in `bytes`.
    pub fn new(bytes: &'d [u8]) -> Result<Self, NotIamData> {
        let data = Self::open(bytes)?;
        if !data.is_whole() {
            return Err(NotIamData);
        }
        Ok(data)
    }

    /// As [`Self::new`], where a test has looked at all but the header and the strings already.
    pub(super) fn open(bytes: &'d [u8]) -> Result<Self, NotIamData> {
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
        let mut data = Self {
            bytes,
            sections,
            ..Self::default()
        };
        let strings = data.bytes_of(Section::Strings).ok_or(NotIamData)?;
        data.strings = std::str::from_utf8(strings).map_err(|_| NotIamData)?;
        let services = data.section(Section::Services).1;
        data.actions = (0..services).map(|_| OnceLock::new()).collect();
        Ok(data)
    }

    /// The data, for look-ups.
    #[must_use]
    pub fn iam(&self) -> Iam<'_> {
        Iam(self)
    }

    pub(super) fn section(&self, section: Section) -> (usize, usize) {
        #[expect(clippy::indexing_slicing, reason = "there is a place for each of them")]
        self.sections[section as usize]
    }
}

impl<'d> IamData<'d> {
    /// The bytes of a section.
    pub(super) fn bytes_of(&self, section: Section) -> Option<&'d [u8]> {
        let (offset, count) = self.section(section);
        self.bytes.get(offset..offset + count * section.record())
    }

    /// The string that a reference in a record names.
    pub(super) fn string(&self, reference: u32) -> Option<&'d str> {
        let start = (reference & 0x00ff_ffff) as usize;
        let end = start + (reference >> 24) as usize;
        self.strings.get(start..end)
    }
}

pub(super) fn read_u16(bytes: &[u8], at: usize) -> Option<u16> {
    bytes
        .get(at..)?
        .first_chunk()
        .map(|chunk| u16::from_le_bytes(*chunk))
}

pub(super) fn read_u32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes
        .get(at..)?
        .first_chunk()
        .map(|chunk| u32::from_le_bytes(*chunk))
}
