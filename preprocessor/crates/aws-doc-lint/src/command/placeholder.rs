//! Placeholders among the words of a command.

/// Whether a value that is written out is only named: `your-bucket`, `[id]`, `{id}`, `xxxx`.
///
/// `<id>` outside of quotes and `${ID}` are distinguished before, by the shell's reading.
pub(crate) fn stands_for_something(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let is_enclosed = |open: char, close: char| {
        text.strip_prefix(open)
            .and_then(|rest| rest.strip_suffix(close))
            .is_some_and(|name| !name.is_empty() && !name.contains(['"', '=', ',', ':', '[', '{']))
    };
    text.contains("...")
        || text.contains('…')
        || lower.contains("your")
        || lower.contains("example")
        || lower.contains("placeholder")
        || [
            "replace-with",
            "replace_with",
            "replace-me",
            "replace_me",
            "replaceme",
        ]
        .iter()
        .any(|start| lower.starts_with(start))
        || lower.starts_with("some-")
        || text
            .strip_prefix(['m', 'M'])
            .and_then(|rest| rest.strip_prefix(['y', 'Y']))
            .is_some_and(|rest| {
                rest.starts_with(|c: char| c.is_uppercase() || matches!(c, '-' | '_'))
            })
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

/// Words that documentation puts where a value belongs, whatever the option.
const KINDS: &[&str] = &[
    "account", "arn", "bucket", "capacity", "date", "day", "file", "id", "instance", "integer",
    "key", "list", "long", "n", "name", "number", "path", "quantity", "region", "role", "second",
    "snapshot", "string", "time", "type", "unit", "value",
];

/// Whether a value is words for what belongs there, as `number_of_days`, `roleArn` or
/// `document name`. `of` is what it is the value of, as the messages have it.
pub(crate) fn names_its_kind(text: &str, of: &str) -> bool {
    let context = words(of);
    is_wordy(text)
        && words(text)
            .iter()
            .any(|word| KINDS.contains(&word.as_str()) || context.contains(word))
}

/// Whether a phrase is made of words only and shares one with the name of what it is given for.
pub(crate) fn shares_word(text: &str, of: &str) -> bool {
    let context = words(of);
    is_wordy(text) && words(text).iter().any(|word| context.contains(word))
}

fn is_wordy(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric())
        .enumerate()
        .all(|(place, word)| {
            let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
            let is_number = letters.is_empty() && !word.is_empty();
            (!is_number && letters.chars().all(char::is_alphabetic))
                || (place > 0 && word.chars().all(|c| c.is_ascii_digit()))
        })
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ' | '|'))
}

/// The words of a name in any spelling, in lower case and without a plural `s`.
fn words(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut current = String::new();
    let mut before_is_lower = false;
    for c in text.chars() {
        if !c.is_alphanumeric() || (c.is_uppercase() && before_is_lower) {
            found.push(std::mem::take(&mut current));
        }
        if c.is_alphanumeric() {
            current.extend(c.to_lowercase());
        }
        before_is_lower = c.is_lowercase();
    }
    found.push(current);
    found.retain(|word| !word.is_empty());
    for word in &mut found {
        if word.len() > 2 && word.ends_with('s') {
            word.pop();
        }
    }
    found
}

/// Words in the place of a service, command or operation.
pub(crate) fn stands_for_command(text: &str) -> bool {
    let lower = text.to_ascii_lowercase().replace(['-', '_'], "");
    text.contains(['<', '>', '[', ']', '{', '}', '…', '*'])
        || text.contains("...")
        || lower.starts_with("your")
        || matches!(
            lower.as_str(),
            "service"
                | "servicename"
                | "command"
                | "commandname"
                | "subcommand"
                | "operation"
                | "operationname"
                | "alias"
                | "aliasname"
                | "option"
                | "options"
                | "parameters"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_a_value_are_told_from_values() {
        for (text, of) in [
            ("number_of_days", "`--temporary-restore-days`"),
            ("seconds", "`--duration-seconds`"),
            ("roleArn", "`RoleArn` of `--notification-channel`"),
            ("ID", "`--association-id`"),
            ("layer-ARN", "`--layers`"),
            ("document name", "`--name`"),
            ("Number_between_1_and_5", "`--priority`"),
        ] {
            assert!(names_its_kind(text, of), "{text}");
        }
        for (text, of) in [
            ("1h", "`--duration-seconds`"),
            ("ten", "`--duration-seconds`"),
            ("John Doe", "`--role-session-name`"),
            ("publc-read", "`--acl`"),
            ("arn:aws:iam:us-east-1:111122223333:role/x", "`--role-arn`"),
        ] {
            assert!(!names_its_kind(text, of), "{text}");
        }
    }

    #[test]
    fn placeholders_are_told_from_values() {
        for text in [
            "your-bucket",
            "myRole",
            "[id]",
            "{id}",
            "<a b>",
            "xxxx",
            "a...",
            "{{aws:region}}",
        ] {
            assert!(stands_for_something(text), "{text}");
        }
        for text in [
            "public-read",
            "[{\"Key\": 1}]",
            "{}",
            "m5.large",
            "x",
            "Key=a,Value=b",
        ] {
            assert!(!stands_for_something(text), "{text}");
        }
    }
}
