//! What can be wrong: one file for each check, in a folder for each kind of thing it looks at.
//!
//! To add one: write `check/FAMILY/NAME.rs` after the model of its neighbours, add it to
//! [`REGISTRY`], and add `tests/cases/FAMILY/NAME.md`. The tests say what is missing.

pub mod arn;
pub mod attribute;
pub mod choice;
#[cfg(feature = "shell")]
pub mod command;
pub mod config;
pub mod directive;
pub mod env;
pub mod include;
pub mod link;
pub mod policy;
pub mod region;
mod rule;
pub mod secret;
pub mod suppression;
pub mod test;
pub mod verdict;

use std::sync::OnceLock;

use aws_doc_facts::Facts;
pub use rule::{Finder, Finding, Rule, Run, Sink};

/// Every check there is, ordered by code. The only list of them.
pub static REGISTRY: &[&Rule] = &[
    &arn::account_id::RULE,
    &arn::partition::RULE,
    &arn::region::RULE,
    &attribute::unfulfilled::RULE,
    &attribute::unknown::RULE,
    &choice::no_such_value::RULE,
    &choice::undeclared::RULE,
    &choice::unused::RULE,
    #[cfg(feature = "shell")]
    &command::abbreviated_option::RULE,
    #[cfg(feature = "shell")]
    &command::broken_continuation::RULE,
    #[cfg(feature = "shell")]
    &command::conflicting_options::RULE,
    #[cfg(feature = "shell")]
    &command::json_syntax::RULE,
    #[cfg(feature = "shell")]
    &command::lookalike_character::RULE,
    #[cfg(feature = "shell")]
    &command::missing_argument::RULE,
    #[cfg(feature = "shell")]
    &command::missing_member::RULE,
    #[cfg(feature = "shell")]
    &command::missing_value::RULE,
    #[cfg(feature = "shell")]
    &command::out_of_range::RULE,
    #[cfg(feature = "shell")]
    &command::pattern::RULE,
    #[cfg(feature = "shell")]
    &command::query_syntax::RULE,
    #[cfg(feature = "shell")]
    &command::shorthand_syntax::RULE,
    #[cfg(feature = "shell")]
    &command::unexpected_argument::RULE,
    #[cfg(feature = "shell")]
    &command::unknown_member::RULE,
    #[cfg(feature = "shell")]
    &command::unknown_operation::RULE,
    #[cfg(feature = "shell")]
    &command::unknown_option::RULE,
    #[cfg(feature = "shell")]
    &command::unknown_service::RULE,
    #[cfg(feature = "shell")]
    &command::unknown_value::RULE,
    #[cfg(feature = "shell")]
    &command::version_1_only::RULE,
    #[cfg(feature = "shell")]
    &command::wrong_length::RULE,
    #[cfg(feature = "shell")]
    &command::wrong_type::RULE,
    &config::incomplete_key_pair::RULE,
    &config::inline_comment::RULE,
    &config::invalid_value::RULE,
    &config::missing_sso_setting::RULE,
    &config::misspelt_setting::RULE,
    &config::role_source::RULE,
    &config::section_header::RULE,
    &config::source_cycle::RULE,
    &config::unknown_reference::RULE,
    &directive::unknown::RULE,
    &env::backslash_in_value::RULE,
    &env::deprecated_name::RULE,
    &env::dollar_in_value::RULE,
    &env::duplicate_name::RULE,
    &env::export_prefix::RULE,
    &env::hash_in_value::RULE,
    &env::incomplete_key_pair::RULE,
    &env::inline_comment::RULE,
    &env::invalid_region::RULE,
    &env::invalid_value::RULE,
    &env::invisible_character::RULE,
    &env::malformed_access_key_id::RULE,
    &env::malformed_secret_key::RULE,
    &env::missing_session_token::RULE,
    &env::misspelt_name::RULE,
    &env::mixed_credentials::RULE,
    &env::needless_session_token::RULE,
    &env::not_an_assignment::RULE,
    &env::one_region_name::RULE,
    &env::placeholder_token::RULE,
    &env::quoted_value::RULE,
    &env::readers_disagree::RULE,
    &env::region_without_bedrock::RULE,
    &env::space_around_equals::RULE,
    &env::unclosed_quote::RULE,
    &env::unknown_reader::RULE,
    &env::unquoted_space::RULE,
    &include::cycle::RULE,
    &include::empty::RULE,
    &include::missing::RULE,
    &include::outside_book::RULE,
    &link::dead::RULE,
    &link::missing_file::RULE,
    &link::missing_fragment::RULE,
    &link::moved::RULE,
    &link::unanswered::RULE,
    &policy::broad::RULE,
    &policy::condition_value::RULE,
    &policy::conflicting_elements::RULE,
    &policy::confused_deputy::RULE,
    &policy::credential_exposure::RULE,
    &policy::duplicate_condition_key::RULE,
    &policy::duplicate_key::RULE,
    &policy::duplicate_sid::RULE,
    &policy::empty_element::RULE,
    &policy::expectation::RULE,
    &policy::inference_profile::RULE,
    &policy::invalid_account::RULE,
    &policy::invalid_effect::RULE,
    &policy::invalid_principal::RULE,
    &policy::invalid_region::RULE,
    &policy::invalid_sid::RULE,
    &policy::invalid_version::RULE,
    &policy::ip_range::RULE,
    &policy::malformed_action::RULE,
    &policy::malformed_arn::RULE,
    &policy::missing_element::RULE,
    &policy::missing_version::RULE,
    &policy::null_operator::RULE,
    &policy::open_trust::RULE,
    &policy::operator_type::RULE,
    &policy::pass_role::RULE,
    &policy::privilege_escalation::RULE,
    &policy::redundant::RULE,
    &policy::resource_mismatch::RULE,
    &policy::retired_action::RULE,
    &policy::set_operator::RULE,
    &policy::size::RULE,
    &policy::syntax::RULE,
    &policy::trust_policy::RULE,
    &policy::unknown_action::RULE,
    &policy::unknown_condition_key::RULE,
    &policy::unknown_element::RULE,
    &policy::unknown_operator::RULE,
    &policy::unknown_partition::RULE,
    &policy::unknown_resource::RULE,
    &policy::unknown_service::RULE,
    &policy::unsupported_condition_key::RULE,
    &policy::unsupported_element::RULE,
    &policy::variable::RULE,
    &policy::wildcard_only_action::RULE,
    &policy::wildcard_service::RULE,
    &policy::wildcard_without_like::RULE,
    &policy::wrong_type::RULE,
    &region::mistyped::RULE,
    &region::unknown::RULE,
    &secret::access_key::RULE,
    &secret::bedrock_key::RULE,
    &secret::private_key::RULE,
    &secret::secret_key::RULE,
    &secret::session_token::RULE,
    &suppression::no_reason::RULE,
    &suppression::unknown_code::RULE,
    &suppression::unused::RULE,
    &test::failed::RULE,
    &test::left_running::RULE,
    &test::limit::RULE,
    &test::output::RULE,
    &test::stale_record::RULE,
    &test::timeout::RULE,
    &test::unusable_expectation::RULE,
];

/// What checks a policy.
type PolicyCheck = fn(&policy::PolicySnippet<'_>, &Facts, &mut Sink<'_>);

/// The checks of policies, each with its code.
pub(crate) fn of_policies() -> &'static [(&'static Rule, PolicyCheck)] {
    static CHECKS: OnceLock<Vec<(&'static Rule, PolicyCheck)>> = OnceLock::new();
    CHECKS.get_or_init(|| {
        let checks = REGISTRY.iter().filter_map(|rule| match rule.run {
            Run::Policy(check) => Some((*rule, check)),
            _ => None,
        });
        checks.collect()
    })
}

/// The check with this code.
#[must_use]
pub fn find(code: &str) -> Option<&'static Rule> {
    REGISTRY.iter().find(|rule| rule.code == code).copied()
}
