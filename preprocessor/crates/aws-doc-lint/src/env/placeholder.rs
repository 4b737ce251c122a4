//! Placeholders for values in env samples.

use std::ops::Range;

use spanned_text::Part as _;

/// What a placeholder in plain words begins with.
const STARTS: &[&str] = &[
    "your",
    "my_",
    "my-",
    "example",
    "placeholder",
    "changeme",
    "change_me",
    "change-me",
    "replace",
    "insert",
    "enter",
    "put-",
    "put_",
    "todo",
    "xxx",
    "***",
];

/// Whether a value, without the quotes around it, names what should be there instead of being
/// it. A value that a program fills in, as `${TOKEN}` or `$(…)`, counts too.
pub(crate) fn is_placeholder(value: &str) -> bool {
    let value = value.trim();
    let lower = value.to_ascii_lowercase();
    value.contains('…')
        || value.contains("...")
        || STARTS.iter().any(|start| lower.starts_with(start))
        || [
            ("<", ">"),
            ("[", "]"),
            ("{", "}"),
            ("${", "}"),
            ("$(", ")"),
            ("%", "%"),
        ]
        .iter()
        .any(|(open, close)| value.starts_with(open) && value.ends_with(close))
        || lower.contains("your_")
        || lower.contains("your-")
        || lower.contains("xxxx")
        || lower.contains("****")
        || is_shell_variable(value)
}

/// `$NAME`.
fn is_shell_variable(value: &str) -> bool {
    value.strip_prefix('$').is_some_and(|name| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    })
}

/// The parts of the text after `=` that are placeholders: the whole value, if it is one, or
/// what is in angle brackets or double braces.
pub(crate) fn parts(value: &str) -> Vec<Range<usize>> {
    let trimmed = value.trim();
    let start = value.len() - value.trim_start().len();
    let (inner, at) = match trimmed.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            match trimmed.get(1..).and_then(|rest| rest.split_once(quote)) {
                Some((inner, _)) => (inner, start + 1),
                None => return Vec::new(),
            }
        }
        _ => {
            let end = [" #", "\t#"]
                .iter()
                .filter_map(|comment| trimmed.find(comment))
                .min()
                .unwrap_or(trimmed.len());
            (trimmed.part(..end).trim_end(), start)
        }
    };
    let lower = inner.to_ascii_lowercase();
    let words = STARTS.iter().any(|start| lower.starts_with(start));
    let variable = inner
        .strip_prefix("${")
        .and_then(|rest| rest.split_once('}'))
        .is_some_and(|(_, rest)| rest.is_empty());
    let bracketed = (inner.starts_with('[') && inner.ends_with(']'))
        || (inner.starts_with("$(") && inner.ends_with(')'))
        || is_shell_variable(inner);
    if !inner.is_empty() && (words || variable || bracketed) && !inner.contains(['"', '\'', '\\']) {
        return std::iter::once(at..at + inner.len()).collect();
    }
    brackets(inner)
        .into_iter()
        .map(|part| at + part.start..at + part.end)
        .collect()
}

/// The parts of a text in angle brackets or double braces.
pub(crate) fn brackets(text: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut from = 0;
    // A mark that is far off, or nowhere, is looked for once.
    let (mut angle, mut braces) = (text.find('<'), text.find("{{"));
    loop {
        let next = |mark: &str| text.part(from..).find(mark).map(|at| from + at);
        if angle.is_some_and(|at| at < from) {
            angle = next("<");
        }
        if braces.is_some_and(|at| at < from) {
            braces = next("{{");
        }
        let marks = [angle.map(|at| (at, ">")), braces.map(|at| (at, "}}"))];
        let Some((open, close)) = marks.into_iter().flatten().min() else {
            break;
        };
        let Some(len) = text.part(open..).find(close) else {
            break;
        };
        let end = open + len + close.len();
        // `<` before a letter opens a placeholder; elsewhere it is a redirection.
        let opened = text.part(open + 1..).chars().next();
        if opened.is_some_and(|c| c.is_alphanumeric() || matches!(c, '{' | '_')) {
            parts.push(open..end);
        }
        from = end;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(value: &str) -> Vec<&str> {
        parts(value)
            .into_iter()
            .filter_map(|part| value.get(part))
            .collect()
    }

    #[test]
    fn parts_of_values() {
        assert_eq!(found("<your key>"), ["<your key>"]);
        assert_eq!(found(" \"<key>\" # c"), ["<key>"]);
        assert_eq!(
            found("arn:aws:iam::<account>:role/<role>"),
            ["<account>", "<role>"]
        );
        assert_eq!(found("your key here  # c"), ["your key here"]);
        assert_eq!(found("${TOKEN}"), ["${TOKEN}"]);
        assert_eq!(found("{{aws:region}}"), ["{{aws:region}}"]);
        assert_eq!(found("us-west-2  # your"), [""; 0]);
        assert_eq!(found("ab$cd"), [""; 0]);
        assert_eq!(found("a < b > c"), [""; 0]);
    }

    #[test]
    fn values() {
        for value in [
            "<x>", "your-key", "${X}", "$X", "AKIA...", "xxxx", "YOUR_KEY",
        ] {
            assert!(is_placeholder(value), "{value}");
        }
        for value in ["us-west-2", "AKIAIOSFODNN7EXAMPLE", "", "test", "default"] {
            assert!(!is_placeholder(value), "{value}");
        }
    }
}
