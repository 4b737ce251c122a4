//! What the renderer `site` needs to know about a chapter: its choices and, for each snippet, its
//! slots, its badge, and every text that a reader may copy.
//!
//! The record travels in a comment at the end of the chapter's text, which only that renderer sees:
//! mdBook passes nothing else from a preprocessor to a renderer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::context::{Badge, BadgeContext};
use crate::doctest::digest::Digest;
use crate::doctest::plan::copied_text;
use crate::render::forms;
use crate::splice::splice;
use aws_doc_lint::document::choice::{Allowed, Assignment, Choice, Choices};
use aws_doc_lint::document::forms::Forms;
use aws_doc_lint::document::variant::Variant;
use aws_doc_lint::document::{Document, Snippet, slot};
use spanned_text::Part as _;

const OPEN: &str = "<!-- aws-page ";
const CLOSE: &str = " -->";

/// The record of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PageRecord {
    /// The choices that its reader has.
    #[serde(default)]
    pub choices: Vec<PageChoice>,
    /// The choices for which its snippets have slots.
    #[serde(default)]
    pub slots: Vec<String>,
    /// Its code blocks in order.
    pub snippets: Vec<SnippetRecord>,
    /// The files that go with its tables, by their path from the root of the site.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub data: BTreeMap<String, String>,
}

/// A choice, as a page offers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PageChoice {
    /// The name that slots, variants and addresses use for it.
    pub name: String,
    /// What the page calls it.
    pub label: String,
    /// Its value until the reader chooses.
    pub default: String,
    /// The page of the book that says more, from the book's root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub see: Option<String>,
    /// Its values, each with its label.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<(String, Option<String>)>,
    /// The choice that it depends on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
    /// For each value of that, how many of its own go with it, as places in `values`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub with: BTreeMap<String, Vec<usize>>,
    /// The form of its values, where they are typed: a regular expression, and in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<(String, String)>,
}

/// A code block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SnippetRecord {
    /// The SHA-256 of the text on the page, including hidden lines.
    pub page: Digest,
    /// Where the values of its slots begin in that text, in UTF-16 code units as browsers count,
    /// and of which choice each is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub slots: Vec<(usize, String)>,
    /// Its badge; `None` for a block that is not code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub badge: Option<Badge>,
    /// Every text that a reader may copy.
    pub copies: Vec<Copy>,
}

/// A text that a reader may copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Copy {
    /// For which choices, as far as the block has slots for them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub choices: Assignment,
    /// Its SHA-256.
    pub sha256: Digest,
}

impl PageRecord {
    /// The record of a chapter.
    #[must_use]
    pub(crate) fn of(
        document: &Document,
        choices: &Choices,
        badges: &BadgeContext<'_>,
        forms: &[Forms],
    ) -> Self {
        let mut slots: Vec<&str> = Vec::new();
        for snippet in &document.snippets {
            for name in snippet.template.iter().flat_map(slot::Template::names) {
                if choices.get(name).is_some() && !slots.contains(&name) {
                    slots.push(name);
                }
            }
        }
        let variants: Vec<Variant> = Variant::comments(document)
            .filter_map(|comment| Variant::parse(comment.body.as_str()))
            .collect();
        let mut names = slots.clone();
        names.extend(variants.iter().map(|variant| variant.choice.as_str()));
        names.extend(forms.iter().map(|forms| forms.choice.as_str()));
        Self {
            choices: choices
                .concerned(&names)
                .into_iter()
                .map(|choice| PageChoice::of(choice, choices))
                .collect(),
            slots: slots.into_iter().map(str::to_owned).collect(),
            snippets: document
                .snippets
                .iter()
                .enumerate()
                .filter(|(_, snippet)| !snippet.is_hidden())
                .flat_map(|(index, snippet)| {
                    let badge = badges.badge(index, snippet);
                    let made = forms.iter().find(|forms| forms.snippet == index);
                    let made = made.map(|forms| forms::snippets(forms, choices));
                    let made: Vec<SnippetRecord> = made
                        .iter()
                        .flatten()
                        .map(|form| SnippetRecord {
                            badge: badge.as_ref().map(Badge::of_form),
                            ..SnippetRecord::of(form, choices)
                        })
                        .collect();
                    let own = SnippetRecord {
                        badge,
                        ..SnippetRecord::of(snippet, choices)
                    };
                    std::iter::once(own).chain(made)
                })
                .collect(),
            data: BTreeMap::new(),
        }
    }

