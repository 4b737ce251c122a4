//! Private keys in PEM form.

use super::{Secret, SecretKind, is_base64, placeholder};
use memchr::memmem;
use spanned_text::Part as _;

/// A real key has at least this much of Base64 between its lines.
const BODY_MIN_LEN: usize = 100;
/// And at most this much, so that a search ends.
const BODY_MAX_LEN: usize = 16 * 1024;
/// The longest label, `ENCRYPTED PRIVATE KEY` or `PGP PRIVATE KEY BLOCK`, and some more.
const LABEL_MAX_LEN: usize = 48;

/// All private keys in `text`, in order.
pub(crate) fn find(text: &str) -> Vec<Secret> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(offset) = memmem::find(rest(text, at), b"-----BEGIN ") {
        let start = at + offset;
        at = start + "-----BEGIN ".len();
        let Some(label) = label(text, at) else {
            continue;
        };
        if !label.ends_with("PRIVATE KEY") && label != "PGP PRIVATE KEY BLOCK" {
            continue;
        }
        let body_start = at + label.len() + 5;
        // Without an end, as long as the lines look like a key, and no other begins.
        let body = rest(text, body_start);
        let body = body.get(..BODY_MAX_LEN).unwrap_or(body);
        let mut dashes = memmem::find_iter(body, b"-----");
        let is_edge = |at: &usize| {
            let words = body.part(at + 5..);
            words.starts_with(b"END ") || words.starts_with(b"BEGIN ")
        };
        let end = body_start + dashes.find(is_edge).unwrap_or(body.len());
        let body_len = rest(text, body_start)
            .iter()
            .take(end - body_start)
            .take_while(|&&byte| is_pem(byte))
            .count();
        let body = text.part(body_start..body_start + body_len);
        let letters = body.bytes().filter(|&byte| is_base64(byte)).count();
        if letters >= BODY_MIN_LEN && !placeholder::has_word(body) {
            let footer = label_end(text, end).filter(|_| body_start + body_len == end);
            let stop = footer.unwrap_or(body_start + body_len);
            found.push(Secret {
                range: start..stop,
                kind: SecretKind::PrivateKey,
            });
            at = stop;
        }
    }
    found
}

/// The words between the dashes of a first line.
fn label(text: &str, from: usize) -> Option<&str> {
    let line = rest(text, from);
    let line = line.get(..LABEL_MAX_LEN).unwrap_or(line);
    let len = memmem::find(line, b"-----")?;
    Some(text.part(from..from + len))
}

/// Where the last line of a key ends that begins at `end`.
fn label_end(text: &str, end: usize) -> Option<usize> {
    let from = end + "-----END ".len();
    text.get(end..)?.strip_prefix("-----END ")?;
    Some(from + label(text, from)?.len() + 5)
}

fn rest(text: &str, from: usize) -> &[u8] {
    text.as_bytes().part(from..)
}

/// Bytes between the lines of a key: Base64, white space, headers such as `Proc-Type: 4,ENCRYPTED`
/// and, where the key is a string, `\n`.
fn is_pem(byte: u8) -> bool {
    is_base64(byte) || byte.is_ascii_whitespace() || b"=-:,\\\"'>|_()".contains(&byte)
}
