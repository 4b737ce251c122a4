//! A quick guess, without parsing, whether a text holds an IAM policy or statements of one.

use spanned_text::Part as _;

/// Whether JSON, whatever else may be wrong with it, has a key `Statement`, a version of the policy
/// language, or an `Effect` that allows or denies an `Action`. Each may be within a string, its
/// quotes escaped.
#[must_use]
pub fn in_json(text: &str) -> bool {
    // A statement of a query language is a string.
    has_key(text, "\"Statement", |value| !value.starts_with(['\\', '"']))
        || has_key(text, "\"Version", |value| {
            ["2012-10-17", "2008-10-17"]
                .iter()
                .any(|version| unquoted(value).starts_with(version))
        })
        || (has_key(text, "\"Effect", is_effect)
            && (has_key(text, "\"Action", |_| true) || has_key(text, "\"NotAction", |_| true)))
}

/// Whether a text that is said to be JSON holds a policy in single quotes.
#[must_use]
pub fn in_single_quotes(text: &str) -> bool {
    let has = |key: &str| text.contains(key);
    text.trim_start().starts_with(['{', '['])
        && has("'Statement'")
        && has("'Effect'")
        && (has("'Action'") || has("'NotAction'"))
}

/// Whether a quoted key that begins so is followed by a colon and a fitting value.
fn has_key(text: &str, key: &str, value: impl Fn(&str) -> bool) -> bool {
    memchr::memmem::find_iter(text.as_bytes(), key.as_bytes()).any(|at| {
        let rest = text.part(at + key.len()..);
        let rest = rest.trim_start_matches('\\').strip_prefix('"');
        let rest = rest.and_then(|rest| rest.trim_start().strip_prefix(':'));
        rest.is_some_and(|rest| value(rest.trim_start()))
    })
}

fn unquoted(value: &str) -> &str {
    value.trim_start_matches(['\\', '"', '\''])
}

fn is_effect(value: &str) -> bool {
    let value = unquoted(value);
    value.starts_with("Allow") || value.starts_with("Deny")
}

/// Whether a text without a language reads as YAML that holds a policy: its first line is YAML, and
/// one line each is the effect and the action of a statement.
#[must_use]
pub fn in_yaml(text: &str) -> bool {
    let mut lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    if !lines.clone().next().is_some_and(begins_yaml) {
        return false;
    }
    // The template may hold the policy as JSON.
    if in_json(text) {
        return true;
    }
    let mut again = lines.clone();
    lines.any(|line| value_of(line, "Effect").is_some_and(is_effect))
        && again.any(|line| {
            value_of(line, "Action")
                .or_else(|| value_of(line, "NotAction"))
                .is_some()
        })
}

/// The value of `key`, where the line is one of that key.
fn value_of<'t>(line: &'t str, key: &str) -> Option<&'t str> {
    let line = line
        .trim_start_matches("- ")
        .trim_start_matches(['"', '\'']);
    let rest = line.strip_prefix(key)?.trim_start_matches(['"', '\'']);
    rest.trim_start().strip_prefix(':').map(str::trim)
}

/// A mark of a document, an item of a list, or a key alone or with a value of one line.
fn begins_yaml(line: &str) -> bool {
    let is_key = |key: &str| {
        !key.is_empty()
            && key
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_\"'".contains(&byte))
    };
    let line = line.trim_start_matches("- ");
    line == "---"
        || line.split_once(':').is_some_and(|(key, value)| {
            is_key(key)
                && (value.is_empty() || value.starts_with(' '))
                && !value.ends_with(['{', '[', ','])
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_tells_by_its_keys() {
        for text in [
            "{\"Statement\" : []}",
            "{\"Version\" : \"2012-10-17\"}",
            r#"{"p": "{\"Version\":\"2008-10-17\"}"}"#,
            r#"{"p": "{\"Statement\": []}"}"#,
            "{\"Effect\": \"Deny\", \"NotAction\": []}",
            r#""{\"Effect\":\"Allow\",\"Action\":\"s3:*\"}""#,
        ] {
            assert!(in_json(text), "{text}");
        }
        for text in [
            "{\"statement\": []}",
            "{\"Version\": \"2010-09-09\"}",
            "\"The Statement\": 1",
            "{\"Effect\": \"NoSchedule\", \"Action\": 1}",
            "{\"Effect\": \"Allow\"}",
            "{\"Statements\": []}",
            "{\"Statement\": \"SELECT * FROM \\\"Music\\\"\"}",
        ] {
            assert!(!in_json(text), "{text}");
        }
    }

    #[test]
    fn single_quotes_are_seen() {
        let text = "{'Statement': [{'Effect': 'Allow', 'Action': '*'}]}";
        assert!(in_single_quotes(text) && !in_json(text));
        assert!(!in_single_quotes("[{'Effect': 'Allow', 'Action': '*'}]"));
    }

    #[test]
    fn yaml_tells_by_its_lines() {
        for text in [
            "---\nEffect: Allow\nAction: x\n",
            "# c\nStatement:\n  - Effect: 'Deny'\n    NotAction:\n      - x\n",
            "A: 1\n- \"Effect\": \"Allow\"\n  \"Action\" : x\n",
        ] {
            assert!(in_yaml(text), "{text}");
        }
        for text in [
            "const x = {\n  Effect: 'Allow',\n  Action: 'x',\n",
            "policy: {\n  Effect: 'Allow',\n  Action: 'x',\n",
            "Effect: Allow\n",
            "Action: x\nEffect: NoSchedule\n",
            "",
        ] {
            assert!(!in_yaml(text), "{text}");
        }
    }
}
