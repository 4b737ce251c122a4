//! `{{#aws accepts bedrock:InvokeModel …}}`: what a policy may name as `Resource` for some IAM
//! actions.

use std::ops::Range;

use super::options::Word;
use super::{DirectiveError, code_cell, code_cells, origins, table};
use aws_doc_lint::suggest::nearest;
use iam_policy_model::iam::{self, Action, Iam};

/// What the table shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The actions, as `bedrock:InvokeModel`, in the order of the rows.
    pub actions: Vec<String>,
}

impl Options {
    pub(super) fn parse<'a>(
        directive: Range<usize>,
        words: impl Iterator<Item = Word<'a>>,
    ) -> Result<Self, DirectiveError> {
        let actions = words.map(read).collect::<Result<Vec<_>, _>>()?;
        if actions.is_empty() {
            return Err(DirectiveError {
                range: directive,
                message: "`accepts` needs actions".to_owned(),
                help: "write `accepts bedrock:InvokeModel`".to_owned(),
            });
        }
        Ok(Self { actions })
    }
}

/// The action that a word names, which must be one that AWS lists.
fn read((range, word): Word<'_>) -> Result<String, DirectiveError> {
    let wrong = |message, help| DirectiveError {
        range: range.clone(),
        message,
        help,
    };
    let Some((prefix, name)) = word.split_once(':') else {
        return Err(wrong(
            format!("`{word}` is not an action"),
            "write the service before it, as in `bedrock:InvokeModel`".to_owned(),
        ));
    };
    let Some(service) = Iam::snapshot().service(prefix) else {
        return Err(wrong(
            format!("no service has the prefix `{prefix}`"),
            "look the action up in AWS's Service Authorization Reference".to_owned(),
        ));
    };
    if find(word).is_some() {
        return Ok(word.to_owned());
    }
    let help = match nearest(name, service.actions().map(Action::name), 3) {
        Some(near) => format!("did you mean `{prefix}:{near}`?"),
        None => "look the action up in AWS's Service Authorization Reference".to_owned(),
    };
    Err(wrong(format!("there is no action `{word}`"), help))
}

/// The action, if AWS lists it.
fn find(action: &str) -> Option<Action<'static>> {
    let (prefix, name) = action.split_once(':')?;
    let found = Iam::snapshot().service(prefix)?.action(name)?;
    (!found.is_unlisted()).then_some(found)
}

/// The table in Markdown, and where and when the data comes from in words.
#[must_use]
pub fn render(options: &Options) -> String {
    let rows = options.actions.iter().map(|action| {
        let accepted = find(action).map_or_else(String::new, |action| {
            if action.is_wildcard_only() {
                return "only `*`".to_owned();
            }
            code_cells(action.resources().map(iam::ResourceType::name))
        });
        [code_cell(action), accepted]
    });
    format!(
        "{}\n{}\n",
        table(["Action", "What it accepts as resource"], rows),
        origins(&aws_doc_facts::iam_provenance())
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(actions: &[&str]) -> String {
        render(&Options {
            actions: actions.iter().map(|&action| action.to_owned()).collect(),
        })
    }

    #[test]
    fn types_are_named_and_the_star_is_said() {
        let text = text(&["bedrock:CountTokens", "bedrock:ListFoundationModels"]);
        assert!(text.contains("| `bedrock:CountTokens` | `foundation-model`"));
        assert!(text.contains("| `bedrock:ListFoundationModels` | only `*` |"));
        assert!(text.contains("Retrieved 20"), "{text}");
    }
}
