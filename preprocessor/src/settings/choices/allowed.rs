//! What a choice may be: values in a list, values from the facts, or texts of a form.

use toml::{Table, Value as Toml};

use super::{Fault, text, words_of, wrong_type};
use aws_doc_lint::document::choice::{Allowed, Listed, Pattern, Value};

/// What a choice may be, in words.
pub(super) fn takes(allowed: &Allowed) -> String {
    match allowed {
        Allowed::Pattern(pattern) => pattern.words().to_owned(),
        _ => "one of its values".to_owned(),
    }
}

/// Reads what a choice may be.
pub(super) fn allowed(table: &Table) -> Result<Allowed, Fault> {
    let values = table.get("values");
    let from = text(table, "from")?;
    let pattern = text(table, "pattern")?;
    let on = text(table, "depends-on")?;
    for (key, partner) in [("partition", "regions"), ("provider", "")] {
        let right = match from {
            Some("regions") => partner == "regions",
            Some(_) => partner.is_empty(),
            None => false,
        };
        if table.contains_key(key) && !right {
            return Err(Fault::of(key, format!("`{key}` takes {}", words_of(key))));
        }
    }
    match (values, from, pattern, on) {
        (Some(values), None, None, None) => Ok(Allowed::Values(list(values)?)),
        (Some(values), None, None, Some(on)) => {
            let table = values
                .as_table()
                .ok_or_else(|| wrong_type("values", values))?;
            let cases = table
                .iter()
                .map(|(form, values)| Ok((form.clone(), list(values)?)))
                .collect::<Result<Vec<_>, Fault>>()?;
            if cases.is_empty() {
                return Err(Fault::of("values", "it has no value"));
            }
            Ok(Allowed::Depending {
                on: on.to_owned(),
                cases: by_precision(cases),
            })
        }
        (None, Some(from), None, None) => {
            let provider = text(table, "provider")?.map(str::to_owned);
            match from {
                "regions" => Ok(Allowed::Listed(Listed::Regions {
                    partition: text(table, "partition")?.map(str::to_owned),
                })),
                "models" => Ok(Allowed::Listed(Listed::Models { provider })),
                "profiles" => Ok(Allowed::Listed(Listed::Profiles { provider })),
                _ => Err(Fault::of(
                    "from",
                    format!("`from` takes {}", words_of("from")),
                )),
            }
        }
        (None, None, Some(pattern), None) => Pattern::ALL
            .into_iter()
            .find(|known| known.as_str() == pattern)
            .map(Allowed::Pattern)
            .ok_or_else(|| {
                Fault::of(
                    "pattern",
                    format!("`pattern` takes {}", words_of("pattern")),
                )
            }),
        _ => Err(Fault::whole(
            "it takes one of `values`, `from` and `pattern`, and `depends-on` with `values` only",
        )),
    }
}

/// Exact values before forms with a `*`, and longer forms before shorter ones: a table of TOML
/// has no order.
fn by_precision(mut cases: Vec<(String, Vec<Value>)>) -> Vec<(String, Vec<Value>)> {
    cases.sort_by_key(|(form, _)| (form.contains('*'), std::cmp::Reverse(form.len())));
    cases
}

fn list(value: &Toml) -> Result<Vec<Value>, Fault> {
    let items = value
        .as_array()
        .ok_or_else(|| wrong_type("values", value))?;
    let mut values: Vec<Value> = Vec::new();
    for item in items {
        let (text, label) = match item {
            Toml::String(text) => (text.as_str(), None),
            Toml::Table(table) => {
                let known = table.keys().all(|key| key == "value" || key == "label");
                let value = table.get("value").and_then(Toml::as_str);
                let label = table.get("label").and_then(Toml::as_str);
                let value = value.filter(|_| known);
                let value = value.ok_or_else(|| wrong_type("values", item))?;
                (value, label.map(str::to_owned))
            }
            other => return Err(wrong_type("values", other)),
        };
        // A value must not leave its line or its slot.
        if text.is_empty() || text.contains(char::is_control) || text.contains("{{") {
            return Err(Fault::of(
                "values",
                "a value is empty, or holds a line end, a control character or `{{`",
            ));
        }
        if values.iter().any(|known| known.text == text) {
            return Err(Fault::of("values", format!("`{text}` is there twice")));
        }
        values.push(Value {
            text: text.to_owned(),
            label,
        });
    }
    if values.is_empty() {
        return Err(Fault::of("values", "it has no value"));
    }
    Ok(values)
}

/// The value that a choice has until the reader chooses.
pub(super) fn first(values: &[Value]) -> Result<String, Fault> {
    values
        .first()
        .map(|value| value.text.clone())
        .ok_or_else(|| Fault::of("values", "it has no value"))
}
