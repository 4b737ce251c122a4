//! A setting and all that follows from its declaration: reading it, the reference in Markdown, and
//! the JSON Schema for editors.

use std::ops::Range;

use serde_json::json;
use toml::{Table, Value};

use aws_doc_lint::suggest::nearest;

/// A setting of a table of `book.toml`, read into an `S`.
pub(crate) struct Setting<S: 'static> {
    /// The key.
    pub(crate) key: &'static str,
    /// What it takes, in Markdown.
    pub(crate) takes: &'static str,
    /// What holds without it, in Markdown.
    pub(crate) default: &'static str,
    /// What it does, in Markdown.
    pub(crate) doc: &'static str,
    /// The JSON Schema of its value.
    pub(crate) schema: fn() -> serde_json::Value,
    /// Reads its value.
    pub(crate) read: fn(&mut S, &Value) -> Result<(), Refusal>,
}

/// Why a value is refused.
pub(crate) enum Refusal {
    /// It is not what the setting takes.
    Value,
    /// There is more to say about it.
    Problem(Problem),
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// What is wrong with a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The key.
    pub(crate) key: String,
    /// The keys below it, down to what is wrong.
    pub(crate) inner: Vec<String>,
    /// What is wrong, in words.
    pub(crate) message: String,
}

impl Problem {
    /// A problem with the value of `key`.
    pub(crate) fn of(key: &str, message: impl Into<String>) -> Self {
        Self {
            key: key.to_owned(),
            inner: Vec::new(),
            message: message.into(),
        }
    }

    /// The same problem, further inside: at `key`.
    pub(crate) fn inside(mut self, key: &str) -> Self {
        self.inner.push(key.to_owned());
        self
    }
}

/// Reads the settings of `table` into `into`, and returns what is wrong with them. Keys of mdBook's
/// own, `foreign`, are skipped.
pub(crate) fn read<S>(
    into: &mut S,
    settings: &[Setting<S>],
    foreign: &[&str],
    table: &Table,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (key, value) in table {
        let Some(setting) = settings.iter().find(|setting| setting.key == key) else {
            if !foreign.contains(&key.as_str()) {
                problems.push(unknown(key, settings));
            }
            continue;
        };
        match (setting.read)(into, value) {
            Ok(()) => {}
            Err(Refusal::Problem(problem)) => problems.push(problem),
            Err(Refusal::Value) => {
                let (takes, value) = (setting.takes, describe(value));
                problems.push(Problem::of(
                    key,
                    format!("`{key}` takes {takes}, not {value}"),
                ));
            }
        }
    }
    problems
}

fn unknown<S>(key: &str, settings: &[Setting<S>]) -> Problem {
    let keys = || settings.iter().map(|setting| setting.key);
    let help = match nearest(key, keys(), 3) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", keys().collect::<Vec<_>>().join(", ")),
    };
    Problem::of(key, format!("there is no setting `{key}`; {help}"))
}

/// A value as messages name it.
pub(crate) fn describe(value: &Value) -> String {
    match value {
        Value::String(text) => format!("\"{text}\""),
        Value::Table(_) => "a table".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        other => format!("{other}"),
    }
}

/// Settings as a table in Markdown.
pub(crate) fn markdown<S>(settings: &[Setting<S>]) -> String {
    let mut table = String::from("| key | takes | default | what it does |\n|---|---|---|---|\n");
    for setting in settings {
        let Setting {
            key,
            takes,
            default,
            doc,
            ..
        } = setting;
        table.push_str(&format!("| `{key}` | {takes} | {default} | {doc} |\n"));
    }
    table
}

/// The JSON Schema of a table with these settings, and with the keys of mdBook's own.
pub(crate) fn schema<S>(settings: &[Setting<S>], foreign: &[&str]) -> serde_json::Value {
    let mut properties = serde_json::Map::new();
    for setting in settings {
        let mut schema = (setting.schema)();
        if let Some(schema) = schema.as_object_mut() {
            let description = format!("{} Default: {}.", setting.doc, setting.default);
            schema.insert("description".to_owned(), description.into());
        }
        properties.insert(setting.key.to_owned(), schema);
    }
    for key in foreign {
        properties.insert((*key).to_owned(), json!({}));
    }
    json!({ "type": "object", "additionalProperties": false, "properties": properties })
}

/// The table at `path` in a `book.toml`, if there is one.
pub(crate) fn at<'t>(table: &'t Table, path: &[&str]) -> Option<&'t Table> {
    path.iter()
        .try_fold(table, |table, key| table.get(*key)?.as_table())
}

/// Where a key and its value are in the text of a TOML file.
pub(crate) fn key(text: &str, path: &[&str]) -> Option<(Range<usize>, Range<usize>)> {
    let mut table = toml::de::DeTable::parse(text).ok()?.into_inner();
    let (last, folders) = path.split_last()?;
    for folder in folders {
        match table.remove(*folder)?.into_inner() {
            toml::de::DeValue::Table(inner) => table = inner,
            _ => return None,
        }
    }
    let name = table
        .keys()
        .find(|known| known.get_ref().as_ref() == *last)?
        .span();
    Some((name, table.get(*last)?.span()))
}
