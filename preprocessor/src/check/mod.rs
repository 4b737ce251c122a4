//! What can be wrong: one file for each check, in a folder for each kind of thing it looks at.
//!
//! To add one: write `check/FAMILY/NAME.rs` after the model of its neighbours, add it to
//! [`REGISTRY`], and add `tests/cases/FAMILY/NAME.md`. The tests say what is missing.

pub mod attribute;
pub mod directive;
pub mod env;
pub mod include;
pub mod policy;
pub mod region;
mod rule;
pub mod secret;
pub mod suppression;
pub mod verdict;

pub use rule::{Finding, Rule, Run, Sink};

/// Every check there is, ordered by code. The only list of them.
pub static REGISTRY: &[&Rule] = &[
    &attribute::unfulfilled::RULE,
    &attribute::unknown::RULE,
    &directive::unknown::RULE,
    &env::inline_comment::RULE,
    &env::placeholder_token::RULE,
    &include::cycle::RULE,
    &include::empty::RULE,
    &include::missing::RULE,
    &include::outside_book::RULE,
    &policy::duplicate_key::RULE,
    &policy::missing_version::RULE,
    &policy::syntax::RULE,
    &region::mistyped::RULE,
    &region::unknown::RULE,
    &secret::access_key::RULE,
    &suppression::no_reason::RULE,
    &suppression::unknown_code::RULE,
    &suppression::unused::RULE,
];

/// The check with this code.
#[must_use]
pub fn find(code: &str) -> Option<&'static Rule> {
    REGISTRY.iter().find(|rule| rule.code == code).copied()
}
