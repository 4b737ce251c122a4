//! `{{#aws settings}}`: the settings of `mdbook-aws`, from the one list of them.

use super::DirectiveError;
use super::options::{self, Word};
use crate::setting;

/// Which settings are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those of the preprocessor, under `[preprocessor.aws]`.
    Aws,
    /// `site`: those of the renderer, under `[output.site]`.
    Site,
}

impl Which {
    pub(super) fn parse<'a>(words: impl Iterator<Item = Word<'a>>) -> Result<Self, DirectiveError> {
        let mut words = words.peekable();
        let which = match words.next_if(|(_, word)| *word == "site") {
            Some(_) => Self::Site,
            None => Self::Aws,
        };
        options::none("settings", words)?;
        Ok(which)
    }
}

/// The table in Markdown.
#[must_use]
pub fn render(which: Which) -> String {
    let (key, settings) = match which {
        Which::Aws => ("[preprocessor.aws]", setting::AWS),
        Which::Site => ("[output.site]", setting::SITE),
    };
    format!(
        "**Settings under `{key}` in `book.toml`.**\n\n{}",
        for_any_page(&setting::table(settings))
    )
}

/// The text without links to places of the README, and with directives that nobody follows.
fn for_any_page(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, link)) = rest.split_once('[') {
        out.push_str(before);
        rest = match link.split_once("](#") {
            Some((title, after)) if !title.contains(['[', ']']) => {
                out.push_str(&format!("*{title}* in the README of `mdbook-aws`"));
                after.split_once(')').map_or("", |(_, after)| after)
            }
            _ => {
                out.push('[');
                link
            }
        };
    }
    out.push_str(rest);
    out.replace("{{#", "\\{{#")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_holds_no_link_into_the_readme_and_no_live_directive() {
        for (which, settings) in [(Which::Aws, setting::AWS), (Which::Site, setting::SITE)] {
            let text = render(which);
            assert!(!text.contains("](#"), "{text}");
            assert_eq!(text.matches("{{#").count(), text.matches("\\{{#").count());
            for setting in settings {
                assert!(text.contains(&format!("| `{}` |", setting.key)));
            }
        }
        assert_eq!(
            for_any_page("a [b] see [C d](#c-d), `[\"x\"]` [e](f.md)"),
            "a [b] see *C d* in the README of `mdbook-aws`, `[\"x\"]` [e](f.md)"
        );
    }
}
