//! `{{#aws actions bedrock}}`: the IAM actions of a service.

use std::ops::Range;

use super::options::{self, Word};
use super::{DirectiveError, code_cell, origins, table};
use aws_doc_facts::Actions;
use iam_policy_model::iam::AccessLevel;

/// What the table shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The service, by the prefix of its actions.
    pub service: String,
}

impl Options {
    pub(super) fn parse<'a>(
        directive: Range<usize>,
        mut words: impl Iterator<Item = Word<'a>>,
    ) -> Result<Self, DirectiveError> {
        let Some((_, service)) = words.next() else {
            return Err(DirectiveError {
                range: directive,
                message: "`actions` needs a service".to_owned(),
                help: "write `actions bedrock`".to_owned(),
            });
        };
        options::none("actions", words)?;
        Ok(Self {
            service: service.to_owned(),
        })
    }
}

/// The table in Markdown, and where and when the data comes from in words.
#[must_use]
pub fn render(options: &Options, actions: &Actions) -> String {
    let Some(service) = actions.services.get(&options.service) else {
        return format!(
            "The actions of {} are not known here; those of Amazon Bedrock's services are.\n",
            code_cell(&options.service)
        );
    };
    let rows = service.iter().map(|(name, access)| {
        [
            code_cell(&format!("{}:{name}", options.service)),
            words(*access).to_owned(),
        ]
    });
    format!(
        "**{} IAM actions of {}.**\n\n{}\n{}\n",
        service.len(),
        code_cell(&options.service),
        table(["Action", "Access"], rows),
        origins(&actions.provenance)
    )
}

/// The words on a page.
fn words(access: AccessLevel) -> &'static str {
    match access {
        AccessLevel::List => "list",
        AccessLevel::Read => "read",
        AccessLevel::Tagging => "tagging",
        AccessLevel::Write => "write",
        AccessLevel::PermissionsManagement => "permissions management",
    }
}
