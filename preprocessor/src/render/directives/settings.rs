//! `{{#aws settings}}`: the settings of `mdbook-aws`, from the one list of them.

use super::options::{self, Words};
use super::{Context, Directive, Table};
use crate::settings::declaration;
use aws_doc_lint::document::directive::DirectiveError;

pub(super) const DIRECTIVE: Directive = Directive {
    name: "settings",
    usage: "settings",
    doc: "the settings under `[preprocessor.aws]`; `settings site` those under `[output.site]`",
    parse,
};

/// The settings of a table of `book.toml`.
struct SettingsTable {
    key: &'static str,
    rows: String,
}

fn parse(mut words: Words<'_>) -> Result<Box<dyn Table>, DirectiveError> {
    let table = match words.takes("site") {
        true => SettingsTable {
            key: "[output.site]",
            rows: declaration::markdown(crate::settings::site::SETTINGS),
        },
        false => SettingsTable {
            key: "[preprocessor.aws]",
            rows: declaration::markdown(crate::settings::SETTINGS),
        },
    };
    options::none("settings", words)?;
    Ok(Box::new(table))
}

impl Table for SettingsTable {
    fn body(&self, _: &Context<'_>) -> String {
        format!(
            "**Settings under `{}` in `book.toml`.**\n\n{}",
            self.key,
            for_any_page(&self.rows)
        )
    }
}

/// The text without links to places in the README, and with directives escaped.
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
        for (argument, key) in [("settings", "| `live` |"), ("settings site", "| `url` |")] {
            let text = super::super::rendered(argument).body;
            assert!(!text.contains("](#"), "{text}");
            assert_eq!(text.matches("{{#").count(), text.matches("\\{{#").count());
            assert!(text.contains(key), "{text}");
        }
        assert_eq!(
            for_any_page("a [b] see [C d](#c-d), `[\"x\"]` [e](f.md)"),
            "a [b] see *C d* in the README of `mdbook-aws`, `[\"x\"]` [e](f.md)"
        );
    }
}
