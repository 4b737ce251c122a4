//! The settings under `[preprocessor.aws]` in `book.toml`.

use std::time::Duration;

use serde_json::json;
use toml::{Table, Value};

use aws_doc_lint::run::Options;
use declaration::{Problem, at};

mod choices;
pub(crate) mod codes;
pub(crate) mod declaration;
mod mirrors;
mod preprocessor;
pub(crate) mod site;
mod test;

pub use mirrors::Mirrors;
pub(crate) use preprocessor::SETTINGS;
pub use test::TestSettings;

/// Where facts may come from while a book is built.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Live {
    /// From AWS if it answers soon, else from what is at hand.
    #[default]
    Auto,
    /// From AWS, or the build fails.
    Always,
    /// From what is at hand; no socket is opened.
    Never,
}

/// All settings of a book.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How the checks read the book, and what they report.
    pub run: Options,
    /// Whether warnings fail the build too.
    pub deny_warnings: bool,
    /// The folder that includes may not leave, relative to the book's; its own without it.
    pub include_root: Option<String>,
    /// Where facts may come from.
    pub live: Live,
    /// The chapter that explains the sentence about a page's claims; there is none without it.
    pub claims_summary: Option<String>,
    /// After how many days facts count as old; never without it.
    pub facts_max_age: Option<u32>,
    /// Whether to query sources that need credentials.
    pub live_credentials: bool,
    /// Other addresses for the sources that need no credentials.
    pub live_mirrors: Mirrors,
    /// How long a build waits for facts.
    pub live_timeout: Duration,
    /// What the command `test` runs blocks with.
    pub test: TestSettings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            run: Options {
                grammar: Some(&aws_doc_shell::Bash),
                ..Options::default()
            },
            deny_warnings: false,
            include_root: None,
            live: Live::default(),
            claims_summary: None,
            facts_max_age: None,
            live_credentials: false,
            live_mirrors: Mirrors::default(),
            live_timeout: Duration::from_secs(3),
            test: TestSettings::default(),
        }
    }
}

/// Settings that are not valid, with what to do about each.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .problems.join("\n"))]
pub struct SettingsError {
    /// `book.toml:LINE:COLUMN: MESSAGE`, with the place as far as it is known.
    problems: Vec<String>,
}

impl SettingsError {
    /// What is wrong with settings of the table at `table` in `text`, which is called `path`.
    pub(crate) fn locate(problems: Vec<Problem>, table: &[&str], text: &str, path: &str) -> Self {
        let problems = problems.into_iter().map(|problem| {
            let place = offset(&problem, table, text)
                .map_or_else(|| format!("{path}: "), |offset| place(text, path, offset));
            format!("{place}[{}]: {}", table.join("."), problem.message)
        });
        Self {
            problems: problems.collect(),
        }
    }
}

/// Where a problem is in the text of a `book.toml`, as closely as the file allows.
fn offset(problem: &Problem, table: &[&str], text: &str) -> Option<usize> {
    let mut path = table.to_vec();
    path.push(&problem.key);
    path.extend(problem.inner.iter().map(String::as_str));
    (table.len() + 1..=path.len())
        .rev()
        .find_map(|len| declaration::key(text, path.get(..len)?))
        .map(|(name, _)| name.start)
}

fn place(text: &str, path: &str, offset: usize) -> String {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or(before);
    format!("{path}:{line}:{}: ", column.chars().count() + 1)
}

/// The table of the settings.
const TABLE: [&str; 2] = ["preprocessor", "aws"];

/// What mdBook itself reads in the table of a preprocessor.
const MDBOOK_KEYS: &[&str] = &["command", "before", "after", "renderers", "optional"];

