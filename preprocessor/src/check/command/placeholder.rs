//! Words that stand for what a reader has to put there.

/// Whether a value that is written out is only named: `your-bucket`, `[id]`, `{id}`, `xxxx`.
///
/// `<id>` outside of quotes and `${ID}` are told apart before, by the shell's reading.
pub(super) fn stands_for_something(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let is_enclosed = |open: char, close: char| {
        text.strip_prefix(open)
            .and_then(|rest| rest.strip_suffix(close))
            .is_some_and(|name| !name.contains(['"', '=', ',', ':', '[', '{']))
    };
    text.contains("...")
        || text.contains('…')
        || lower.contains("your")
        || lower.contains("example")
        || lower.contains("placeholder")
        || lower.contains("replace")
        || ["my-", "my_", "some-"]
            .iter()
            .any(|start| lower.starts_with(start))
        || (text.starts_with("My") && text.chars().nth(2).is_some_and(char::is_uppercase))
        || is_enclosed('[', ']')
        || is_enclosed('{', '}')
        || (text.starts_with('<') && text.ends_with('>'))
        || is_enclosed('*', '*')
        || is_enclosed('%', '%')
        || text.contains("{{")
        || (text.len() > 2
            && text
                .bytes()
                .all(|byte| matches!(byte, b'x' | b'X' | b'*' | b'#')))
}

/// Whether a value that should be of another kind is a word for what belongs there: `seconds`,
/// `PORT`, or the words of the option's own name.
pub(super) fn names_its_kind(text: &str, option: &str) -> bool {
    let lower = text.to_ascii_lowercase().replace(['_', ' '], "-");
    let is_word = !lower.is_empty()
        && lower
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    is_word
        && (lower == option
            || option
                .split('-')
                .any(|part| part == lower || part.trim_end_matches('s') == lower)
            || text
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte == b'_')
            || matches!(
                lower.as_str(),
                "value" | "values" | "string" | "integer" | "number" | "long" | "seconds" | "n"
            ))
}

/// Whether a text is the name of the member that it should be the value of, as `roleArn` is
/// for `RoleArn`.
pub(super) fn repeats(text: &str, of: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect()
    };
    let name = of.split('`').nth(1).unwrap_or_default();
    let name = letters(name);
    let text = letters(text);
    !text.is_empty() && (name == text || name.strip_suffix('s') == Some(text.as_str()))
}
