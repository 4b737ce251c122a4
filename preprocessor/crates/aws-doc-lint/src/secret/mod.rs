//! Finds AWS credentials and private keys in any text.
//!
//! One pass over the text splits it into runs of the characters that credentials are made of;
//! only runs of a fitting length are looked at. A long-lived or temporary key id, a Bedrock API
//! key and a private key are known by their own form. A secret access key has none, nor has a
//! session token: they are looked for only where one is meant, after its name or next to a key id.
//! So hashes, UUIDs, ARNs and encoded pictures stay silent.
//!
//! Passed over are AWS's published example credentials, all of which contain `EXAMPLE`, and what
//! is plainly a placeholder.

use std::ops::Range;

use spanned_text::Part as _;

mod named;
mod placeholder;
mod private_key;

/// A credential found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    /// The bytes of the credential, without quotes around it.
    pub range: Range<usize>,
    /// What it is.
    pub kind: SecretKind,
}

/// What a credential is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SecretKind {
    /// The id of an access key, long-lived or temporary.
    AccessKeyId,
    /// The secret of an access key.
    SecretAccessKey,
    /// The session token of temporary credentials.
    SessionToken,
    /// An Amazon Bedrock API key that lasts until it is deleted or expires.
    BedrockLongTermKey,
    /// An Amazon Bedrock API key that lasts no longer than the session it was made in.
    BedrockShortTermKey,
    /// A private key in PEM form.
    PrivateKey,
}

impl SecretKind {
    /// What it is called in a sentence, without an article.
    pub fn title(self) -> &'static str {
        match self {
            SecretKind::AccessKeyId => "access key id",
            SecretKind::SecretAccessKey => "secret access key",
            SecretKind::SessionToken => "session token",
            SecretKind::BedrockLongTermKey => "long-term Amazon Bedrock API key",
            SecretKind::BedrockShortTermKey => "short-term Amazon Bedrock API key",
            SecretKind::PrivateKey => "private key",
        }
    }
}

/// Length of an access key id.
const KEY_ID_LEN: usize = 20;
/// Length of a secret access key.
const SECRET_LEN: usize = 40;
/// Session tokens are hundreds of characters long; shorter values are placeholders or cut off.
const TOKEN_MIN_LEN: usize = 100;
/// How far after a key id its secret may be, in bytes.
const MAX_DISTANCE: usize = 120;
/// After `ABSK`, in Base64.
const LONG_TERM_LEN: Range<usize> = 109..270;
/// How every short-term key begins: the service's host, in Base64.
const SHORT_TERM_START: &str = "bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t";
/// What must follow at least, lest the beginning alone is quoted.
const SHORT_TERM_REST: usize = 40;

/// All credentials in `text`, in order, without overlaps. Linear in the length of the text.
pub fn scan(text: &str) -> Vec<Secret> {
    let bytes = text.as_bytes();
    let mut found = private_key::find(text);
    let mut last_id: Option<usize> = None;
    let mut at = 0;
    while let Some(run) = next_run(bytes, at) {
        at = run.end;
        // The names of short-term keys are cut into short runs by their hyphens, and in an address a
        // slash is before them.
        let word = text.part(run.clone()).rsplit('/').next();
        if word == Some("bedrock") {
            let start = run.end - "bedrock".len();
            if let Some(end) = short_term_key(text, start) {
                at = end;
                found.push(Secret {
                    range: start..end,
                    kind: SecretKind::BedrockShortTermKey,
                });
                continue;
            }
        }
        if run.len() < KEY_ID_LEN {
            continue;
        }
        if let Some(range) = long_term_key(text, &run) {
            at = range.end;
            found.push(Secret {
                range,
                kind: SecretKind::BedrockLongTermKey,
            });
            continue;
        }
        if let Some(range) = named::session_token(text, &run, TOKEN_MIN_LEN) {
            at = range.end;
            found.push(Secret {
                range,
                kind: SecretKind::SessionToken,
            });
            continue;
        }
        for id in key_ids(bytes, &run) {
            last_id = Some(id.end);
            if !placeholder::is_key_id(text.part(id.clone())) {
                found.push(Secret {
                    range: id,
                    kind: SecretKind::AccessKeyId,
                });
            }
        }
        let follows_id =
            last_id.is_some_and(|id| run.start >= id && run.start - id <= MAX_DISTANCE);
        if is_secret(text, &run) && (follows_id || named::secret_key(text, run.start)) {
            found.push(Secret {
                range: run,
                kind: SecretKind::SecretAccessKey,
            });
        }
    }
    join(found)
}

