//! The info string of a fence: a language, then attributes between commas.

use std::ops::Range;

use spanned_text::Part as _;

/// One attribute, `name` or `name=value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// The name as it was written.
    pub name: String,
    /// What follows `=`.
    pub value: Option<String>,
    /// Its place in the info string.
    pub range: Range<usize>,
}

impl Attribute {
    /// What follows `=`, or nothing.
    pub(crate) fn text(&self) -> &str {
        self.value.as_deref().unwrap_or("")
    }
}

/// An info string, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Info {
    /// The language, in lower case; empty if none was given.
    pub language: String,
    /// The attributes in order.
    pub attributes: Vec<Attribute>,
}

impl Info {
    /// Reads an info string. Commas and white space both separate, as in mdBook and rustdoc;
    /// what is in braces belongs to other tools and is ignored.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut info = Self::default();
        let mut at = 0;
        let braces = text.find('{').unwrap_or(text.len());
        let text = text.part(..braces);
        for (index, part) in text.split([',', ' ', '\t']).enumerate() {
            let range = at..at + part.len();
            at = range.end + 1;
            if part.is_empty() {
                continue;
            }
            let (name, value) = match part.split_once('=') {
                Some((name, value)) => (name, Some(value.trim_matches('"').to_owned())),
                None => (part, None),
            };
            // Some generators of sites put a file's name after the language: `json:policy.json`.
            let (language, file) = match name.split_once(':') {
                Some((language, file)) => (language, Some(file)),
                None => (name, None),
            };
            if index == 0 && (value.is_none() || file.is_some()) {
                info.language = language.to_ascii_lowercase();
            } else {
                let name = name.to_owned();
                info.attributes.push(Attribute { name, value, range });
            }
        }
        info
    }

    /// The first attribute with this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Attribute> {
        self.attributes
            .iter()
            .find(|attribute| attribute.name == name)
    }

    /// The value of the first attribute with this name.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        self.get(name)?.value.as_deref()
    }

    /// Whether there is an attribute with this name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }
}

/// The attributes that are ours, with what each means. The only list of them.
pub(crate) const OURS: &[(&str, &str)] = &[
    (
        "kind",
        "what the block is, where its language and content mislead: `policy`, `env`, `command`, `console`, `config`, `other`",
    ),
    (
        "policy",
        "the block is a policy of this type: `identity`, `resource`, `trust`, `scp`, `rcp`, `boundary`",
    ),
    (
        "fails",
        "the block must produce exactly this diagnostic; several codes are joined with `+`",
    ),
    (
        "readers",
        "the readers of an env sample that matter, between `+`",
    ),
    (
        "probe",
        "the name by which a footnote cites the block as evidence, as `probe:NAME` in code",
    ),
    ("no_run", "the block is checked but not executed"),
    (
        "run",
        "the block is executed although its language is not by default",
    ),
    ("exit", "the exit status that the block must end with"),
    (
        "file",
        "the name of the file that the block shows; later blocks of the chapter find it there",
    ),
    ("timeout", "how long the block may run, as in `20s`"),
    (
        "needs",
        "what must be present to run the block: `aws`, `emulator`, `python`, between `+`",
    ),
    (
        "teardown",
        "the block runs at the end of its chapter, whatever happened before",
    ),
    (
        "regex",
        "each line of the expected output is a regular expression",
    ),
    (
        "json",
        "the expected output is JSON, of which the output must hold at least the members",
    ),
];

/// Attributes of mdBook and rustdoc, which are never ours misspelt.
pub(crate) const OTHERS: &[&str] = &[
    "editable",
    "ignore",
    "should_panic",
    "compile_fail",
    "noplayground",
    "noplaypen",
    "mdbook-runnable",
    "hidelines",
    "edition2015",
    "edition2018",
    "edition2021",
    "edition2024",
    "standalone_crate",
    "test_harness",
    "allow_fail",
    "title",
    "linenos",
    "icon",
    "filename",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_and_attributes() {
        let info = Info::parse("JSON,policy=trust, fails=policy/syntax no_run");
        assert_eq!(info.language, "json");
        assert_eq!(info.value("policy"), Some("trust"));
        assert_eq!(info.value("fails"), Some("policy/syntax"));
        assert!(info.has("no_run"));
        assert_eq!(info.get("policy").unwrap().range, 5..17);
    }

    #[test]
    fn no_language_and_other_tools() {
        assert_eq!(Info::parse(""), Info::default());
        assert_eq!(Info::parse("kind=env").language, "");
        assert!(Info::parse("kind=env").has("kind"));
        assert_eq!(Info::parse("python {hl_lines=\"1 2\"}").attributes, []);
        assert_eq!(Info::parse("{r}").language, "");
        assert_eq!(Info::parse("json:policy.json").language, "json");
        assert_eq!(Info::parse("sh:title=x").language, "sh");
    }
}
