//! The forms of values that readers type.

/// A form of values that readers type. Each is narrower than what AWS takes: its characters mean
/// nothing to a shell, to JSON or to the readers of env files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pattern {
    /// Twelve digits.
    AccountId,
    /// The name of an IAM user.
    UserName,
    /// The name of an IAM role.
    RoleName,
    /// The name of a profile of the AWS CLI.
    ProfileName,
}

impl Pattern {
    /// All patterns.
    pub const ALL: [Self; 4] = [
        Self::AccountId,
        Self::UserName,
        Self::RoleName,
        Self::ProfileName,
    ];

    /// The word for it in `book.toml`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AccountId => "account-id",
            Self::UserName => "user-name",
            Self::RoleName => "role-name",
            Self::ProfileName => "profile-name",
        }
    }

    /// It as a regular expression that browsers and this program understand alike; it means a
    /// whole value.
    #[must_use]
    pub fn expression(self) -> &'static str {
        match self {
            Self::AccountId => "[0-9]{12}",
            Self::UserName | Self::RoleName | Self::ProfileName => {
                "[A-Za-z0-9][A-Za-z0-9_.\\-]{0,63}"
            }
        }
    }

    /// It in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::AccountId => "12 digits",
            Self::UserName | Self::RoleName | Self::ProfileName => {
                "1 to 64 letters, digits, dots, underscores and hyphens, the first a letter or digit"
            }
        }
    }

    /// Whether a value has this form.
    #[must_use]
    pub fn allows(self, value: &str) -> bool {
        match self {
            Self::AccountId => value.len() == 12 && value.bytes().all(|b| b.is_ascii_digit()),
            Self::UserName | Self::RoleName | Self::ProfileName => {
                value.len() <= 64
                    && value.starts_with(|c: char| c.is_ascii_alphanumeric())
                    && value
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b))
            }
        }
    }

    /// Values at the edges of the form: what holds for these and for the default is taken to hold
    /// for all.
    #[must_use]
    pub fn edges(self) -> Vec<String> {
        match self {
            Self::AccountId => vec!["000000000001".to_owned(), "999999999999".to_owned()],
            Self::UserName | Self::RoleName | Self::ProfileName => vec![
                "a".to_owned(),
                "0.b_c-D".to_owned(),
                format!("A{}", "z".repeat(63)),
            ],
        }
    }
}