/// Makes one of those that overlap, as a session token in what is left of a private key: of the kind
/// that begins first.
fn join(mut found: Vec<Secret>) -> Vec<Secret> {
    found.sort_by_key(|secret| secret.range.start);
    let mut joined: Vec<Secret> = Vec::with_capacity(found.len());
    for secret in found {
        match joined.last_mut() {
            Some(last) if secret.range.start < last.range.end => {
                last.range.end = last.range.end.max(secret.range.end);
            }
            _ => joined.push(secret),
        }
    }
    joined
}

/// Whether a byte is one of Base64's letters.
fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/'
}

/// The next run of Base64's letters at or after `from`.
fn next_run(bytes: &[u8], from: usize) -> Option<Range<usize>> {
    let rest = bytes.get(from..)?;
    let start = from + rest.iter().position(|&byte| is_base64(byte))?;
    let run = bytes.get(start..)?;
    let len = run
        .iter()
        .position(|&byte| !is_base64(byte))
        .unwrap_or(run.len());
    Some(start..start + len)
}

/// The key ids in a run: whole words of a known prefix and 16 letters of Base32.
fn key_ids<'t>(bytes: &'t [u8], run: &Range<usize>) -> impl Iterator<Item = Range<usize>> + 't {
    let start = run.start;
    let words = bytes
        .part(run.clone())
        .split(|byte| !byte.is_ascii_alphanumeric());
    words
        .scan(start, |offset, word| {
            let begin = *offset;
            *offset += word.len() + 1;
            Some((begin, word))
        })
        .filter(move |(begin, word)| {
            // `_` belongs to a longer identifier, of which the word is only a part.
            let joined = |at: Option<usize>| at.and_then(|at| bytes.get(at)) == Some(&b'_');
            is_key_id(word)
                && !joined(begin.checked_sub(1))
                && !joined(begin.checked_add(word.len()))
        })
        .map(|(begin, word)| begin..begin + word.len())
}

fn is_key_id(word: &[u8]) -> bool {
    let Some((prefix, rest)) = word.split_at_checked(4) else {
        return false;
    };
    word.len() == KEY_ID_LEN
        && (matches!(prefix, b"AKIA" | b"ASIA" | b"ABIA" | b"ACCA")
            || (prefix.starts_with(b"A3T") && !word.iter().any(u8::is_ascii_lowercase)))
        && rest
            .iter()
            .all(|byte| matches!(byte, b'A'..=b'Z' | b'2'..=b'7'))
}

/// Whether a run could be a secret access key: its length, and as mixed as a random one.
fn is_secret(text: &str, run: &Range<usize>) -> bool {
    if run.len() != SECRET_LEN || text.as_bytes().get(run.end) == Some(&b'=') {
        return false;
    }
    let secret = text.part(run.clone());
    let has = |class: fn(&u8) -> bool| secret.as_bytes().iter().any(class);
    has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_digit)
        && placeholder::entropy(secret) >= 4.25
        && !placeholder::has_word(secret)
}

/// The long-term Bedrock key that ends with the run. It begins with it, too, or follows a slash, as in an
/// address.
fn long_term_key(text: &str, run: &Range<usize>) -> Option<Range<usize>> {
    const START: &str = "ABSK";
    let longest = run.end.saturating_sub(LONG_TERM_LEN.end + START.len());
    let from = run.start.max(longest);
    let start = memchr::memmem::find_iter(text.part(from..run.end).as_bytes(), START)
        .map(|at| from + at)
        .find(|start| *start == run.start || text.part(..*start).ends_with('/'))?;
    let key = text.part(start..run.end);
    let rest = key.part(START.len()..);
    let padding = text
        .part(run.end..)
        .bytes()
        .take(2)
        .take_while(|&byte| byte == b'=')
        .count();
    (LONG_TERM_LEN.contains(&rest.len())
        && placeholder::entropy(rest) >= 4.0
        && !placeholder::has_word(key))
    .then_some(start..run.end + padding)
}

/// The end of a short-term Bedrock key that begins at `start`.
fn short_term_key(text: &str, start: usize) -> Option<usize> {
    let rest = text.part(start..).strip_prefix(SHORT_TERM_START)?;
    let len = rest
        .bytes()
        .take_while(|&byte| is_base64(byte) || matches!(byte, b'=' | b'_' | b'-' | b'%'))
        .count();
    let key = rest.part(0..len);
    (len >= SHORT_TERM_REST && placeholder::entropy(key) >= 4.0 && !placeholder::has_word(key))
        .then_some(start + SHORT_TERM_START.len() + len)
}
