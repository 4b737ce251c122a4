//! A sample of a `config` or `credentials` file, read with the places of its parts.

use std::collections::HashMap;
use std::ops::Range;

use crate::document::Snippet;
use crate::env::placeholder;

/// Which of the two files a section is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FileKind {
    /// `~/.aws/config`.
    Config,
    /// `~/.aws/credentials`.
    Credentials,
}

impl FileKind {
    /// The file that a path or a comment names.
    #[must_use]
    pub fn of_path(path: &str) -> Option<Self> {
        file_named(path)
    }
}

/// What a section is, by its header.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SectionKind<'t> {
    /// `[default]`, which both files have, or `[profile default]`.
    Default,
    /// `[profile NAME]`.
    Profile(&'t str),
    /// `[NAME]`: a profile in the credentials file.
    Plain(&'t str),
    /// `[sso-session NAME]`.
    SsoSession(&'t str),
    /// `[services NAME]`.
    Services(&'t str),
    /// Another word before a name, or none at all.
    Other,
}

/// A section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section<'t> {
    /// The header's line, without white space around it.
    pub header: Range<usize>,
    /// What it is.
    pub kind: SectionKind<'t>,
    /// Which file it is from, where the sample says so.
    pub file: Option<FileKind>,
    /// Its settings, in order. Those of nested tables, as under `s3 =`, are left out.
    pub entries: Vec<Entry<'t>>,
    /// The lines that set nothing, as they have neither `=` nor `:`, save those that show that
    /// something is left out.
    pub strays: Vec<Range<usize>>,
}

/// A setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<'t> {
    /// The name.
    pub key: &'t str,
    /// The place of the name.
    pub key_range: Range<usize>,
    /// The value without white space around it.
    pub value: &'t str,
    /// The place of the value.
    pub value_range: Range<usize>,
}

impl Entry<'_> {
    /// Whether there is a value that is not a placeholder.
    #[must_use]
    pub fn is_literal(&self) -> bool {
        !self.value.is_empty() && !placeholder::is_placeholder(self.value)
    }
}

impl<'t> Section<'t> {
    /// The name of the profile that the section sets.
    #[must_use]
    pub fn profile(&self) -> Option<&'t str> {
        match self.kind {
            SectionKind::Default => Some("default"),
            SectionKind::Profile(name) | SectionKind::Plain(name) => Some(name),
            _ => None,
        }
    }

    /// The setting called `key`.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry<'t>> {
        self.entries.iter().find(|entry| entry.key == key)
    }
}

/// A sample of a `config` or `credentials` file, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigSample<'t> {
    /// The text.
    pub text: &'t str,
    /// Its sections, in order.
    pub sections: Vec<Section<'t>>,
    /// Where the first setting of each name is that each profile has: the section and the entry.
    first: HashMap<(&'t str, &'t str), (usize, usize)>,
}

impl<'t> ConfigSample<'t> {
    /// Reads a snippet. The attribute `file=` names the file it shows, or a comment in it does.
    #[must_use]
    pub fn of(snippet: &'t Snippet) -> Self {
        let named = snippet.info.value("file").and_then(file_named);
        Self::parse(snippet.text.as_str(), named)
    }

