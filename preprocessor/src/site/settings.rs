//! The settings under `[output.site]` in `book.toml`.

use mdbook_renderer::config::Config;
use serde::Deserialize;

/// What the renderer may be told.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Settings {
    /// Where the book is published, as `https://example.com/book/`. Without it there are no
    /// canonical links and no site map.
    pub url: Option<String>,
    /// Whether a link that leads nowhere ends the build.
    pub check_links: bool,
    /// Whether each page gets a Content Security Policy.
    pub content_security_policy: bool,
    /// The chapter that says what badges mean, as `checks.md#badges`. Without it there are none.
    pub badges: Option<String>,
    /// mdBook's.
    command: Option<String>,
    /// mdBook's.
    optional: Option<bool>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            url: None,
            check_links: true,
            content_security_policy: true,
            badges: None,
            command: None,
            optional: None,
        }
    }
}

/// Settings that cannot be.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// One is unknown or has the wrong form.
    #[error("book.toml: [output.site]: {0}")]
    Wrong(String),
    /// The address of the book is none.
    #[error(
        "book.toml: [output.site]: `url` takes an address as `https://example.com/book/`, with \
         a slash at its end and without spaces, not `{0}`"
    )]
    Url(String),
    /// Two settings say different things.
    #[error(
        "book.toml: `output.html.site-url` is `{html}`, but the path of `output.site.url` is \
         `{site}`: the page for missing pages would not find its styles. Give both the same path"
    )]
    Paths {
        /// mdBook's setting.
        html: String,
        /// The path of ours.
        site: String,
    },
}

impl Settings {
    /// The settings of a book. While a book is served (`live_reload`), it is not where it will be
    /// published, and its pages hold a script that is not theirs.
    ///
    /// # Errors
    /// When a setting is unknown, has the wrong form, or contradicts mdBook's.
    pub fn of(config: &Config, live_reload: bool) -> Result<Self, SettingsError> {
        let wrong = |error: mdbook_renderer::errors::Error| {
            let cause = error.root_cause().to_string();
            SettingsError::Wrong(cause.trim().to_owned())
        };
        let mut settings: Self = config
            .get("output.site")
            .map_err(wrong)?
            .unwrap_or_default();
        if let Some(url) = &settings.url {
            let bad = || SettingsError::Url(url.clone());
            let rest = url
                .strip_prefix("https://")
                .or_else(|| url.strip_prefix("http://"))
                .ok_or_else(bad)?;
            let slash = rest.find('/').filter(|at| *at > 0).ok_or_else(bad)?;
            let path = rest.get(slash..).unwrap_or_default();
            let odd = |c: char| c.is_whitespace() || matches!(c, '?' | '#' | '"' | '<' | '>');
            if !path.ends_with('/') || url.contains(odd) {
                return Err(bad());
            }
            let html: Option<String> = config.get("output.html.site-url").map_err(wrong)?;
            let html = html.unwrap_or_else(|| "/".to_owned());
            if !live_reload && html.trim_matches('/') != path.trim_matches('/') {
                return Err(SettingsError::Paths {
                    html,
                    site: path.to_owned(),
                });
            }
        }
        if live_reload {
            settings.content_security_policy = false;
        }
        Ok(settings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(toml: &str) -> Result<Settings, String> {
        let config: Config = toml.parse().unwrap();
        Settings::of(&config, false).map_err(|error| error.to_string())
    }

    #[test]
    fn contradictions_are_told() {
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
            assert!(error.contains(&format!("not `{url}`")), "{error}");
        }
        let error = settings("[output.site]\nurls = \"\"\n").unwrap_err();
        assert!(
            error.starts_with("book.toml: [output.site]: unknown field `urls`"),
            "{error}"
        );
    }

    #[test]
    fn the_reference_lists_what_there_is() {
        let error = settings("[output.site]\nnone = 1\n").unwrap_err();
        let (_, list) = error.split_once("expected one of ").unwrap();
        let known: std::collections::BTreeSet<&str> = list.split('`').skip(1).step_by(2).collect();
        let mut listed: std::collections::BTreeSet<&str> =
            crate::setting::SITE.iter().map(|it| it.key).collect();
        // What mdBook reads itself.
        listed.extend(["command", "optional"]);
        assert_eq!(known, listed);
    }

    #[test]
    fn mdbooks_own_keys_are_no_contradiction() {
        let settings = settings(
            "[output.html]\nsite-url = \"/a/\"\n[output.site]\nurl = \"https://x.example/a/\"\n\
             command = \"mdbook-aws render\"\noptional = true\ncheck-links = false\n",
        )
        .unwrap();
        assert!(!settings.check_links && settings.content_security_policy);
    }
}
