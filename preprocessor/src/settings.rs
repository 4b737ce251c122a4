//! The settings under `[preprocessor.aws]` in `book.toml`.

use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Duration;

use toml::{Table, Value};

use crate::setting;
use aws_doc_lint::check::rules;
use aws_doc_lint::diagnostic::Severity;
use aws_doc_lint::env::Readers;
use aws_doc_lint::env::readers::Reader;
use aws_doc_lint::run::Options;
use aws_doc_lint::suggest::nearest;

mod choices;
mod mirrors;
mod test;

pub use mirrors::Mirrors;
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
    /// What the checks see and say.
    pub run: Options,
    /// Whether warnings fail the build too.
    pub deny_warnings: bool,
    /// The folder that includes may not leave, relative to the book's; its own without it.
    pub include_root: Option<String>,
    /// Where facts may come from.
    pub live: Live,
    /// After how many days facts count as old; never without it.
    pub facts_max_age: Option<u32>,
    /// Whether sources are asked that want to know who asks.
    pub live_credentials: bool,
    /// Other addresses for the sources that ask for no credentials.
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
                directives: Some(crate::render::validate),
                grammar: Some(&aws_doc_shell::Bash),
                ..Options::default()
            },
            deny_warnings: false,
            include_root: None,
            live: Live::default(),
            facts_max_age: None,
            live_credentials: false,
            live_mirrors: Mirrors::default(),
            live_timeout: Duration::from_secs(3),
            test: TestSettings::default(),
        }
    }
}

/// A setting that cannot be, in words that say what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}{message}")]
pub struct SettingsError {
    /// `book.toml:LINE:COLUMN: `, as far as it is known.
    place: String,
    message: String,
}

/// What mdBook itself reads in the table of a preprocessor.
const MDBOOK_KEYS: &[&str] = &["command", "before", "after", "renderers", "optional"];

impl Settings {
    /// The settings in the text of a `book.toml`, which errors call `path`.
    ///
    /// # Errors
    /// When it is not TOML, or a setting of ours is unknown or cannot have its value.
    pub fn from_book_toml(text: &str, path: &str) -> Result<Self, SettingsError> {
        let table: Table = toml::from_str(text).map_err(|error| SettingsError {
            place: error
                .span()
                .map_or(format!("{path}: "), |span| place(text, path, span.start)),
            message: error.message().to_owned(),
        })?;
        Self::from_table(&table)
            .map(|settings| settings.placed(text))
            .map_err(|wrong| wrong.locate(text, path))
    }

    /// The settings in mdBook's whole configuration, of which `text` is the `book.toml` if there
    /// is one; settings from the environment are in the configuration only.
    ///
    /// # Errors
    /// As [`Self::from_book_toml`].
    pub fn from_config(config: &Table, text: &str) -> Result<Self, SettingsError> {
        Self::from_table(config)
            .map(|settings| settings.placed(text))
            .map_err(|wrong| wrong.locate(text, "book.toml"))
    }

    fn placed(mut self, text: &str) -> Self {
        let choices = &mut self.run.markdown.choices;
        *choices = choices::place(choices, text);
        self
    }

    fn from_table(config: &Table) -> Result<Self, Wrong> {
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
        for (key, value) in at(config, &["preprocessor", "aws"]).into_iter().flatten() {
            settings.set(key, value)?;
        }
        Ok(settings)
    }

    fn set(&mut self, key: &str, value: &Value) -> Result<(), Wrong> {
        let wrong = |message: String| Wrong {
            key: key.to_owned(),
            inner: Vec::new(),
            message,
        };
        let takes = || {
            let takes = setting::AWS.iter().find(|known| known.key == key);
            let takes = takes.map_or("something else", |known| known.takes);
            wrong(format!("`{key}` takes {takes}, not {}", describe(value)))
        };
        match key {
            "choices" => {
                self.run.markdown.choices = choices::read(value.as_table().ok_or_else(takes)?)?;
            }
            "deny-warnings" => self.deny_warnings = value.as_bool().ok_or_else(takes)?,
            "env-readers" => self.run.readers = readers(value).ok_or_else(takes)??,
            "facts-max-age" => {
                let days = value.as_integer().and_then(|it| u32::try_from(it).ok());
                self.facts_max_age = Some(days.ok_or_else(takes)?);
            }
            "include-root" => {
                let folder = value.as_str().filter(|it| !it.starts_with(['/', '\\']));
                let folder = folder.filter(|it| !std::path::Path::new(it).is_absolute());
                self.include_root = Some(folder.ok_or_else(takes)?.to_owned());
            }
            "live" => {
                self.live = match value.as_str() {
                    Some("auto") => Live::Auto,
                    Some("always") => Live::Always,
                    Some("never") => Live::Never,
                    _ => return Err(takes()),
                };
            }
            "live-credentials" => self.live_credentials = value.as_bool().ok_or_else(takes)?,
            "live-mirrors" => {
                self.live_mirrors = mirrors::read(value.as_table().ok_or_else(takes)?)?;
            }
            "live-timeout" => {
                let seconds = value.as_integer().and_then(|it| u64::try_from(it).ok());
                let seconds = seconds.filter(|it| (1..=60).contains(it));
                self.live_timeout = Duration::from_secs(seconds.ok_or_else(takes)?);
            }
            "severity" => self.run.severities = weights(value.as_table().ok_or_else(takes)?)?,
            "test" => self.test = test::read(value.as_table().ok_or_else(takes)?)?,
            key if MDBOOK_KEYS.contains(&key) => {}
            key => {
                let keys = || setting::AWS.iter().map(|known| known.key);
                return Err(wrong(match nearest(key, keys(), 3) {
                    Some(near) => format!("there is no setting `{key}`; did you mean `{near}`?"),
                    None => {
                        let all: Vec<_> = keys().collect();
                        format!("there is no setting `{key}`; there are {}", all.join(", "))
                    }
                }));
            }
        }
        Ok(())
    }
}

