//! Output compared as JSON: what is expected must be there, other members may be.

mod edit;

use serde_json::Value as Json;

use super::difference::Difference;
use super::lines::wildcard;
use super::{Mismatch, Unusable};
use edit::Edits;
use spanned_text::json::parse;
use spanned_text::tree::{Node, Value};

/// As the last element of a list: any number of elements, none too.
const ANY_ELEMENTS: &str = "...";

/// As a value: any string, number or boolean, and null.
const ANY_VALUE: &str = "[..]";

pub(super) fn compare(expected: &str, stdout: &str) -> Result<Option<Mismatch>, Unusable> {
    let not_json = |at| Unusable {
        at,
        reason: "the expected output is not JSON".to_owned(),
    };
    // What others do not accept as JSON is not JSON here.
    serde_json::from_str::<Json>(expected)
        .map_err(|error| not_json(offset(expected, error.line(), error.column())))?;
    let wanted = parse(expected).root.ok_or_else(|| not_json(0))?;
    let Ok(found) = serde_json::from_str::<Json>(stdout) else {
        let reason = match stdout.trim().is_empty() {
            true => "nothing came out on standard output",
            false => "what came out on standard output is not JSON",
        };
        return Ok(Some(Mismatch {
            at: wanted.range().start,
            reason: Some(reason.to_owned()),
            diff: Difference::between(expected, stdout).to_string(),
            // There is nothing that would hold.
            update: None,
        }));
    };
    let mut comparison = Comparison {
        first: None,
        edits: Edits::new(expected),
    };
    comparison.value(&wanted, &found, String::new());
    Ok(comparison.first.map(|(at, reason)| {
        let update = comparison.edits.apply();
        Mismatch {
            at,
            reason: Some(reason),
            diff: Difference::between(expected, &update).to_string(),
            update: Some(update),
        }
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

/// What was found to differ so far.
struct Comparison<'t> {
    /// Where, and how: the first.
    first: Option<(usize, String)>,
    /// What would make it right.
    edits: Edits<'t>,
}

impl Comparison<'_> {
    /// Reasons name members but never values, which may be secrets.
    fn tell(&mut self, at: usize, path: &str, reason: &str) {
        let path = match path {
            "" => "the whole",
            path => path,
        };
        self.first
            .get_or_insert_with(|| (at, format!("{path} {reason}")));
    }

    fn value(&mut self, wanted: &Node<'_>, found: &Json, path: String) {
        match (&wanted.value, found) {
            (Value::Object(members), Json::Object(object)) => {
                let mut gone = Vec::new();
                for (index, member) in members.iter().enumerate() {
                    let key = member.key.as_str();
                    let path = match path.is_empty() {
                        true => format!("`{key}`"),
                        false => format!("{path} → `{key}`"),
                    };
                    match object.get(key) {
                        Some(value) => self.value(&member.value, value, path),
                        None => {
                            self.tell(member.key.range().start, &path, "is not there");
                            gone.push(index);
                        }
                    }
                }
                let ranges: Vec<_> = members
                    .iter()
                    .map(|member| member.key.range().start..member.value.range().end)
                    .collect();
                self.edits.remove(&ranges, &gone);
            }
            (Value::Array(items), Json::Array(array)) => self.array(wanted, items, array, path),
            (Value::String(pattern), Json::String(text)) => {
                if !wildcard(pattern.as_str(), text) {
                    self.tell(wanted.range().start, &path, "is another text");
                    self.edits.replace(wanted.range(), found);
                }
            }
            // It holds for all that has no parts.
            (Value::String(pattern), Json::Null | Json::Bool(_) | Json::Number(_))
                if pattern.as_str() == ANY_VALUE => {}
            (Value::Null, Json::Null) => {}
            (Value::Bool(one), Json::Bool(other)) if one == other => {}
            (Value::Number(one), Json::Number(other)) if same_number(one, other) => {}
            (_, found) => {
                let name = match found {
                    Json::Null => "null",
                    Json::Bool(_) => "a boolean",
                    Json::Number(_) => "a number",
                    Json::String(_) => "a string",
                    Json::Array(_) => "a list",
                    Json::Object(_) => "an object",
                };
                let reason = match wanted.type_name() {
                    same if same == name => format!("is another {}", same.trim_start_matches("a ")),
                    other => format!("is {name}, not {other}"),
                };
                self.tell(wanted.range().start, &path, &reason);
                self.edits.replace(wanted.range(), found);
            }
        }
    }

    fn array(&mut self, wanted: &Node<'_>, items: &[Node<'_>], found: &[Json], path: String) {
        let last = items.last().and_then(Node::as_string);
        let open = last.is_some_and(|last| last.as_str() == ANY_ELEMENTS);
        let named = items.len() - usize::from(open);
        for (index, (item, value)) in items.iter().take(named).zip(found).enumerate() {
            self.value(item, value, format!("{path}[{index}]"));
        }
        if found.len() < named || !open && found.len() > named {
            let count = match found.len() {
                1 => "has 1 element".to_owned(),
                count => format!("has {count} elements"),
            };
            let at = match items.get(found.len()) {
                Some(item) => item.range().start,
                None => wanted.range().start,
            };
            self.tell(at, &path, &format!("{count}, not {named}"));
            let ranges: Vec<_> = items.iter().map(|item| item.range()).collect();
            let gone: Vec<_> = (found.len()..named).collect();
            self.edits.remove(&ranges, &gone);
            match (ranges.last(), found.get(named..)) {
                (Some(last), Some(more)) => self.edits.append(last, more),
                (None, _) => {
                    let all = Json::Array(found.to_vec());
                    self.edits.replace(wanted.range(), &all);
                }
                _ => {}
            }
        }
    }
}

/// `1` and `1.0` are the same number.
fn same_number(wanted: &str, found: &serde_json::Number) -> bool {
    let Ok(wanted) = wanted.parse::<serde_json::Number>() else {
        return false;
    };
    let integer = |number: &serde_json::Number| number.is_i64() || number.is_u64();
    wanted == *found || !(integer(&wanted) && integer(found)) && wanted.as_f64() == found.as_f64()
}
