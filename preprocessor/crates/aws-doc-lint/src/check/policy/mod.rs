//! IAM policies.

pub(crate) mod broad;
pub(crate) mod condition_value;
pub(crate) mod conflicting_elements;
pub(crate) mod confused_deputy;
pub(crate) mod credential_exposure;
pub(crate) mod duplicate_condition_key;
pub(crate) mod duplicate_key;
pub(crate) mod duplicate_sid;
pub(crate) mod empty_element;
pub(crate) mod expectation;
pub(crate) mod inference_profile;
pub(crate) mod invalid_account;
pub(crate) mod invalid_effect;
pub(crate) mod invalid_principal;
pub(crate) mod invalid_region;
pub(crate) mod invalid_sid;
pub(crate) mod invalid_version;
pub(crate) mod ip_range;
pub(crate) mod malformed_action;
pub(crate) mod malformed_arn;
pub(crate) mod missing_element;
pub(crate) mod missing_sub;
pub(crate) mod missing_version;
pub(crate) mod null_operator;
pub(crate) mod open_trust;
pub(crate) mod operator_type;
pub(crate) mod pass_role;
pub(crate) mod privilege_escalation;
pub(crate) mod redundant;
pub(crate) mod resource_mismatch;
pub(crate) mod retired_action;
pub(crate) mod set_operator;
pub(crate) mod size;
pub(crate) mod syntax;
pub(crate) mod trust_policy;
pub(crate) mod unknown_action;
pub(crate) mod unknown_condition_key;
pub(crate) mod unknown_element;
pub(crate) mod unknown_operator;
pub(crate) mod unknown_partition;
pub(crate) mod unknown_principal;
pub(crate) mod unknown_resource;
pub(crate) mod unknown_service;
pub(crate) mod unmatched_action;
pub(crate) mod unsupported_condition_key;
pub(crate) mod unsupported_element;
pub(crate) mod variable;
pub(crate) mod wildcard_only_action;
pub(crate) mod wildcard_service;
pub(crate) mod wildcard_without_like;
pub(crate) mod wrong_type;

use crate::policy::PolicySnippet;
use crate::rule::checks;

/// Checks that compare the parts of a policy with each other make no more comparisons than this. No
/// policy that AWS takes needs as many.
const MOST_PAIRS: usize = 1 << 18;

checks! { PolicySnippet<'_>: broad, condition_value, conflicting_elements, confused_deputy, credential_exposure, duplicate_condition_key, duplicate_key, duplicate_sid, empty_element, expectation, inference_profile, invalid_account, invalid_effect, invalid_principal, invalid_region, invalid_sid, invalid_version, ip_range, malformed_action, malformed_arn, missing_element, missing_sub, missing_version, null_operator, open_trust, operator_type, pass_role, privilege_escalation, redundant, resource_mismatch, retired_action, set_operator, size, syntax, trust_policy, unknown_action, unknown_condition_key, unknown_element, unknown_operator, unknown_partition, unknown_principal, unknown_resource, unknown_service, unmatched_action, unsupported_condition_key, unsupported_element, variable, wildcard_only_action, wildcard_service, wildcard_without_like, wrong_type }
