//! Numbers in messages.

/// A number of things, such as `1 file` or `2 fixes`.
pub(crate) fn counted(count: usize, word: &str) -> String {
    match count {
        1 => format!("1 {word}"),
        _ if word.ends_with(['s', 'x']) => format!("{count} {word}es"),
        _ => format!("{count} {word}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn plurals_are_regular() {
        assert_eq!(counted(1, "address"), "1 address");
        assert_eq!(counted(0, "address"), "0 addresses");
        assert_eq!(counted(2, "fix"), "2 fixes");
        assert_eq!(counted(3, "chapter"), "3 chapters");
    }
}