    /// The comment in which it travels.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub(crate) fn comment(&self) -> serde_json::Result<String> {
        let json = serde_json::to_string(self)?;
        let json = json.replace('<', "\\u003c").replace('>', "\\u003e");
        Ok(format!("{OPEN}{json}{CLOSE}\n"))
    }

    /// A chapter's text without the comment at its end, and the record in that.
    #[must_use]
    pub(crate) fn split(text: &str) -> (&str, Option<Self>) {
        let found = text.rfind(OPEN).and_then(|at| {
            let (before, comment) = text.split_at_checked(at)?;
            let json = comment.trim_end().strip_prefix(OPEN)?.strip_suffix(CLOSE)?;
            Some((before, serde_json::from_str(json).ok()?))
        });
        match found {
            Some((before, record)) => (before, Some(record)),
            None => (text, None),
        }
    }
}

impl PageChoice {
    fn of(choice: &Choice, choices: &Choices) -> Self {
        let mut page = Self {
            name: choice.name.clone(),
            label: choice.label.clone(),
            default: choices
                .defaults()
                .remove(&choice.name)
                .unwrap_or_else(|| choice.default.clone()),
            see: choice.see.clone(),
            values: Vec::new(),
            on: choice.depends_on().map(str::to_owned),
            with: BTreeMap::new(),
            pattern: None,
        };
        match &choice.allowed {
            Allowed::Values(values) => {
                page.values = values
                    .iter()
                    .map(|value| (value.text.clone(), value.label.clone()))
                    .collect();
            }
            Allowed::Depending { on, cases } => {
                for value in cases.iter().flat_map(|(_, values)| values) {
                    let value = (value.text.clone(), value.label.clone());
                    if !page.values.contains(&value) {
                        page.values.push(value);
                    }
                }
                for other in choices.get(on).iter().flat_map(|other| other.tried()) {
                    // Labels count too: the same value may have another label elsewhere.
                    let places = choice.going_with(&other).iter().filter_map(|value| {
                        page.values
                            .iter()
                            .position(|(text, label)| *text == value.text && *label == value.label)
                    });
                    page.with.insert(other.to_string(), places.collect());
                }
            }
            Allowed::Pattern(pattern) => {
                let words = pattern.words().to_owned();
                page.pattern = Some((pattern.expression().to_owned(), words));
            }
            Allowed::Listed(_) => {}
        }
        page
    }
}

impl SnippetRecord {
    fn of(snippet: &Snippet, choices: &Choices) -> Self {
        let Some(template) = &snippet.template else {
            return Self {
                page: Digest::of(&with_hidden(snippet)),
                slots: Vec::new(),
                badge: None,
                copies: vec![Copy {
                    choices: Assignment::new(),
                    sha256: Digest::of(&copied_text(snippet)),
                }],
            };
        };
        let filled = template.fill(&choices.defaults());
        let (page, starts) = without_prefixes(&filled, template.hides.as_deref());
        let slots = starts
            .into_iter()
            .zip(&filled.values)
            .map(|(start, (_, name))| {
                let before = page.part(..start);
                (before.encode_utf16().count(), name.clone())
            })
            .collect();
        let names = template.names();
        let copies = template.assignments(choices).into_iter().map(|assignment| {
            let text = copied_text(&snippet.with(&assignment));
            let shown = |(name, _): &(String, String)| names.contains(&name.as_str());
            Copy {
                choices: assignment.into_iter().filter(shown).collect(),
                sha256: Digest::of(&text),
            }
        });
        Self {
            page: Digest::of(&page),
            slots,
            badge: None,
            copies: copies.collect(),
        }
    }
}

