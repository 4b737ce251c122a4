//! Samples that set environment variables: `.env` files and shell commands.

pub(crate) mod backslash_in_value;
pub(crate) mod comment_continued;
pub(crate) mod deprecated_name;
pub(crate) mod dollar_in_value;
pub(crate) mod duplicate_name;
pub(crate) mod empty_value;
pub(crate) mod export_prefix;
pub(crate) mod hash_in_value;
pub(crate) mod incomplete_key_pair;
pub(crate) mod inline_comment;
pub(crate) mod invalid_region;
pub(crate) mod invalid_value;
pub(crate) mod invisible_character;
pub(crate) mod malformed_access_key_id;
pub(crate) mod malformed_secret_key;
pub(crate) mod missing_session_token;
pub(crate) mod misspelt_name;
pub(crate) mod mixed_credentials;
pub(crate) mod needless_session_token;
pub(crate) mod not_an_assignment;
pub(crate) mod one_region_name;
pub(crate) mod placeholder_token;
pub(crate) mod quoted_value;
pub(crate) mod readers_disagree;
pub(crate) mod region_without_bedrock;
pub(crate) mod shell_syntax;
pub(crate) mod space_around_equals;
pub(crate) mod unclosed_quote;
pub(crate) mod unknown_reader;
pub(crate) mod unquoted_space;

use crate::document::Snippet;
use crate::env::EnvSample;
use crate::rule::{Check, Sink, checks};
use aws_doc_facts::Facts;

checks! { EnvSample<'_>: backslash_in_value, comment_continued, deprecated_name, dollar_in_value, duplicate_name, empty_value, export_prefix, hash_in_value, incomplete_key_pair, inline_comment, invalid_region, invalid_value, invisible_character, malformed_access_key_id, malformed_secret_key, missing_session_token, misspelt_name, mixed_credentials, needless_session_token, not_an_assignment, one_region_name, placeholder_token, quoted_value, readers_disagree, region_without_bedrock, shell_syntax, space_around_equals, unclosed_quote, unquoted_space; unknown_reader }

type AttributeCheck = Check<fn(&Snippet, &Facts, &mut Sink<'_>)>;

/// The checks of attributes that only env samples have.
pub(crate) static OF_ATTRIBUTES: &[AttributeCheck] = &[Check {
    rule: &unknown_reader::RULE,
    run: unknown_reader::check,
}];
