//! The JSON Schema of the table of choices.

use serde_json::json;

use super::KEYS;
use aws_doc_lint::document::choice::Pattern;

/// The JSON Schema of the table of choices.
pub(in crate::settings) fn schema() -> serde_json::Value {
    let text = json!({ "type": "string" });
    let value = json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["value"],
        "properties": { "value": text, "label": text },
    });
    let list = json!({ "type": "array", "minItems": 1, "items": { "anyOf": [text, value] } });
    let schema_of = |key: &str| match key {
        "values" => json!({
            "anyOf": [list, { "type": "object", "additionalProperties": list }],
        }),
        "translate" => json!({ "type": "boolean" }),
        "from" => json!({ "enum": ["regions", "models", "profiles"] }),
        "pattern" => json!({ "enum": Pattern::ALL.map(Pattern::as_str) }),
        _ => text.clone(),
    };
    let properties: serde_json::Map<_, _> = KEYS
        .iter()
        .map(|(key, takes)| {
            let mut schema = schema_of(key);
            if let Some(schema) = schema.as_object_mut() {
                schema.insert("description".to_owned(), format!("Takes {takes}.").into());
            }
            ((*key).to_owned(), schema)
        })
        .collect();
    json!({
        "type": "object",
        "additionalProperties": {
            "type": "object",
            "additionalProperties": false,
            "properties": properties,
        },
    })
}
