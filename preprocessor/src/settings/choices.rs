//! `[preprocessor.aws.choices]`: the reader's choices as `book.toml` declares them.

mod allowed;
mod schema;

use toml::{Table, Value as Toml};

use super::declaration::{Problem, describe, key};
use allowed::{allowed, first, takes};
use aws_doc_lint::document::choice::{Allowed, Choice, Choices};
use aws_doc_lint::suggest::nearest;
use shell_forms::Shell;

pub(super) use schema::schema;

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
mod tests;
