//! `{{#aws actions bedrock}}`: the IAM actions of a service.

use super::options::{self, Words};
use super::{Context, Directive, Source, Table, error};
use crate::render::markdown::{code_cell, table};
use aws_doc_facts::Facts;
use aws_doc_lint::document::directive::DirectiveError;
use iam_policy_model::iam::AccessLevel;

pub(super) const DIRECTIVE: Directive = Directive {
    name: "actions",
    usage: "actions bedrock",
    doc: "the IAM actions of a service of Bedrock",
    parse,
};

struct Actions {
    /// The service, by the prefix of its actions.
    service: String,
}

fn parse(mut words: Words<'_>) -> Result<Box<dyn Table>, DirectiveError> {
    let Some((_, service)) = words.next() else {
        let help = "write `actions bedrock`";
        return Err(error(words.name(), "`actions` needs a service", help));
    };
    options::none("actions", words)?;
    Ok(Box::new(Actions {
        service: service.to_owned(),
    }))
}

impl Table for Actions {
    fn body(&self, context: &Context<'_>) -> String {
        let Some(service) = context.facts.actions().services.get(&self.service) else {
            return format!(
                "The actions of {} are not known here; those of Amazon Bedrock's services are.\n",
                code_cell(&self.service)
            );
        };
        let rows = service.iter().map(|(name, access)| {
            [
                code_cell(&format!("{}:{name}", self.service)),
                access_words(*access).to_owned(),
            ]
        });
        format!(
            "**{} IAM actions of {}.**\n\n{}",
            service.len(),
            code_cell(&self.service),
            table(["Action", "Access"], rows),
        )
    }

    fn source<'f>(&self, facts: &'f Facts) -> Option<Source<'f>> {
        let actions = facts.actions();
        let provenance = &actions.provenance;
        let known = actions.services.contains_key(&self.service);
        known.then(|| Source::refreshed(provenance, provenance.newest()))
    }
}

/// An access level as a page names it.
fn access_words(access: AccessLevel) -> &'static str {
    match access {
        AccessLevel::List => "list",
        AccessLevel::Read => "read",
        AccessLevel::Tagging => "tagging",
        AccessLevel::Write => "write",
        AccessLevel::PermissionsManagement => "permissions management",
    }
}
