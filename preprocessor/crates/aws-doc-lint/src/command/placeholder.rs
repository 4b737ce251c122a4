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
        || lower.contains("xxx")
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
        || has_name_in_braces(text)
        || has_emphasis(text)
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

/// Whether a word that no option takes is put there for more options, as `<other options>`.
pub(crate) fn stands_for_options(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let is_enclosed = [('<', '>'), ('[', ']'), ('{', '}')]
        .iter()
        .any(|(open, close)| lower.starts_with(*open) && lower.ends_with(*close));
    is_enclosed
        && ["option", "argument", "param", "flag", "arg"]
            .iter()
            .any(|word| lower.contains(word))
}

/// Whether a name in braces is a part of a value: `arn:aws:lambda:{region}:layer:x-{arch}`.
fn has_name_in_braces(text: &str) -> bool {
    text.match_indices('{').any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        // `Name.{a}` is part of a query.
        let is_query = matches!(before, Some('.' | '[' | ']' | '{' | '"' | '='));
        let name = text.get(at + 1..).and_then(|rest| rest.split_once('}'));
        !is_query
            && name.is_some_and(|(name, _)| {
                name.starts_with(char::is_alphabetic)
                    && name
                        .chars()
                        .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' '))
            })
    })
}

/// Whether a part of a value is between asterisks, as Markdown marks what is to be filled in, though it does so
/// in no code: `/aws/lambda/*FunctionName*`.
fn has_emphasis(text: &str) -> bool {
    let mut parts = text.split('*');
    let (Some(_), Some(name), Some(_), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    name.len() > 3
        && name.starts_with(char::is_alphabetic)
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' '))
}

/// Whether a value is a name in capitals, as `OU1` or `SUBNET_ID_1`, for something that the reader has.
pub(crate) fn is_name_in_capitals(text: &str) -> bool {
    text.len() > 2
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
        && (text.contains('_') || !text.ends_with(|c: char| c.is_ascii_uppercase()))
        && text.bytes().filter(u8::is_ascii_digit).count() <= 2
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
    fn names_in_capitals_are_told_from_values() {
        for text in ["OU1", "SUBNET_ID_1", "VPC_ID"] {
            assert!(is_name_in_capitals(text), "{text}");
        }
        for text in ["AB", "ENABLED", "A1B2C3D4", "ou-1", "Z1D633PJN98FT9"] {
            assert!(!is_name_in_capitals(text), "{text}");
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
            "arn:aws:lambda:{region}:1:layer:x-{arch}",
            "s3://{destination bucket name}",
            "/aws/lambda/*FunctionName*",
            "sg-xxx",
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
            "Vpcs[].{Name}",
            "OU1",
        ] {
            assert!(!stands_for_something(text), "{text}");
        }
    }
}