impl Settings {
    /// The settings in the text of a `book.toml`, which errors call `path`.
    ///
    /// # Errors
    /// When it is not valid TOML, or settings of this program are unknown or have wrong values.
    pub fn from_book_toml(text: &str, path: &str) -> Result<Self, SettingsError> {
        let table: Table = toml::from_str(text).map_err(|error| {
            let place = error
                .span()
                .map_or_else(|| format!("{path}: "), |span| place(text, path, span.start));
            SettingsError {
                problems: vec![format!("{place}{}", error.message())],
            }
        })?;
        Self::from_table(&table, text, path)
    }

    /// The settings in mdBook's whole configuration, of which `text` is the `book.toml` if there
    /// is one; settings from the environment are in the configuration only.
    ///
    /// # Errors
    /// As [`Self::from_book_toml`].
    pub fn from_config(config: &Table, text: &str) -> Result<Self, SettingsError> {
        Self::from_table(config, text, "book.toml")
    }

    fn from_table(config: &Table, text: &str, path: &str) -> Result<Self, SettingsError> {
        let mut settings = Self::default();
        let html = at(config, &["output", "html"]);
        let flag = |key| html.and_then(|html| html.get(key)).and_then(Value::as_bool);
        settings.run.markdown.definition_lists = flag("definition-lists").unwrap_or(true);
        settings.run.markdown.admonitions = flag("admonitions").unwrap_or(true);
        let hidelines = at(config, &["output", "html", "code", "hidelines"]);
        for (language, prefix) in hidelines.into_iter().flatten() {
            if let Some(prefix) = prefix.as_str() {
                let language = language.to_ascii_lowercase();
                settings
                    .run
                    .markdown
                    .hidelines
                    .insert(language, prefix.to_owned());
            }
        }
        if let Some(table) = at(config, &TABLE) {
            let problems = declaration::read(&mut settings, SETTINGS, MDBOOK_KEYS, table);
            if !problems.is_empty() {
                return Err(SettingsError::locate(problems, &TABLE, text, path));
            }
        }
        let choices = &mut settings.run.markdown.choices;
        *choices = choices::place(choices, text);
        Ok(settings)
    }
}

