//! Reading the packed file: its sections, its numbers and its sorted strings.

use std::cmp::Ordering;

use super::memo;

const MAGIC: &[u8] = b"AWSCLI\0\x01";
const SECTIONS: usize = 8;
/// Strings in one bucket of the dictionary.
const BUCKET: u32 = 32;

/// The parts of the file, in their order.
#[derive(Debug, Clone, Copy)]
pub(super) enum Section {
    BucketStarts,
    Strings,
    Commands,
    Lists,
    Arguments,
    ShapeStarts,
    Shapes,
    Texts,
}

/// A packed file whose header has been read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sections<'a> {
    parts: [&'a [u8]; SECTIONS],
}

impl<'a> Sections<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Option<Self> {
        let mut header = Cursor {
            rest: bytes.strip_prefix(MAGIC)?,
        };
        let mut starts = [0; SECTIONS];
        for start in &mut starts {
            *start = header.u32()? as usize;
        }
        let mut parts = [bytes; SECTIONS];
        let ends = starts.into_iter().skip(1).chain([bytes.len()]);
        for ((part, start), end) in parts.iter_mut().zip(starts).zip(ends) {
            *part = bytes.get(start..end)?;
        }
        Some(Sections { parts })
    }

    fn part(self, section: Section) -> &'a [u8] {
        self.parts.get(section as usize).copied().unwrap_or(&[])
    }

    /// A cursor `start` bytes into a section; past its end it has nothing to give.
    pub(super) fn cursor(self, section: Section, start: usize) -> Cursor<'a> {
        Cursor {
            rest: self.part(section).get(start..).unwrap_or(&[]),
        }
    }

    fn bucket(self, bucket: u32) -> Option<Bucket<'a>> {
        let at = (bucket as usize).checked_mul(4)?;
        let start = self.cursor(Section::BucketStarts, at).u32()? as usize;
        Some(Bucket {
            cursor: self.cursor(Section::Strings, start),
            text: Vec::new(),
        })
    }

    /// The string of this number; empty if there is none.
    pub(super) fn text(self, number: u32) -> String {
        let read = || {
            let mut bucket = self.bucket(number / BUCKET)?;
            for _ in 0..=number % BUCKET {
                bucket.advance()?;
            }
            String::from_utf8(bucket.text).ok()
        };
        memo::text(self.part(Section::Strings), number, || {
            read().unwrap_or_else(String::new)
        })
    }

    /// The number of this string, if the file contains it at all.
    pub(super) fn number(self, text: &str) -> Option<u32> {
        memo::number(self.part(Section::Strings), text, || self.search(text))
    }

    fn search(self, text: &str) -> Option<u32> {
        let wanted = text.as_bytes();
        // The last bucket whose first string is not greater.
        let (mut low, mut high) = (0, (self.part(Section::BucketStarts).len() / 4) as u32);
        while low < high {
            let middle = low + (high - low) / 2;
            let mut bucket = self.bucket(middle)?;
            bucket.advance()?;
            if bucket.text.as_slice() <= wanted {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let index = low.checked_sub(1)?;
        let mut bucket = self.bucket(index)?;
        for place in 0..BUCKET {
            bucket.advance()?;
            match bucket.text.as_slice().cmp(wanted) {
                Ordering::Less => {}
                Ordering::Equal => return Some(index * BUCKET + place),
                Ordering::Greater => return None,
            }
        }
        None
    }
}

/// A bucket of strings, each of which repeats the beginning of the one before.
struct Bucket<'a> {
    cursor: Cursor<'a>,
    text: Vec<u8>,
}

impl Bucket<'_> {
    /// Makes `text` the next string.
    fn advance(&mut self) -> Option<()> {
        let head = self.cursor.u8()?;
        let shared = self.half(head >> 4)?;
        let rest = self.half(head & 15)?;
        self.text.truncate(shared);
        self.text.extend_from_slice(self.cursor.bytes(rest)?);
        Some(())
    }

    fn half(&mut self, half: u8) -> Option<usize> {
        if half < 15 {
            return Some(half.into());
        }
        (self.cursor.varint()? as usize).checked_add(15)
    }
}

/// Reads numbers from front to back; `None` when the bytes end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    pub(super) fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.rest.split_first_chunk::<N>()?;
        self.rest = rest;
        Some(*taken)
    }

    pub(super) fn u8(&mut self) -> Option<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    pub(super) fn u24(&mut self) -> Option<u32> {
        self.array()
            .map(|[a, b, c]| u32::from_le_bytes([a, b, c, 0]))
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    pub(super) fn f64(&mut self) -> Option<f64> {
        self.array().map(f64::from_le_bytes)
    }

    fn varint64(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.u8()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    /// A LEB128 number of at most 32 bits.
    pub(super) fn varint(&mut self) -> Option<u32> {
        self.varint64()?.try_into().ok()
    }

    /// A signed LEB128 number.
    pub(super) fn zigzag(&mut self) -> Option<i64> {
        let value = self.varint64()?;
        Some((value >> 1) as i64 ^ -((value & 1) as i64))
    }
}
