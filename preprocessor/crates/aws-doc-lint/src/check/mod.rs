//! The rules: one file each, in a folder for each family.
//!
//! To add one, run `cargo xtask new-check FAMILY NAME`, or write `check/FAMILY/NAME.rs` after the model
//! of its neighbors, name it in `check/FAMILY/mod.rs`, and add `tests/cases/FAMILY/NAME.md`. The tests say
//! what is missing.

pub(crate) mod arn;
pub(crate) mod attribute;
pub(crate) mod choice;
pub mod claim;
pub(crate) mod command;
pub(crate) mod config;
pub(crate) mod directive;
pub(crate) mod env;
pub(crate) mod fence;
pub(crate) mod include;
pub(crate) mod inference;
pub mod link;
pub(crate) mod model;
pub(crate) mod policy;
pub(crate) mod region;
pub(crate) mod secret;
pub(crate) mod suppression;
pub mod test;

use std::sync::OnceLock;

use crate::rule::Rule;

/// The rules of each family.
static FAMILIES: &[&[&Rule]] = &[
    arn::RULES,
    attribute::RULES,
    choice::RULES,
    claim::RULES,
    command::RULES,
    config::RULES,
    directive::RULES,
    env::RULES,
    fence::RULES,
    include::RULES,
    inference::RULES,
    link::RULES,
    model::RULES,
    policy::RULES,
    region::RULES,
    secret::RULES,
    suppression::RULES,
    test::RULES,
];

/// All rules, ordered by code.
#[must_use]
pub fn rules() -> &'static [&'static Rule] {
    static RULES: OnceLock<Vec<&'static Rule>> = OnceLock::new();
    RULES.get_or_init(|| {
        let mut rules = FAMILIES.concat();
        rules.sort_by_key(|rule| rule.code);
        rules
    })
}

/// The rule with this code.
#[must_use]
pub fn find(code: &str) -> Option<&'static Rule> {
    let rules = rules();
    let index = rules.binary_search_by_key(&code, |rule| rule.code).ok()?;
    rules.get(index).copied()
}
