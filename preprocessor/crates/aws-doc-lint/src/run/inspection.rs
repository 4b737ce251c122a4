//! A record of the checks that a snippet went through.

/// What of a snippet the checks read: how many subjects of each kind.
///
/// A snippet with slots is checked in several versions; the numbers are those of the version with the
/// default choices.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Inspection {
    /// Texts that hold policies, or ought to.
    pub policies: usize,
    /// Calls of the AWS CLI.
    pub commands: usize,
    /// Files or assignments of environment variables.
    pub env_samples: usize,
    /// Settings of variables that AWS documents, in all env samples.
    pub aws_variables: usize,
    /// Files with AWS profiles, or parts of them.
    pub config_samples: usize,
    /// In how many versions the snippet was checked: one for each combination of the reader's choices.
    pub versions: usize,
}

impl Inspection {
    /// Whether a check that knows the snippet's kind read any of it.
    #[must_use]
    pub fn is_checked(&self) -> bool {
        self.policies + self.commands + self.env_samples + self.config_samples > 0
    }
}
