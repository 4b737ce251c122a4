//! IDs of Bedrock's models and inference profiles, in code.

use std::ops::Range;

use aws_doc_facts::Models;
use aws_doc_facts::models::Model;

use crate::document::{Kind, Snippet, prompt};

/// The exact ID of a model, or of an inference profile, that the facts know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ModelId<'t> {
    /// Its place.
    pub(crate) range: Range<usize>,
    /// The ID as it is written.
    pub(crate) text: &'t str,
    /// The model that is called by it.
    pub(crate) model: &'t Model,
}

/// The languages of blocks that show what a program prints, or how a text changed.
const NOT_PROGRAMS: &[&str] = &[
    "",
    "text",
    "txt",
    "plaintext",
    "plain",
    "output",
    "log",
    "diff",
    "patch",
    "csv",
    "mermaid",
    "markdown",
    "md",
    "html",
    "xml",
];

/// Every ID in what readers copy out of a snippet. Output and JSON that is not a policy may list models
/// that nobody is told to use.
pub(crate) fn in_snippet<'t>(snippet: &'t Snippet, models: &'t Models) -> Vec<ModelId<'t>> {
    let text = snippet.text.as_str();
    match snippet.kind {
        Kind::Output | Kind::Json => Vec::new(),
        Kind::Other if NOT_PROGRAMS.contains(&snippet.info.language.as_str()) => Vec::new(),
        Kind::Console => {
            // As long as the text, with spaces in place of what is not a command.
            let commands = prompt::commands_only(text);
            let is_command = |id: &ModelId<'_>| commands.get(id.range.clone()) == Some(id.text);
            let mut found = find(text, models);
            found.retain(is_command);
            found
        }
        _ => find(text, models),
    }
}

/// Every ID in a text: a whole word that the facts know.
fn find<'t>(text: &'t str, models: &'t Models) -> Vec<ModelId<'t>> {
    // Wildcards make another word of it: such a pattern means several models.
    let is_word =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | ':' | '-' | '_' | '*' | '?');
    let mut found = Vec::new();
    let mut at = 0;
    for word in text.split(|c: char| !is_word(c)) {
        let start = at;
        at += word.len();
        at += text
            .get(at..)
            .and_then(|rest| rest.chars().next())
            .map_or(0, char::len_utf8);
        if !word.contains('.') {
            continue;
        }
        // An ARN is one word up to its slash, and a key of YAML ends in a colon.
        let id = word.trim_end_matches(['.', ':']);
        let model = match models.profile(id) {
            Some(profile) => profile.model.as_deref().and_then(|model| models.get(model)),
            None => models.get(id),
        };
        found.extend(model.map(|model| ModelId {
            range: start..start + id.len(),
            text: id,
            model,
        }));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_ids_alone_count() {
        let models = Models::bundled();
        let found = |text: &str| -> Vec<String> {
            let found = find(text, &models);
            for id in &found {
                assert_eq!(text.get(id.range.clone()), Some(id.text));
            }
            found.iter().map(|id| id.text.to_owned()).collect()
        };
        for (text, id) in [
            ("model=amazon.nova-canvas-v1:0", "amazon.nova-canvas-v1:0"),
            (
                "\"arn:aws:bedrock:*::foundation-model/amazon.nova-canvas-v1:0\"",
                "amazon.nova-canvas-v1:0",
            ),
            (
                "é bedrock/us.meta.llama3-2-1b-instruct-v1:0, and",
                "us.meta.llama3-2-1b-instruct-v1:0",
            ),
            ("amazon.nova-canvas-v1:0: 1", "amazon.nova-canvas-v1:0"),
        ] {
            assert_eq!(found(text), [id], "{text}");
        }
        for text in [
            "amazon.nova-canvas-v1:0*",
            "amazon.nova-canvas-*",
            "amazon.nova-canvas-v1:0:24k",
            "x.amazon.nova-canvas-v1:0",
            "amazon.nova-canvas-v9:0",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }
}
