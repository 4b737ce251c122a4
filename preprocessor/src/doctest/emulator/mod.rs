//! AWS, emulated: ministack with permissions enforced, and what is known of how it differs from AWS.
//!
//! [`crate::emulation`] lists the differences. [`process`] runs
//! the emulator, one for each chapter: it is ready in about half a second, and nothing of one
//! chapter can be seen in another.

#[cfg(feature = "doctest")]
pub mod process;

#[cfg(feature = "doctest")]
pub use process::{Emulator, EmulatorError, facts_digest};

/// The Python program that starts the emulator and translates.
pub(crate) const LAUNCHER: &str = include_str!("launcher.py");

/// AWS's managed policies by name, which the emulator lacks.
pub(crate) const MANAGED_POLICIES: &str = aws_doc_facts::MANAGED_POLICIES;

/// The account that the emulator plays: the one that AWS's documentation uses.
pub const ACCOUNT: &str = "111122223333";

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::LAUNCHER;
    use crate::emulation::DIFFERENCES;

    /// The texts in quotes in the launcher.
    fn quoted() -> BTreeSet<&'static str> {
        LAUNCHER.split('"').skip(1).step_by(2).collect()
    }

    #[test]
    fn the_launcher_notes_those_with_words_for_the_badge_and_no_other() {
        for difference in DIFFERENCES {
            assert_eq!(
                quoted().contains(difference.id),
                difference.badge.is_some(),
                "{}",
                difference.id
            );
        }
    }
}
