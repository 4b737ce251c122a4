//! Finds secrets in any text. Reports use it too, to never print one.

use std::ops::Range;

/// A secret in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    /// Where it stands.
    pub range: Range<usize>,
    /// What it is.
    pub kind: SecretKind,
}

/// What a secret is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretKind {
    /// An access key id.
    AccessKeyId,
}

/// The first four characters of the ids that AWS gives to access keys.
const KEY_PREFIXES: [&[u8]; 4] = [b"AKIA", b"ASIA", b"ABIA", b"ACCA"];

/// Length of an access key id.
const KEY_ID_LEN: usize = 20;

/// A real id is random; with fewer bits a character than this it is made up.
const KEY_ID_ENTROPY: f64 = 3.0;

/// Every secret in `text`.
#[must_use]
pub fn scan(text: &str) -> Vec<Secret> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'A', bytes)
        .filter(|at| is_access_key_id(bytes, *at))
        .map(|at| Secret {
            range: at..at + KEY_ID_LEN,
            kind: SecretKind::AccessKeyId,
        })
        .collect()
}

fn is_access_key_id(bytes: &[u8], at: usize) -> bool {
    let Some(id) = bytes.get(at..at + KEY_ID_LEN) else {
        return false;
    };
    let is_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    KEY_PREFIXES.iter().any(|prefix| id.starts_with(prefix))
        && !is_word(at.checked_sub(1).and_then(|before| bytes.get(before)))
        && !is_word(bytes.get(at + KEY_ID_LEN))
        && id.iter().all(|byte| matches!(byte, b'A'..=b'Z' | b'2'..=b'7'))
        // AWS marks the keys of its own documentation so.
        && !id.ends_with(b"EXAMPLE")
        && entropy(id) >= KEY_ID_ENTROPY
}

/// Bits of information in each byte.
fn entropy(bytes: &[u8]) -> f64 {
    let mut counts = std::collections::BTreeMap::new();
    for byte in bytes {
        *counts.entry(byte).or_insert(0_u32) += 1;
    }
    let len = f64::from(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
    counts
        .values()
        .map(|count| f64::from(*count) / len)
        .map(|share| -share * share.log2())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_near_misses() {
        let key = format!("AKIA{}", "QZ7TR2NWK5XJ4PVM");
        assert_eq!(scan(&format!("id = {key}.")).len(), 1);
        for text in [
            "AKIAIOSFODNN7EXAMPLE".to_owned(),
            format!("AKIA{}", "X".repeat(16)),
            format!("x{key}"),
            format!("{key}2"),
            key.to_lowercase(),
        ] {
            assert_eq!(scan(&text), [], "{text}");
        }
    }
}
