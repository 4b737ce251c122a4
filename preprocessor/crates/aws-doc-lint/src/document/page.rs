//! What the prose of a page says about the commands on it.

use std::cell::OnceCell;
use std::collections::HashSet;

/// A page with commands. Its text is searched once, and only when something asks.
#[derive(Debug)]
pub struct Page<'t> {
    text: &'t str,
    aliases: OnceCell<Option<HashSet<String>>>,
    tells_of_prompts: OnceCell<bool>,
    sets_binary_format: OnceCell<bool>,
}

impl<'t> Page<'t> {
    /// A page with this text.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        Self {
            text,
            aliases: OnceCell::new(),
            tells_of_prompts: OnceCell::new(),
            sets_binary_format: OnceCell::new(),
        }
    }

    /// Whether it mentions aliases for commands of the AWS CLI.
    #[must_use]
    pub fn tells_of_aliases(&self) -> bool {
        self.aliases().is_some()
    }

    /// Whether it gives this name to an alias.
    #[must_use]
    pub fn defines_alias(&self, name: &str) -> bool {
        self.aliases().is_some_and(|names| names.contains(name))
    }

    /// Whether it mentions that the AWS CLI prompts for missing parameters.
    #[must_use]
    pub fn tells_of_prompts(&self) -> bool {
        *self
            .tells_of_prompts
            .get_or_init(|| self.has_any(&["auto-prompt", "auto_prompt", "AUTO_PROMPT"]))
    }

    /// Whether it sets how the AWS CLI takes bytes, or speaks of version 1, which takes them as they are.
    #[must_use]
    pub fn sets_binary_format(&self) -> bool {
        *self.sets_binary_format.get_or_init(|| {
            self.has_any(&[
                "cli_binary_format",
                "CLI version 1",
                "CLI v1",
                "CLI V1",
                "aws-cli/1.",
                "awscli==1",
            ])
        })
    }

    /// The text of the page.
    #[must_use]
    pub fn text(&self) -> &'t str {
        self.text
    }

    fn aliases(&self) -> Option<&HashSet<String>> {
        let read = || {
            self.has_any(&["[toplevel]", "/cli/alias", "\\cli\\alias"])
                .then(|| {
                    self.text
                        .lines()
                        .filter_map(|line| line.split_once('='))
                        .map(|(name, _)| name.trim().to_owned())
                        .collect()
                })
        };
        self.aliases.get_or_init(read).as_ref()
    }

    fn has_any(&self, texts: &[&str]) -> bool {
        texts
            .iter()
            .any(|text| memchr::memmem::find(self.text.as_bytes(), text.as_bytes()).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_are_known_where_a_page_tells_of_them() {
        let page =
            Page::new("Write into `~/.aws/cli/alias`:\n\n    whoami = sts get-caller-identity\n");
        assert!(page.defines_alias("whoami"));
        assert!(!page.defines_alias("who"));
        assert!(!Page::new("whoami = sts get-caller-identity").defines_alias("whoami"));
    }
}