/// The text of a block as mdBook puts it on the page: hidden lines in their places.
fn with_hidden(snippet: &Snippet) -> String {
    let hidden = snippet.hidden.iter();
    splice(
        snippet.text.as_str(),
        hidden.map(|(at, line)| (*at..*at, line.as_str())),
    )
}

/// The same from a block with its slots filled, and where their values begin in it.
fn without_prefixes(filled: &slot::Filled, prefix: Option<&str>) -> (String, Vec<usize>) {
    let mut page = String::new();
    let mut starts = Vec::new();
    let mut values = filled
        .values
        .iter()
        .map(|(range, _)| range.start)
        .peekable();
    let mut at = 0;
    for line in filled.text.as_str().split_inclusive('\n') {
        let indent = line.len() - line.trim_start().len();
        let removed = prefix
            .filter(|prefix| line.trim_start().starts_with(prefix))
            .map_or(0, str::len);
        while let Some(value) = values.next_if(|value| *value < at + line.len()) {
            let inside = value - at;
            let inside = if inside < indent + removed {
                inside.min(indent)
            } else {
                inside - removed
            };
            starts.push(page.len() + inside);
        }
        at += line.len();
        page.push_str(line.part(..indent));
        page.push_str(line.part(indent + removed..));
    }
    (page, starts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use spanned_text::MappedText;

    #[test]
    fn it_comes_back_from_the_comment() {
        let record = PageRecord {
            choices: Vec::new(),
            slots: vec!["a --> b <!-- aws-page {} -->".to_owned()],
            snippets: Vec::new(),
            data: BTreeMap::new(),
        };
        let text = format!("# T\n\n{}", record.comment().unwrap());
        let (before, found) = PageRecord::split(&text);
        assert_eq!((before, found), ("# T\n\n", Some(record)));
        assert_eq!(PageRecord::split("x <!-- aws-page y -->").1, None);
    }

    #[test]
    fn a_value_keeps_the_label_that_it_has_for_the_other_choice() {
        let settings = crate::settings::Settings::from_book_toml(
            "[preprocessor.aws.choices.region]\n\
             values = [\"us-east-1\", \"ca-central-1\", \"sa-east-1\"]\n\
             [preprocessor.aws.choices.profile]\n\
             depends-on = \"region\"\n\
             [preprocessor.aws.choices.profile.values]\n\
             \"us-*\" = [{ value = \"us.m\", label = \"USA\" }]\n\
             \"ca-*\" = [{ value = \"us.m\", label = \"Canada or USA\" }]\n\
             \"*\" = [\"global.m\"]\n",
            "book.toml",
        )
        .unwrap();
        let choices = &settings.run.markdown.choices;
        let page = PageChoice::of(choices.get("profile").unwrap(), choices);
        let labels = |region: &str| {
            let places = page.with.get(region).unwrap();
            let labels = places.iter().map(|at| page.values[*at].1.as_deref());
            labels.collect::<Vec<_>>()
        };
        assert_eq!(labels("us-east-1"), [Some("USA")]);
        assert_eq!(labels("ca-central-1"), [Some("Canada or USA")]);
        assert_eq!(labels("sa-east-1"), [None]);
    }

    #[test]
    fn values_are_found_behind_hidden_lines_and_wide_letters() {
        let mut template = MappedText::new();
        template.push_unmapped("~set é😀 {{aws:r}}\n  ~ x\nrun {{aws:r}} {{aws:r}}\n");
        let filled = slot::fill(&template, &[("r".to_owned(), "us".to_owned())].into());
        let (page, starts) = without_prefixes(&filled, Some("~"));
        assert_eq!(page, "set é😀 us\n   x\nrun us us\n");
        for start in starts {
            assert_eq!(page.get(start..start + 2), Some("us"));
        }
    }
}
