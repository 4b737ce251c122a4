//! What a policy holds anywhere, noted while it is read, so that a check need not look for it in
//! every statement.

use super::action::Resolved;
use spanned_text::tree::Str;

bitflags::bitflags! {
    /// What a statement holds at least once; most checks look for something that most statements do not have.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct Features: u32 {
        /// An action without a colon, or with nothing on one side of it.
        const MALFORMED_ACTION = 1;
        /// An action that may have white space in it.
        const SPACED_ACTION = 1 << 1;
        /// An action with a wildcard in the prefix of its service.
        const ANY_SERVICE = 1 << 2;
        /// An action of a service that does not exist.
        const UNKNOWN_SERVICE = 1 << 3;
        /// An action that its service does not have.
        const UNKNOWN_ACTION = 1 << 4;
        /// An action that is in none of AWS's lists.
        const UNLISTED_ACTION = 1 << 5;
        /// A pattern for several actions of a service.
        const ACTION_PATTERN = 1 << 6;
        /// An action that can be one of `bedrock`, by its first letter.
        const BEDROCK = 1 << 7;
        /// An action that can be one of `iam`, by its first letter.
        const IAM = 1 << 8;
        /// `NotAction`
        const NOT_ACTION = 1 << 9;
        /// `Condition`
        const CONDITION = 1 << 10;
        /// A condition key that is in none of AWS's lists.
        const UNKNOWN_KEY = 1 << 11;
        /// `Principal` or `NotPrincipal`
        const PRINCIPAL = 1 << 12;
        /// An ARN.
        const ARN = 1 << 13;
        /// An action, resource, principal or value of a condition with a `$` or `{`, as variables have it.
        const VARIABLE_SIGN = 1 << 14;
        /// An element of no known name, or in another case.
        const ODD_ELEMENT = 1 << 15;
        /// An element that is there twice.
        const TWICE = 1 << 16;
        /// In `Action` or `Resource`, something that is not text, or `Fn::Sub`.
        const ODD_ITEM = 1 << 17;
        /// A resource that is neither `*` nor an ARN.
        const ODD_RESOURCE = 1 << 18;
    }
}

impl Features {
    /// The features of an action.
    pub(super) fn of_action(text: &Str<'_>, resolved: &Resolved<'_>) -> Self {
        let classes = text.classes();
        let mut features = match resolved {
            Resolved::Malformed => Self::MALFORMED_ACTION,
            Resolved::AnyService => Self::ANY_SERVICE,
            Resolved::UnknownService => Self::UNKNOWN_SERVICE,
            Resolved::Unknown(_) => Self::UNKNOWN_ACTION,
            Resolved::Pattern(_) => Self::ACTION_PATTERN,
            Resolved::One(action) if action.is_unlisted() => Self::UNLISTED_ACTION,
            Resolved::One(_) | Resolved::Everything | Resolved::Placeholder => Self::empty(),
        };
        features |= match text.as_str().as_bytes().first() {
            Some(b'b' | b'B') => Self::BEDROCK,
            Some(b'i' | b'I') => Self::IAM,
            Some(b'*' | b'?') => Self::BEDROCK | Self::IAM,
            _ => Self::empty(),
        };
        // Beyond ASCII there is white space too.
        features.set(
            Self::SPACED_ACTION,
            classes.has_space() || classes.has_opening(),
        );
        features.set(Self::VARIABLE_SIGN, classes.has_variable_sign());
        features
    }
}
