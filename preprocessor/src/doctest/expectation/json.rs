//! Output compared as JSON: what is expected must be there, other members may be.

use serde_json::Value;

use super::lines::wildcard;
use super::{Mismatch, Unusable};

/// An element that stands for any number of elements, none too.
const ANY: &str = "...";

pub(super) fn compare(expected: &str, stdout: &str) -> Result<Option<Mismatch>, Unusable> {
    let wanted: Value = serde_json::from_str(expected).map_err(|error| Unusable {
        at: offset(expected, error.line(), error.column()),
        reason: "the expected output is not JSON".to_owned(),
    })?;
    let found: Value = match serde_json::from_str(stdout) {
        Ok(found) => found,
        Err(_) => {
            let reason = match stdout.trim().is_empty() {
                true => "nothing came out on standard output",
                false => "what came out on standard output is not JSON",
            };
            return Ok(Some(Mismatch {
                at: 0,
                reason: Some(reason.to_owned()),
                diff: difference(expected, stdout),
                update: stdout.to_owned(),
            }));
        }
    };
    let Some((path, reason)) = differs(&wanted, &found, String::new()) else {
        return Ok(None);
    };
    let pretty = |value: &Value| serde_json::to_string_pretty(value).unwrap_or_default() + "\n";
    let path = if path.is_empty() { "the whole" } else { &path };
    Ok(Some(Mismatch {
        at: 0,
        reason: Some(format!("{path}: {reason}")),
        diff: difference(&pretty(&wanted), &pretty(&found)),
        update: pretty(&merge(&wanted, &found)),
    }))
}

fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let mut at = (before + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn difference(expected: &str, actual: &str) -> String {
    let diff = similar::TextDiff::from_lines(expected, actual);
    diff.iter_all_changes()
        .map(|change| {
            let sign = match change.tag() {
                similar::ChangeTag::Delete => '-',
                similar::ChangeTag::Insert => '+',
                similar::ChangeTag::Equal => ' ',
            };
            format!("{sign} {}\n", change.value().trim_end_matches('\n'))
        })
        .collect()
}

/// Where and how `found` first fails to be `wanted`.
fn differs(wanted: &Value, found: &Value, path: String) -> Option<(String, String)> {
    match (wanted, found) {
        (Value::Object(wanted), Value::Object(found)) => wanted.iter().find_map(|(key, value)| {
            let path = match path.is_empty() {
                true => format!("`{key}`"),
                false => format!("{} → `{key}`", path),
            };
            match found.get(key) {
                Some(other) => differs(value, other, path),
                None => Some((path, "is not there".to_owned())),
            }
        }),
        (Value::Array(wanted), Value::Array(found)) => {
            let any = Value::String(ANY.to_owned());
            let open = wanted.last() == Some(&any);
            let named = wanted.len() - usize::from(open);
            if found.len() < named || !open && found.len() > named {
                let count = found.len();
                return Some((path, format!("has {count} elements, not {named}")));
            }
            wanted
                .iter()
                .take(named)
                .zip(found)
                .enumerate()
                .find_map(|(index, (one, other))| differs(one, other, format!("{path}[{index}]")))
        }
        (Value::String(pattern), Value::String(text)) if wildcard(pattern, text) => None,
        // A pattern that is all wildcard holds for any scalar.
        (Value::String(pattern), other)
            if pattern == "[..]" && !other.is_object() && !other.is_array() =>
        {
            None
        }
        (wanted, found) if wanted == found => None,
        (wanted, found) => Some((path, format!("is {found}, not {wanted}"))),
    }
}

/// `wanted` with what was found in place of what does not hold; no member is added.
fn merge(wanted: &Value, found: &Value) -> Value {
    if differs(wanted, found, String::new()).is_none() {
        return wanted.clone();
    }
    match (wanted, found) {
        (Value::Object(wanted), Value::Object(found)) => wanted
            .iter()
            .filter_map(|(key, value)| Some((key.clone(), merge(value, found.get(key)?))))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        (Value::Array(wanted), Value::Array(found)) if wanted.len() == found.len() => wanted
            .iter()
            .zip(found)
            .map(|(one, other)| merge(one, other))
            .collect::<Vec<_>>()
            .into(),
        _ => found.clone(),
    }
}
