//! Placeholders for credentials.

use spanned_text::Part as _;

/// Words that a random credential does not contain but by a chance of less than one in ten
/// thousand. `example` is in every credential that AWS publishes; `exampl` in what tests of
/// signatures make of it.
const WORDS: [&[u8]; 10] = [
    b"exampl",
    b"your",
    b"placeholder",
    b"redacted",
    b"dummy",
    b"fake",
    b"sample",
    b"secret",
    b"xxxx",
    b"test",
];

/// Texts longer than this hold words of four letters by chance.
const SHORT: usize = 64;

/// Whether one of the words of placeholders is in the text, in any case.
pub(crate) fn has_word(text: &str) -> bool {
    let telling = |word: &&&[u8]| text.len() <= SHORT || word.len() > 5;
    WORDS.iter().filter(telling).any(|word| {
        text.as_bytes()
            .windows(word.len())
            .any(|window| window.eq_ignore_ascii_case(word))
    })
}

/// Whether something in the form of a key id is none: it has a word in it, or is less mixed than
/// a random one, or counts through the alphabet.
pub(crate) fn is_key_id(id: &str) -> bool {
    let bytes = id.as_bytes().part(4..);
    has_word(id) || distinct(bytes) < 8 || longest_count(bytes) >= 6
}

/// How many different bytes there are.
fn distinct(bytes: &[u8]) -> usize {
    let mut seen = [false; 256];
    for &byte in bytes {
        if let Some(seen) = seen.get_mut(usize::from(byte)) {
            *seen = true;
        }
    }
    seen.iter().filter(|&&seen| seen).count()
}

/// The longest stretch in which every byte is the one before plus one, or the same.
fn longest_count(bytes: &[u8]) -> usize {
    let mut longest = 1;
    let mut up = 1;
    let mut same = 1;
    for pair in bytes.windows(2) {
        let &[a, b] = pair else { continue };
        up = if b == a.wrapping_add(1) { up + 1 } else { 1 };
        same = if b == a { same + 1 } else { 1 };
        longest = longest.max(up).max(same);
    }
    longest
}

/// Shannon's entropy of the bytes, in bits a byte.
pub(crate) fn entropy(text: &str) -> f64 {
    let mut counts = [0u32; 256];
    for byte in text.bytes() {
        if let Some(count) = counts.get_mut(usize::from(byte)) {
            *count += 1;
        }
    }
    let total = text.len() as f64;
    counts
        .iter()
        .filter(|&&count| count > 0)
        .map(|&count| {
            let share = f64::from(count) / total;
            -share * share.log2()
        })
        .sum()
}
