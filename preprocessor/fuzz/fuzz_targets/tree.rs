//! Any text as JSON and as YAML: every node lies in the text, and what `serde_json` accepts is read
//! without a complaint and with the same values.
#![no_main]

use libfuzzer_sys::fuzz_target;
use spanned_text::tree::{Node, Value};
use spanned_text::{json, yaml};

/// Whether a tree has the values that `serde_json` found. Of a repeated key `serde_json` keeps the
/// last value.
fn same(node: &Node<'_>, value: &serde_json::Value) -> bool {
    match (&node.value, value) {
        (Value::Null, serde_json::Value::Null) => true,
        (Value::Bool(one), serde_json::Value::Bool(other)) => one == other,
        (Value::Number(_), serde_json::Value::Number(_)) => true,
        (Value::String(one), serde_json::Value::String(other)) => one.as_str() == other,
        (Value::Array(items), serde_json::Value::Array(others)) => {
            items.len() == others.len()
                && items.iter().zip(others).all(|(one, other)| same(one, other))
        }
        (Value::Object(members), serde_json::Value::Object(others)) => {
            others.iter().all(|(key, other)| {
                let mut last = members.iter().rev();
                last.find(|member| member.key.as_str() == key)
                    .is_some_and(|member| same(&member.value, other))
            })
        }
        _ => false,
    }
}

/// Fails if a node or a part of it lies outside of the text.
fn check(node: &Node<'_>, text: &str) {
    assert!(text.get(node.range()).is_some(), "{text:?}");
    match &node.value {
        Value::String(string) => assert!(text.get(string.range()).is_some(), "{text:?}"),
        Value::Array(items) => items.iter().for_each(|item| check(item, text)),
        Value::Object(members) => {
            for member in members {
                assert!(text.get(member.key.range()).is_some(), "{text:?}");
                check(&member.value, text);
            }
        }
        _ => {}
    }
}

fuzz_target!(|text: &str| {
    let parsed = json::parse(text);
    for error in &parsed.errors {
        assert!(text.get(error.range.clone()).is_some(), "{text:?}");
    }
    if let Some(root) = &parsed.root {
        check(root, text);
    }
    if let Ok(value) = serde_json::from_str::<serde_json::Value>(text) {
        assert!(parsed.errors.is_empty(), "{text:?}: {:?}", parsed.errors);
        assert!(parsed.root.is_some_and(|root| same(&root, &value)), "{text:?}");
    }
    let parsed = yaml::parse(text);
    for document in &parsed.documents {
        check(document, text);
    }
});
