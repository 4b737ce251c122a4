//! The elements of a statement by their names.

use super::STATEMENT_ELEMENTS;

/// An element of a statement.
pub(super) enum Element {
    Sid,
    Effect,
    Principal,
    NotPrincipal,
    Action,
    NotAction,
    Resource,
    NotResource,
    Condition,
}

impl Element {
    /// The element of this name in any case, and whether the name is in the right one.
    pub(super) fn of(name: &str) -> (Option<Self>, bool) {
        if let Some(element) = Self::named(name) {
            return (Some(element), true);
        }
        let mut names = STATEMENT_ELEMENTS.iter();
        let right = names.find(|right| right.eq_ignore_ascii_case(name));
        (right.and_then(|right| Self::named(right)), false)
    }

    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "Sid" => Self::Sid,
            "Effect" => Self::Effect,
            "Principal" => Self::Principal,
            "NotPrincipal" => Self::NotPrincipal,
            "Action" => Self::Action,
            "NotAction" => Self::NotAction,
            "Resource" => Self::Resource,
            "NotResource" => Self::NotResource,
            "Condition" => Self::Condition,
            _ => return None,
        })
    }
}
