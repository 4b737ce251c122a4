//! The settings under `[output.site]` in `book.toml`. The only list of them: the parser, the README,
//! the directive `{{#aws settings site}}` and the schema for editors follow from it.

use mdbook_renderer::config::Config;
use serde_json::json;
use toml::Table;

use super::SettingsError;
use super::declaration::{self, Problem, Refusal, Setting, at};

/// Every setting under `[output.site]`.
pub(crate) static SETTINGS: &[Setting<Settings>] = &[
    Setting {
        key: "url",
        takes: "an address without spaces and with a slash at its end, such as \
                `\"https://example.com/book/\"`",
        default: "none",
        doc: "Where the book is published. Its path must be that of `output.html.site-url`.",
        schema: || json!({ "type": "string", "format": "uri" }),
        read: |settings, value| {
            let url = value.as_str().filter(|url| path_of(url).is_some());
            settings.url = Some(url.ok_or(Refusal::Value)?.to_owned());
            Ok(())
        },
    },
    Setting {
        key: "badges",
        takes: "a chapter, such as `\"checks.md#badges\"`",
        default: "none",
        doc: "Below each snippet, a badge says whether it was executed, checked or not checked, and \
              links to this chapter, which explains what that means.",
        schema: || json!({ "type": "string" }),
        read: |settings, value| {
            settings.badges = Some(value.as_str().ok_or(Refusal::Value)?.to_owned());
            Ok(())
        },
    },
    Setting {
        key: "check-links",
        takes: "`true` or `false`",
        default: "`true`",
        doc: "Whether a link that leads nowhere fails the build.",
        schema: || json!({ "type": "boolean" }),
        read: |settings, value| {
            settings.check_links = value.as_bool().ok_or(Refusal::Value)?;
            Ok(())
        },
    },
    Setting {
        key: "content-security-policy",
        takes: "`true` or `false`",
        default: "`true`",
        doc: "Whether pages get a policy. Scripts that load others from another server, such as \
              MathJax, need `false`.",
        schema: || json!({ "type": "boolean" }),
        read: |settings, value| {
            settings.content_security_policy = value.as_bool().ok_or(Refusal::Value)?;
            Ok(())
        },
    },
];

/// What mdBook itself reads in the table of a renderer.
pub(crate) const MDBOOK_KEYS: &[&str] = &["command", "optional"];

/// The table of the settings.
const TABLE: [&str; 2] = ["output", "site"];

/// The settings of the renderer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Settings {
    /// Where the book is published, such as `https://example.com/book/`. Without it there are no
    /// canonical links and no site map.
    pub(crate) url: Option<String>,
    /// Whether a broken link fails the build.
    pub(crate) check_links: bool,
    /// Whether each page gets a Content Security Policy.
    pub(crate) content_security_policy: bool,
    /// The chapter that explains badges, such as `checks.md#badges`. Without it there are none.
    pub(crate) badges: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            url: None,
            check_links: true,
            content_security_policy: true,
            badges: None,
        }
    }
}

impl Settings {
    /// The settings of a book, of which `text` is the `book.toml`. While a book is served
    /// (`live_reload`), it is not where it will be published, and its pages hold a foreign script.
    ///
    /// # Errors
    /// When settings are unknown, have wrong values, or contradict mdBook's.
    pub(crate) fn of(
        config: &Config,
        text: &str,
        live_reload: bool,
    ) -> Result<Self, SettingsError> {
        let mut settings = Self::default();
        let fail = |problems| SettingsError::locate(problems, &TABLE, text, "book.toml");
        let config = Table::try_from(config)
            .map_err(|error| fail(vec![Problem::of("", error.to_string())]))?;
        if let Some(table) = at(&config, &TABLE) {
            let problems = declaration::read(&mut settings, SETTINGS, MDBOOK_KEYS, table);
            if !problems.is_empty() {
                return Err(fail(problems));
            }
        }
        if live_reload {
            settings.content_security_policy = false;
        } else if let Some(path) = settings.url.as_deref().and_then(path_of) {
            let html = at(&config, &["output", "html"]).and_then(|html| html.get("site-url"));
            let html = html.and_then(toml::Value::as_str).unwrap_or("/");
            if html.trim_matches('/') != path.trim_matches('/') {
                let message = format!(
                    "`output.html.site-url` is `{html}`, but the path of `output.site.url` is \
                     `{path}`: the page for missing pages would not find its styles. Give both the \
                     same path"
                );
                return Err(fail(vec![Problem::of("url", message)]));
            }
        }
        Ok(settings)
    }
}

/// The path of an address that a book can be published at; `None` for other text.
fn path_of(url: &str) -> Option<&str> {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))?;
    let slash = rest.find('/').filter(|at| *at > 0)?;
    let path = rest.get(slash..)?;
    let odd = |c: char| c.is_whitespace() || matches!(c, '?' | '#' | '"' | '<' | '>');
    (path.ends_with('/') && !url.contains(odd)).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(toml: &str) -> Result<Settings, String> {
        let config: Config = toml.parse().unwrap();
        Settings::of(&config, toml, false).map_err(|error| error.to_string())
    }

    #[test]
    fn wrong_settings_are_reported() {
        let error = settings(
            "[output.html]\nsite-url = \"/a/\"\n[output.site]\nurl = \"https://x.example/b/\"\n",
        );
        assert!(
            error
                .unwrap_err()
                .contains("the path of `output.site.url` is `/b/`")
        );
        for url in [
            "x.example",
            "https://",
            "https:///",
            "https://x.example",
            "https://x.example/a",
            "https://x.example/a b/",
        ] {
            let error = settings(&format!("[output.site]\nurl = \"{url}\"\n")).unwrap_err();
            assert!(error.contains(&format!("not \"{url}\"")), "{error}");
        }
        let error = settings("[output.site]\nurls = \"\"\n").unwrap_err();
        assert!(
            error.starts_with("book.toml:2:1: [output.site]: there is no setting `urls`"),
            "{error}"
        );
    }

    #[test]
    fn keys_of_mdbook_are_accepted() {
        let settings = settings(
            "[output.html]\nsite-url = \"/a/\"\n[output.site]\nurl = \"https://x.example/a/\"\n\
             command = \"mdbook-aws render\"\noptional = true\ncheck-links = false\n",
        )
        .unwrap();
        assert!(!settings.check_links && settings.content_security_policy);
    }
}
