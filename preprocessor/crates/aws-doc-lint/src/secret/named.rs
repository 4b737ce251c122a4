//! Credentials that only the name before them gives away.

use super::{is_base64, placeholder};
use std::ops::Range;

use spanned_text::Part as _;

/// How much of the line before a value is searched for its name, in bytes.
const NAME_REACH: usize = 64;

/// More than any session token has, so that a search ends.
const TOKEN_MAX_LEN: usize = 8192;

/// The end of the line before `at`: letters and digits in lower case, all else left out. So
/// `"SecretAccessKey": "` and `aws_secret_access_key = ` both end in `secretaccesskey`.
fn name_before(text: &str, at: usize) -> String {
    let before = text.as_bytes().part(..at);
    let line = before
        .iter()
        .rev()
        .take(NAME_REACH)
        .take_while(|&&byte| byte != b'\n');
    let mut name: Vec<char> = line
        .filter(|byte| byte.is_ascii_alphanumeric())
        .map(|byte| char::from(byte.to_ascii_lowercase()))
        .collect();
    name.reverse();
    let name: String = name.into_iter().collect();
    // `aws configure` shows the old value in brackets: `AWS Secret Access Key [None]: `.
    for filler in ["none", "is", "value"] {
        if let Some(name) = name.strip_suffix(filler) {
            return name.to_owned();
        }
    }
    name
}

/// Whether the name before `at` is that of an AWS secret access key.
pub(crate) fn secret_key(text: &str, at: usize) -> bool {
    let name = name_before(text, at);
    name.ends_with("secretaccesskey")
        || name.ends_with("awssecret")
        || (name.ends_with("secretkey") && name.contains("aws"))
}

/// Whether the name before `at` is that of an AWS session token.
fn is_session_token(text: &str, at: usize) -> bool {
    let name = name_before(text, at);
    name.ends_with("sessiontoken")
        || name.ends_with("awssecuritytoken")
        || name.ends_with("amzsecuritytoken")
}

/// The session token that begins with `run`: after its name, at least `min_len` long, and mixed.
pub(crate) fn session_token(
    text: &str,
    run: &Range<usize>,
    min_len: usize,
) -> Option<Range<usize>> {
    if !is_session_token(text, run.start) {
        return None;
    }
    let rest = text.as_bytes().part(run.start..);
    let len = rest
        .iter()
        .take(TOKEN_MAX_LEN)
        .take_while(|&&byte| is_base64(byte) || matches!(byte, b'=' | b'_' | b'-' | b'%'))
        .count();
    let range = run.start..run.start + len;
    let token = text.part(range.clone());
    (len >= min_len && placeholder::entropy(token) >= 4.25 && !placeholder::has_word(token))
        .then_some(range)
}
