//! `[preprocessor.aws.choices]`: the reader's choices as `book.toml` declares them.

use serde_json::json;
use toml::{Table, Value as Toml};

use super::declaration::{Problem, describe, key};
use aws_doc_lint::document::choice::{Allowed, Choice, Choices, Listed, Pattern, Value};
use aws_doc_lint::suggest::nearest;
use shell_forms::Shell;

/// The keys of a choice, with what each takes.
const KEYS: &[(&str, &str)] = &[
    ("label", "a text"),
    ("default", "one of the values, as a text"),
    (
        "values",
        "a list of texts or of tables `{ value = \"…\", label = \"…\" }`, or, with \
         `depends-on`, a table from values of the other choice to such lists",
    ),
    ("from", "`\"regions\"`, `\"models\"` or `\"profiles\"`"),
    (
        "partition",
        "a text, such as `\"aws\"`, with `from = \"regions\"`",
    ),
    (
        "provider",
        "a text, such as `\"anthropic\"`, with `from = \"models\"` or `from = \"profiles\"`",
    ),
    (
        "pattern",
        "`\"account-id\"`, `\"user-name\"`, `\"role-name\"` or `\"profile-name\"`",
    ),
    ("depends-on", "the name of another choice"),
    (
        "translate",
        "`true` or `false`, with `values` from `\"bash\"`, `\"fish\"`, `\"powershell\"` and `\"cmd\"`",
    ),
    (
        "see",
        "a chapter of the book, such as `\"regions.md#table\"`",
    ),
];

/// A book declares at most so many choices, …
const MOST_CHOICES: usize = 100;

/// … with at most so many values together: each snippet is checked for each of them.
const MOST_VALUES: usize = 1_000;

/// A fault in one choice: the key in its table, if it is about one, and what is wrong.
struct Fault {
    key: Option<String>,
    message: String,
}

impl Fault {
    fn of(key: &str, message: impl Into<String>) -> Self {
        Self {
            key: Some(key.to_owned()),
            message: message.into(),
        }
    }

    fn whole(message: impl Into<String>) -> Self {
        Self {
            key: None,
            message: message.into(),
        }
    }
}

/// Reads the table of choices.
pub(super) fn read(table: &Table) -> Result<Choices, Problem> {
    if table.len() > MOST_CHOICES {
        let count = table.len();
        let message = format!("a book has at most {MOST_CHOICES} choices, and this one {count}");
        return Err(Problem::of("choices", message));
    }
    let mut choices: Vec<Choice> = Vec::new();
    let mut values = 0;
    for (name, value) in table {
        let wrong = |fault: Fault| Problem {
            key: "choices".to_owned(),
            inner: std::iter::once(name.clone()).chain(fault.key).collect(),
            message: format!("choice `{name}`: {}", fault.message),
        };
        let known = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if !name.starts_with(|c: char| c.is_ascii_lowercase()) || !name.chars().all(known) {
            return Err(wrong(Fault::whole(
                "its name takes small letters, digits and hyphens only, a letter first",
            )));
        }
        let table = value.as_table().ok_or_else(|| {
            wrong(Fault::whole(format!(
                "it takes a table, not {}",
                describe(value)
            )))
        })?;
        let choice = choice(name, table).map_err(wrong)?;
        values += choice.tried().len();
        if values > MOST_VALUES {
            return Err(wrong(Fault::of(
                "values",
                format!("all choices of a book together have at most {MOST_VALUES} values"),
            )));
        }
        choices.push(choice);
    }
    let mut translating = choices.iter().filter(|choice| choice.translates);
    if let (Some(first), Some(second)) = (translating.next(), translating.next()) {
        return Err(Problem {
            key: "choices".to_owned(),
            inner: vec![second.name.clone(), "translate".to_owned()],
            message: format!("`{}` is the choice of the shell already", first.name),
        });
    }
    for choice in &choices {
        let Some(on) = choice.depends_on() else {
            continue;
        };
        let wrong = |message: String| Problem {
            key: "choices".to_owned(),
            inner: vec![choice.name.clone(), "depends-on".to_owned()],
            message: format!("choice `{}`: {message}", choice.name),
        };
        let Some(other) = choices.iter().find(|other| other.name == on) else {
            return Err(wrong(format!("there is no choice `{on}` to depend on")));
        };
        if other.depends_on().is_some() || other.name == choice.name {
            return Err(wrong(format!(
                "`{on}` itself depends on a choice; choose one that does not"
            )));
        }
    }
    Ok(Choices::new(choices))
}

