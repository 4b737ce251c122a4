//! The SHA-256 of all that the result of a snippet depends on.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// A SHA-256 in hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digest(String);

impl Digest {
    /// The digest of a text alone.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self(hex(&Sha256::digest(text.as_bytes())))
    }

    /// The hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A digest that grows part by part. Each part goes in with its length, so that no two lists of
/// parts look the same.
#[derive(Debug, Clone, Default)]
pub struct Chain(Sha256);

impl Chain {
    /// A chain that begins with what it is about.
    #[must_use]
    pub fn new(about: &str) -> Self {
        let mut chain = Self::default();
        chain.push(about);
        chain
    }

    /// Adds a part.
    pub fn push(&mut self, part: &str) {
        let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
        self.0.update(length.to_le_bytes());
        self.0.update(part.as_bytes());
    }

    /// Adds the parts of a list. A longer or shorter list gives another digest.
    pub fn push_all<'p>(&mut self, parts: impl IntoIterator<Item = &'p str>) {
        let parts: Vec<&str> = parts.into_iter().collect();
        self.push(&parts.len().to_string());
        parts.into_iter().for_each(|part| self.push(part));
    }

    /// The digest of the parts so far.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest(hex(&self.0.clone().finalize()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_into_each_other() {
        let chain = |parts: &[&str]| {
            let mut chain = Chain::new("x");
            parts.iter().for_each(|part| chain.push(part));
            chain.digest()
        };
        assert_ne!(chain(&["ab", "c"]), chain(&["a", "bc"]));
        assert_ne!(chain(&["a"]), chain(&["a", ""]));
        assert_eq!(chain(&["a", "b"]), chain(&["a", "b"]));
    }
}
