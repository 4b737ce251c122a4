//! Samples of AWS's shared `config` and `credentials` files.

pub(crate) mod duplicate;
pub(crate) mod incomplete_key_pair;
pub(crate) mod inline_comment;
pub(crate) mod invalid_value;
pub(crate) mod missing_sso_setting;
pub(crate) mod misspelt_setting;
pub(crate) mod not_a_setting;
pub(crate) mod process_path;
pub(crate) mod quoted_value;
pub(crate) mod role_source;
pub(crate) mod section_header;
pub(crate) mod source_cycle;
pub(crate) mod unknown_reference;

use crate::config::ConfigSample;
use crate::rule::checks;

checks! { ConfigSample<'_>: duplicate, incomplete_key_pair, inline_comment, invalid_value, missing_sso_setting, misspelt_setting, not_a_setting, process_path, quoted_value, role_source, section_header, source_cycle, unknown_reference }
