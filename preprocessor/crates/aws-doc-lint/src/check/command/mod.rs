//! Calls of the AWS CLI.

pub(crate) mod abbreviated_option;
pub(crate) mod broken_continuation;
pub(crate) mod conflicting_options;
pub(crate) mod json_syntax;
pub(crate) mod lookalike_character;
pub(crate) mod missing_argument;
pub(crate) mod missing_file_prefix;
pub(crate) mod missing_member;
pub(crate) mod missing_value;
pub(crate) mod out_of_range;
pub(crate) mod pattern;
pub(crate) mod query_syntax;
pub(crate) mod shorthand_syntax;
pub(crate) mod text_for_bytes;
pub(crate) mod unexpected_argument;
pub(crate) mod unknown_member;
pub(crate) mod unknown_operation;
pub(crate) mod unknown_option;
pub(crate) mod unknown_service;
pub(crate) mod unknown_value;
pub(crate) mod version_1_only;
pub(crate) mod wrong_length;
pub(crate) mod wrong_type;

use crate::command::CommandCall;
use crate::rule::checks;

checks! { CommandCall<'_>: abbreviated_option, broken_continuation, conflicting_options, json_syntax, lookalike_character, missing_argument, missing_file_prefix, missing_member, missing_value, out_of_range, pattern, query_syntax, shorthand_syntax, text_for_bytes, unexpected_argument, unknown_member, unknown_operation, unknown_option, unknown_service, unknown_value, version_1_only, wrong_length, wrong_type }