fn choice(name: &str, table: &Table) -> Result<Choice, Fault> {
    for key in table.keys() {
        if !KEYS.iter().any(|(known, _)| known == key) {
            let names = || KEYS.iter().map(|(known, _)| *known);
            return Err(Fault::of(
                key,
                match nearest(key, names(), 3) {
                    Some(near) => format!("there is no `{key}`; did you mean `{near}`?"),
                    None => format!(
                        "there is no `{key}`; there are {}",
                        names().collect::<Vec<_>>().join(", ")
                    ),
                },
            ));
        }
    }
    let label = text(table, "label")?.unwrap_or(name).to_owned();
    let default = text(table, "default")?;
    let allowed = allowed(table)?;
    let default = match (&allowed, default) {
        (_, Some(default)) => default.to_owned(),
        (Allowed::Values(values), None) => first(values)?,
        (Allowed::Depending { cases, .. }, None) => {
            first(cases.first().map_or(&[], |(_, values)| values))?
        }
        (Allowed::Listed(_) | Allowed::Pattern(_), None) => {
            return Err(Fault::whole(
                "it needs a `default`, which the page shows until the reader chooses",
            ));
        }
    };
    let translates = translates(table, &allowed)?;
    let choice = Choice {
        name: name.to_owned(),
        label,
        default,
        allowed,
        translates,
        see: text(table, "see")?.map(str::to_owned),
        name_range: None,
        default_range: None,
    };
    let listed = matches!(choice.allowed, Allowed::Listed(_));
    if !listed && !choice.allows(&choice.default) {
        return Err(Fault::of(
            "default",
            format!(
                "the default `{}` is not allowed; it takes {}",
                choice.default,
                takes(&choice.allowed)
            ),
        ));
    }
    Ok(choice)
}

/// Whether blocks in bash are translated for the values of a choice.
fn translates(table: &Table, allowed: &Allowed) -> Result<bool, Fault> {
    let Some(value) = table.get("translate") else {
        return Ok(false);
    };
    let translates = value
        .as_bool()
        .ok_or_else(|| wrong_type("translate", value))?;
    let is_shells = match allowed {
        Allowed::Values(values) => values.iter().all(|it| Shell::from_id(&it.text).is_some()),
        _ => false,
    };
    if translates && !is_shells {
        let message = format!("`translate` takes {}", words_of("translate"));
        return Err(Fault::of("translate", message));
    }
    Ok(translates)
}

/// What a choice may be, in words.
fn takes(allowed: &Allowed) -> String {
    match allowed {
        Allowed::Pattern(pattern) => pattern.words().to_owned(),
        _ => "one of its values".to_owned(),
    }
}

fn allowed(table: &Table) -> Result<Allowed, Fault> {
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
            Toml::Table(table) if table.keys().all(|key| key == "value" || key == "label") => (
                table
                    .get("value")
                    .and_then(Toml::as_str)
                    .unwrap_or_default(),
                table.get("label").and_then(Toml::as_str).map(str::to_owned),
            ),
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

fn first(values: &[Value]) -> Result<String, Fault> {
    values
        .first()
        .map(|value| value.text.clone())
        .ok_or_else(|| Fault::of("values", "it has no value"))
}

fn text<'t>(table: &'t Table, key: &str) -> Result<Option<&'t str>, Fault> {
    let Some(value) = table.get(key) else {
        return Ok(None);
    };
    match value.as_str() {
        Some(text) => Ok(Some(text)),
        None => Err(wrong_type(key, value)),
    }
}

fn wrong_type(key: &str, value: &Toml) -> Fault {
    Fault::of(
        key,
        format!("`{key}` takes {}, not {}", words_of(key), describe(value)),
    )
}

fn words_of(key: &str) -> &'static str {
    KEYS.iter()
        .find(|(known, _)| *known == key)
        .map_or("something else", |(_, words)| words)
}