/// The JSON Schema of a `book.toml` with the settings of this program, for editors.
#[must_use]
pub fn book_schema() -> serde_json::Value {
    let site = site::SETTINGS;
    let site = declaration::schema(site, site::MDBOOK_KEYS);
    let table = |key: &str, schema| json!({ "type": "object", "properties": { key: schema } });
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "book.toml of a book that uses mdbook-aws",
        "type": "object",
        "properties": {
            "preprocessor": table("aws", declaration::schema(SETTINGS, MDBOOK_KEYS)),
            "output": table("site", site),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        Settings::from_book_toml(text, "book.toml")
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn wrong_settings_name_their_place() {
        assert_eq!(
            error("[book]\ntitle = \"x\"\n[preprocessor.aws]\ndeny-warning = true\n"),
            "book.toml:4:1: [preprocessor.aws]: there is no setting `deny-warning`; did you mean `deny-warnings`?"
        );
        assert_eq!(
            error("[preprocessor]\naws = { live = 3 }\n"),
            "book.toml:2:9: [preprocessor.aws]: `live` takes `\"auto\"`, `\"always\"` or `\"never\"`, not 3"
        );
        assert_eq!(
            error("[preprocessor.aws.severity]\n\"env/inline-coment\" = \"off\"\n"),
            "book.toml:2:1: [preprocessor.aws]: there is no check `env/inline-coment`; did you mean `env/inline-comment`?"
        );
        assert_eq!(
            error("[preprocessor.aws]\ninclude-root = \"/\"\n"),
            "book.toml:2:1: [preprocessor.aws]: `include-root` takes a folder relative to `book.toml`, such as `\"..\"`, not \"/\""
        );
        assert!(error("[a\n").starts_with("book.toml:1:"));
    }

    #[test]
    fn all_wrong_settings_are_reported() {
        let error = error("[preprocessor.aws]\nlive = 3\ndeny-warnings = \"x\"\n");
        let places: Vec<&str> = error.lines().filter_map(|line| line.get(..13)).collect();
        assert_eq!(places, ["book.toml:3:1", "book.toml:2:1"], "{error}");
    }

    #[test]
    fn the_readme_lists_the_settings() {
        let readme = include_str!("../README.md");
        let site = site::SETTINGS;
        for table in [declaration::markdown(SETTINGS), declaration::markdown(site)] {
            assert!(
                readme.contains(&table),
                "README.md does not contain this:\n{table}"
            );
        }
    }

    #[test]
    fn the_schema_for_editors_follows_the_list() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/settings/book.schema.json");
        let schema = format!("{:#}\n", book_schema());
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(path, &schema).unwrap();
        }
        let committed = std::fs::read_to_string(path).unwrap();
        assert!(
            committed == schema,
            "UPDATE=1 cargo test -p mdbook-aws --lib schema writes {path}"
        );
    }

    #[test]
    fn the_schema_accepts_what_the_parser_accepts() {
        let schema = jsonschema::validator_for(&book_schema()).unwrap();
        for (toml, valid) in [
            ("[book]\ntitle = \"x\"\n[output.html]\nx = 1\n", true),
            (
                "[preprocessor.aws]\ncommand = \"x\"\nlive = \"never\"\n",
                true,
            ),
            ("[preprocessor.aws]\nlive = \"nver\"\n", false),
            ("[preprocessor.aws]\nlvie = \"never\"\n", false),
            ("[preprocessor.aws]\nlive-timeout = 61\n", false),
            ("[preprocessor.aws]\nfacts-max-age = -1\n", false),
            ("[preprocessor.aws]\nenv-readers = [\"docker\"]\n", true),
            ("[preprocessor.aws]\nenv-readers = [\"dokcer\"]\n", false),
            (
                "[preprocessor.aws.severity]\n\"env/inline-comment\" = \"off\"\n",
                true,
            ),
            (
                "[preprocessor.aws.severity]\n\"env/inline-comment\" = 1\n",
                false,
            ),
            ("[preprocessor.aws.test]\ntools = \"path\"\n", true),
            ("[preprocessor.aws.test]\ntool = \"path\"\n", false),
            (
                "[preprocessor.aws.live-mirrors]\nprice-list = \"https://x.example\"\n",
                true,
            ),
            (
                "[preprocessor.aws.live-mirrors]\nprices = \"https://x.example\"\n",
                false,
            ),
            (
                "[preprocessor.aws.choices.x]\nvalues = [\"a\", { value = \"b\", label = \"B\" }]\n",
                true,
            ),
            ("[preprocessor.aws.choices.x]\nvales = [\"a\"]\n", false),
            (
                "[preprocessor.aws.choices.x]\npattern = \"email\"\ndefault = \"a\"\n",
                false,
            ),
        ] {
            let parsed = Settings::from_book_toml(toml, "book.toml");
            assert_eq!(parsed.is_ok(), valid, "{toml}: {parsed:?}");
            let table: Table = toml::from_str(toml).unwrap();
            let json = serde_json::to_value(table).unwrap();
            assert_eq!(schema.is_valid(&json), valid, "{toml}");
        }
    }

    #[test]
    fn right_settings_are_read() {
        let settings = Settings::from_book_toml(
            "[output.html.code.hidelines]\nsh = \"~\"\n[output.html]\nadmonitions = false\n\
             [preprocessor.aws]\ncommand = \"x\"\nlive = \"never\"\ndeny-warnings = true\n\
             severity = { \"env/inline-comment\" = \"off\" }\n",
            "book.toml",
        )
        .unwrap();
        assert_eq!(settings.live, Live::Never);
        assert!(settings.deny_warnings);
        assert!(!settings.run.markdown.admonitions);
        assert_eq!(settings.run.markdown.hidelines.get("sh").unwrap(), "~");
        assert_eq!(
            settings.run.severities.get("env/inline-comment"),
            Some(&None)
        );
    }
}
