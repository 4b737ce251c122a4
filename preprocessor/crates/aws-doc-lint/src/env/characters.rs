//! Characters in env files that look like others, or like nothing.

use spanned_text::lookalike::{self, Kind, Lookalike};

/// The entry of a character that is taken for another one in an env file. A long dash is
/// punctuation in prose, and so are a low quotation mark and the spaces of other scripts: what they
/// stand in is meant so.
pub(crate) fn find(c: char) -> Option<Lookalike> {
    lookalike::find(c).filter(|one| match one.kind {
        Kind::Space => matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}'),
        _ => !matches!(c, '\u{2014}' | '\u{201a}'),
    })
}