/// The JSON Schema of the table of choices.
pub(super) fn schema() -> serde_json::Value {
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

/// Gives each choice its place in the text of `book.toml`, and the order that they have there.
pub(super) fn place(choices: &Choices, text: &str) -> Choices {
    let mut placed: Vec<Choice> = choices.iter().cloned().collect();
    for choice in &mut placed {
        let path = ["preprocessor", "aws", "choices", choice.name.as_str()];
        choice.name_range = key(text, &path).map(|(name, _)| name);
        let path: Vec<&str> = path.into_iter().chain(["default"]).collect();
        choice.default_range = key(text, &path).map(|(_, value)| value);
    }
    placed.sort_by_key(|choice| choice.name_range.as_ref().map(|range| range.start));
    Choices::new(placed)
}

#[cfg(test)]
mod tests {
    use super::super::Settings;

    fn error(choice: &str) -> String {
        let text = format!("[preprocessor.aws.choices.x]\n{choice}\n");
        Settings::from_book_toml(&text, "book.toml")
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn wrong_choices_name_their_place() {
        for (choice, expected) in [
            (
                "vales = []",
                "book.toml:2:1: [preprocessor.aws]: choice `x`: there is no `vales`; did you mean `values`?",
            ),
            (
                "values = []",
                "book.toml:2:1: [preprocessor.aws]: choice `x`: it has no value",
            ),
            ("values = [\"a\", 3]", "`values` takes a list of texts"),
            ("values = [\"a\", \"a\"]", "`a` is there twice"),
            ("values = [\"a\\nb\"]", "a line end"),
            (
                "values = [\"a\"]\ndefault = \"b\"",
                "book.toml:3:1: [preprocessor.aws]: choice `x`: the default `b` is not allowed; it takes one of its values",
            ),
            (
                "pattern = \"account-id\"\ndefault = \"12\"",
                "it takes 12 digits",
            ),
            (
                "pattern = \"email\"\ndefault = \"12\"",
                "`pattern` takes `\"account-id\"`",
            ),
            (
                "from = \"regions\"",
                "book.toml:1:27: [preprocessor.aws]: choice `x`: it needs a `default`",
            ),
            (
                "from = \"regions\"\nprovider = \"a\"\ndefault = \"b\"",
                "`provider` takes a text",
            ),
            (
                "from = \"regions\"\nvalues = [\"a\"]",
                "it takes one of `values`, `from` and `pattern`",
            ),
            (
                "depends-on = \"y\"\nvalues = { a = [\"b\"] }",
                "there is no choice `y`",
            ),
            (
                "depends-on = \"x\"\nvalues = { a = [\"b\"] }",
                "itself depends on a choice",
            ),
        ] {
            let error = error(choice);
            assert!(error.contains(expected), "{choice}: {error}");
        }
    }

    #[test]
    fn so_many_choices_and_values_are_too_many() {
        let many: Vec<String> = (0..=super::MOST_VALUES).map(|n| format!("v{n}")).collect();
        let message = error(&format!("values = {many:?}"));
        assert_eq!(
            message,
            "book.toml:2:1: [preprocessor.aws]: choice `x`: all choices of a book together have \
             at most 1000 values"
        );
        let one = |n: usize| format!("[preprocessor.aws.choices.c{n}]\nvalues = [\"a\"]\n");
        let read = |count: usize| {
            let text: String = (0..count).map(one).collect();
            Settings::from_book_toml(&text, "book.toml").map(|_| ())
        };
        assert!(read(super::MOST_CHOICES).is_ok());
        let message = read(super::MOST_CHOICES + 1).unwrap_err().to_string();
        assert!(
            message.ends_with("a book has at most 100 choices, and this one 101"),
            "{message}"
        );
    }

    #[test]
    fn choices_keep_the_order_of_the_file() {
        let text = "[preprocessor.aws.choices.region]\nfrom = \"regions\"\n\
                    default = \"us-west-2\"\n[preprocessor.aws.choices.account]\n\
                    pattern = \"account-id\"\ndefault = \"111122223333\"\n";
        let settings = Settings::from_book_toml(text, "book.toml").unwrap();
        let choices: Vec<_> = settings.run.markdown.choices.iter().collect();
        let names: Vec<_> = choices.iter().map(|choice| choice.name.as_str()).collect();
        assert_eq!(names, ["region", "account"]);
        let disk = |range: &Option<std::ops::Range<usize>>| text.get(range.clone().unwrap());
        assert_eq!(disk(&choices[0].name_range), Some("region"));
        assert_eq!(disk(&choices[0].default_range), Some("\"us-west-2\""));
    }
}
