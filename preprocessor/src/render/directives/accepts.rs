//! `{{#aws accepts bedrock:InvokeModel …}}`: what a policy may name as `Resource` for some IAM
//! actions.

use super::options::{Word, Words};
use super::{Context, Directive, Source, Table, error};
use crate::render::markdown::{code_cell, code_cells, table};
use aws_doc_facts::Facts;
use aws_doc_lint::document::directive::DirectiveError;
use aws_doc_lint::suggest::nearest;
use iam_policy_model::iam::{self, Action, Iam};

pub(super) const DIRECTIVE: Directive = Directive {
    name: "accepts",
    usage: "accepts bedrock:InvokeModel …",
    doc: "what each of these IAM actions accepts as resource",
    parse,
};

struct Accepts {
    /// The actions, such as `bedrock:InvokeModel`, in the order of the rows.
    actions: Vec<String>,
}

fn parse(words: Words<'_>) -> Result<Box<dyn Table>, DirectiveError> {
    let name = words.name();
    let actions = words.map(read).collect::<Result<Vec<_>, _>>()?;
    if actions.is_empty() {
        let help = "write `accepts bedrock:InvokeModel`";
        return Err(error(name, "`accepts` needs actions", help));
    }
    Ok(Box::new(Accepts { actions }))
}

/// The action that a word names, which must be one that AWS lists.
fn read((range, word): Word<'_>) -> Result<String, DirectiveError> {
    let wrong = |message: String, help: String| error(range.clone(), message, help);
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

impl Table for Accepts {
    fn body(&self, _: &Context<'_>) -> String {
        let rows = self.actions.iter().map(|action| {
            let accepted = find(action).map_or_else(String::new, |action| {
                if action.is_wildcard_only() {
                    return "only `*`".to_owned();
                }
                code_cells(action.resources().map(iam::ResourceType::name))
            });
            [code_cell(action), accepted]
        });
        table(["Action", "What it accepts as resource"], rows)
    }

    fn source<'f>(&self, _: &'f Facts) -> Option<Source<'f>> {
        Some(Source::built_in(&aws_doc_facts::iam_provenance()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::rendered;

    #[test]
    fn types_are_named_and_the_wildcard_is_shown() {
        let rendered = rendered("accepts bedrock:CountTokens bedrock:ListFoundationModels");
        let body = &rendered.body;
        assert!(body.contains("| `bedrock:CountTokens` | `foundation-model`"));
        assert!(body.contains("| `bedrock:ListFoundationModels` | only `*` |"));
        assert!(rendered.provenance.unwrap().contains("Retrieved 20"));
    }
}