/// The readers in a list of their names; `None` if the value is no such list.
fn readers(value: &Value) -> Option<Result<Readers, Wrong>> {
    let names: Vec<&str> = value
        .as_array()?
        .iter()
        .map(Value::as_str)
        .collect::<Option<_>>()?;
    let unknown = names.iter().find(|name| Reader::from_id(name).is_none());
    if let Some(unknown) = unknown {
        let known: Vec<&str> = Reader::ALL.into_iter().map(Reader::id).collect();
        return Some(Err(Wrong {
            key: "env-readers".to_owned(),
            inner: Vec::new(),
            message: format!(
                "there is no reader `{unknown}`; there are {}",
                known.join(", ")
            ),
        }));
    }
    Some(Ok(Readers::chosen(names)?))
}

fn weights(table: &Table) -> Result<BTreeMap<String, Option<Severity>>, Wrong> {
    let mut weights = BTreeMap::new();
    for (code, value) in table {
        let wrong = |message| Wrong {
            key: "severity".to_owned(),
            inner: vec![code.clone()],
            message,
        };
        if !rules().iter().any(|rule| rule.code == code) {
            return Err(wrong(
                match nearest(code, rules().iter().map(|rule| rule.code), 4) {
                    Some(near) => format!("there is no check `{code}`; did you mean `{near}`?"),
                    None => format!("there is no check `{code}`; `mdbook-aws explain` lists all"),
                },
            ));
        }
        let weight = match value.as_str() {
            Some("error") => Some(Severity::Error),
            Some("warning") => Some(Severity::Warning),
            // The earlier name of hints still works.
            Some("hint" | "advice") => Some(Severity::Hint),
            Some("off") => None,
            _ => {
                return Err(wrong(format!(
                    "`{code}` takes \"error\", \"warning\", \"hint\" or \"off\", not {}",
                    describe(value)
                )));
            }
        };
        weights.insert(code.clone(), weight);
    }
    Ok(weights)
}

fn at<'t>(table: &'t Table, path: &[&str]) -> Option<&'t Table> {
    path.iter()
        .try_fold(table, |table, key| table.get(*key)?.as_table())
}

fn describe(value: &Value) -> String {
    match value {
        Value::String(text) => format!("\"{text}\""),
        Value::Table(_) => "a table".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        other => format!("{other}"),
    }
}

/// What is wrong, before it is known where.
struct Wrong {
    key: String,
    inner: Vec<String>,
    message: String,
}

impl Wrong {
    fn locate(self, text: &str, path: &str) -> SettingsError {
        let place = self
            .offset(text)
            .map_or(format!("{path}: "), |offset| place(text, path, offset));
        let message = format!("[preprocessor.aws]: {}", self.message);
        SettingsError { place, message }
    }

    fn offset(&self, text: &str) -> Option<usize> {
        let mut path = vec!["preprocessor", "aws", self.key.as_str()];
        path.extend(self.inner.iter().map(String::as_str));
        // As near as the file comes to it.
        (3..=path.len())
            .rev()
            .find_map(|len| key(text, path.get(..len)?))
            .map(|(name, _)| name.start)
    }
}

/// Where a key and its value stand in the text of a TOML file.
fn key(text: &str, path: &[&str]) -> Option<(Range<usize>, Range<usize>)> {
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

fn place(text: &str, path: &str, offset: usize) -> String {
    let before = text.get(..offset).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .chars()
        .count()
        + 1;
    format!("{path}:{line}:{column}: ")
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
            "book.toml:2:1: [preprocessor.aws]: `include-root` takes a folder relative to `book.toml`, as `\"..\"`, not \"/\""
        );
        assert!(error("[a\n").starts_with("book.toml:1:"));
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
