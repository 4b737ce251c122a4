//! The files from which the commands of a page read policies, so that a block that shows such a file is
//! checked as what it is used for.

use std::collections::HashMap;

use crate::command;
use crate::document::{Chapter, Kind, Page, Snippet};
use crate::shell::{Dialect, Grammar};
use aws_doc_facts::Facts;
use iam_policy_model::model::PolicyType;

/// The names of files, without their folders, and the type that each is used as; `None` where two
/// commands take it as different types.
#[derive(Debug, Default)]
pub(super) struct PolicyFiles(HashMap<String, Option<PolicyType>>);

impl PolicyFiles {
    /// The files of a chapter. Only looked for where a block of it names the file that it shows.
    pub(super) fn of(
        chapter: &Chapter,
        page: &Page<'_>,
        facts: &Facts,
        grammar: Option<&dyn Grammar>,
    ) -> Self {
        let mut found = Self::default();
        let snippets = &chapter.document.snippets;
        let is_file = |one: &Snippet| one.kind == Kind::Policy && shown_file(one).is_some();
        if !snippets.iter().any(is_file) {
            return found;
        }
        for snippet in snippets {
            let dialect = match snippet.kind {
                Kind::Command => Dialect::Script,
                Kind::Console => Dialect::Console,
                _ => continue,
            };
            let text = snippet.text.as_str();
            if !text.contains("file://") {
                continue;
            }
            let Some(script) = command::read_script(text, dialect, grammar) else {
                continue;
            };
            for call in command::calls(text, &script, facts.cli(), page) {
                for (path, policy_type) in call.policy_files() {
                    let used = found.0.entry(base(path).to_owned());
                    let used = used.or_insert(Some(policy_type));
                    if *used != Some(policy_type) {
                        *used = None;
                    }
                }
            }
        }
        found
    }

    /// The type as which the file is used that a snippet shows.
    pub(super) fn type_of(&self, snippet: &Snippet) -> Option<PolicyType> {
        *self.0.get(base(shown_file(snippet)?))?
    }
}

/// The file that a block shows, by the name that its author gives it.
fn shown_file(snippet: &Snippet) -> Option<&str> {
    let names = ["file", "title", "filename"].into_iter();
    let mut names = names.filter_map(|name| snippet.info.value(name));
    names.find(|name| name.ends_with(".json"))
}

fn base(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}
