//! What the two readers that descend from godotenv share.

/// White space within a line, as godotenv and compose-go count it.
pub(super) fn is_blank(c: char) -> bool {
    matches!(
        c,
        '\t' | '\u{b}' | '\u{c}' | '\r' | ' ' | '\u{85}' | '\u{a0}'
    )
}