    /// Reads the text of a file of the given kind, or of one that its comments name.
    #[must_use]
    pub fn parse(text: &'t str, named: Option<FileKind>) -> Self {
        let mut sections: Vec<Section<'t>> = Vec::new();
        let mut file = named;
        let mut at = 0;
        for full in text.split_inclusive('\n') {
            let start = at;
            at += full.len();
            let line = full.trim_end_matches(['\n', '\r']);
            let trimmed = line.trim();
            let begin = start + (line.len() - line.trim_start().len());
            let range = begin..begin + trimmed.len();
            if trimmed.starts_with(['#', ';']) {
                file = file_named(trimmed).or(file);
            } else if trimmed.starts_with('[') {
                sections.push(Section {
                    header: range,
                    kind: section_kind(trimmed),
                    file,
                    entries: Vec::new(),
                    strays: Vec::new(),
                });
            } else if begin == start
                && let Some(section) = sections.last_mut()
            {
                let Some((key, value)) = line.split_once('=') else {
                    if is_stray(trimmed) {
                        section.strays.push(range);
                    }
                    continue;
                };
                let key_end = start + key.trim_end().len();
                let value_start = start + key.len() + 1 + (value.len() - value.trim_start().len());
                let value = value.trim();
                section.entries.push(Entry {
                    key: key.trim_end(),
                    key_range: start..key_end,
                    value,
                    value_range: value_start..value_start + value.len(),
                });
            }
        }
        let mut first = HashMap::new();
        for (number, section) in sections.iter().enumerate() {
            let Some(profile) = section.profile() else {
                continue;
            };
            for (at, entry) in section.entries.iter().enumerate() {
                first.entry((profile, entry.key)).or_insert((number, at));
            }
        }
        Self {
            text,
            sections,
            first,
        }
    }

    /// The names of all profiles that the sample sets.
    pub fn profiles(&self) -> impl Iterator<Item = &'t str> {
        self.sections.iter().filter_map(Section::profile)
    }

    /// The first setting `key` of the profile `name`, in any of its sections.
    #[must_use]
    pub fn profile_entry(&self, name: &str, key: &str) -> Option<&Entry<'t>> {
        let (section, entry) = self.first.get(&(name, key))?;
        self.sections.get(*section)?.entries.get(*entry)
    }
}

/// The file that a path or a comment names.
fn file_named(text: &str) -> Option<FileKind> {
    let names = |path: &str| text.contains(path);
    if names(".aws/credentials") || names(".aws\\credentials") || text == "credentials" {
        Some(FileKind::Credentials)
    } else if names(".aws/config") || names(".aws\\config") || text == "config" {
        Some(FileKind::Config)
    } else {
        None
    }
}

/// Whether a line without `=` is a mistake, and no mark for what is left out.
fn is_stray(line: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '/' | ' ');
    !line.is_empty()
        && line.starts_with(|c: char| c.is_ascii_alphabetic())
        && line.chars().all(is_word)
}

fn section_kind(header: &str) -> SectionKind<'_> {
    let Some(inner) = header
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'))
        .map(|(inner, _)| inner.trim())
    else {
        return SectionKind::Other;
    };
    let (first, name) = match inner.split_once(char::is_whitespace) {
        Some((first, name)) => (first, Some(name.trim().trim_matches(['"', '\'']))),
        None => (inner, None),
    };
    match (first, name) {
        ("default", None) | ("profile", Some("default")) => SectionKind::Default,
        ("profile", Some(name)) => SectionKind::Profile(name),
        ("sso-session", Some(name)) => SectionKind::SsoSession(name),
        ("services", Some(name)) => SectionKind::Services(name),
        ("profile" | "sso-session" | "services" | "", None) | (_, Some(_)) => SectionKind::Other,
        (name, None) => SectionKind::Plain(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_and_settings_have_their_places() {
        let text = "# ~/.aws/config\n[profile dev]\nregion = us-east-1\ns3 =\n  max_queue_size = 1\n\
                    [default]\n# ~/.aws/credentials\n[dev]\naws_access_key_id=x\n[sso-session a]\n[sso a]\n";
        let sample = ConfigSample::parse(text, None);
        let kinds: Vec<_> = sample
            .sections
            .iter()
            .map(|section| (section.kind.clone(), section.file, section.entries.len()))
            .collect();
        use FileKind::{Config, Credentials};
        assert_eq!(
            kinds,
            [
                (SectionKind::Profile("dev"), Some(Config), 2),
                (SectionKind::Default, Some(Config), 0),
                (SectionKind::Plain("dev"), Some(Credentials), 1),
                (SectionKind::SsoSession("a"), Some(Credentials), 0),
                (SectionKind::Other, Some(Credentials), 0),
            ]
        );
        let region = sample.profile_entry("dev", "region").unwrap();
        assert_eq!(text.get(region.value_range.clone()), Some("us-east-1"));
        assert_eq!(text.get(region.key_range.clone()), Some("region"));
    }
}
