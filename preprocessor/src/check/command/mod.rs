//! Checks of AWS CLI commands.

pub mod abbreviated_option;
pub mod broken_continuation;
pub mod conflicting_options;
pub mod fault;
pub mod invocation;
pub mod json_syntax;
mod judge;
pub mod loose_policy;
pub mod missing_argument;
pub mod missing_member;
pub mod missing_value;
pub mod out_of_range;
pub mod pattern;
mod placeholder;
pub mod query_syntax;
pub mod shorthand_syntax;
pub mod unexpected_argument;
pub mod unknown_member;
pub mod unknown_operation;
pub mod unknown_option;
pub mod unknown_service;
pub mod unknown_value;
pub mod version_1_only;
mod words;
pub mod wrong_length;
pub mod wrong_type;

pub use fault::{Fault, FaultKind};
pub use invocation::AwsCommand;

use crate::check::policy::model::PolicyType;
use crate::check::rule::Finding;
use crate::document::MappedText;
use crate::document::shell::{self, Dialect, Script, Word};
use crate::facts::cli::Cli;
use crate::facts::nearest::nearest;

/// A call of the AWS CLI with what is wrong with its values.
#[derive(Debug)]
pub struct CommandCall<'a> {
    /// The call.
    pub command: AwsCommand<'a>,
    /// Every fault of a value.
    pub faults: Vec<Fault>,
    /// The text of the snippet.
    pub text: &'a str,
    /// The command seems to go on in the next line, but does not.
    pub is_cut: bool,
}

/// Reads the shell text of a snippet; `None` if the AWS CLI is not called in it.
#[must_use]
pub fn read_script(text: &str, dialect: Dialect) -> Option<Script> {
    memchr::memmem::find(text.as_bytes(), b"aws")?;
    Some(shell::parse(text, dialect))
}

/// The calls of the AWS CLI in a script, which was read from `text`.
pub fn calls<'a>(
    text: &'a str,
    script: &'a Script,
    model: Cli<'static>,
) -> impl Iterator<Item = CommandCall<'a>> {
    script.commands.iter().filter_map(move |command| {
        let command = AwsCommand::read(command, model)?;
        let mut faults = judge::faults(&command);
        if is_foreign(text, &command) {
            faults.retain(|fault| {
                !matches!(
                    fault.kind,
                    FaultKind::Json { .. } | FaultKind::Shorthand { .. }
                )
            });
        }
        let end = script_end(&command);
        Some(CommandCall {
            faults,
            text,
            is_cut: broken_continuation::cut(text, end).is_some(),
            command,
        })
    })
}

impl CommandCall<'_> {
    /// The IAM policies among the values, as texts that know their place in the snippet, and
    /// of which type they are, as far as the command tells.
    #[must_use]
    pub fn policies(&self, text: &MappedText) -> Vec<(MappedText, Option<PolicyType>)> {
        let mut found = Vec::new();
        for option in &self.command.options {
            for value in &option.values {
                let json = value.text().trim_start();
                if json.starts_with('{') && json.contains("\"Statement\"") {
                    let declared = self.policy_type(&option.full_name);
                    found.push((value.mapped(text), declared));
                }
            }
        }
        found
    }

    /// What the policy given to an option is attached to.
    fn policy_type(&self, option: &str) -> Option<PolicyType> {
        let mut path = self.command.path.iter().map(|word| word.value());
        let (service, operation) = (path.next()?, path.next().unwrap_or_default());
        match (service, operation, option) {
            (_, _, "assume-role-policy-document") | ("iam", "update-assume-role-policy", _) => {
                Some(PolicyType::Trust)
            }
            ("iam", _, "permissions-boundary-policy-input-list") => Some(PolicyType::Boundary),
            ("iam", _, "policy-document" | "policy-input-list") | ("sts", _, "policy") => {
                Some(PolicyType::Identity)
            }
            ("organizations", _, "content") => {
                let kind = self
                    .command
                    .options
                    .iter()
                    .find(|option| option.full_name == "type")
                    .and_then(|option| option.values.first())?;
                match kind.text() {
                    "SERVICE_CONTROL_POLICY" => Some(PolicyType::ServiceControl),
                    "RESOURCE_CONTROL_POLICY" => Some(PolicyType::ResourceControl),
                    _ => None,
                }
            }
            (_, _, "policy" | "policy-text" | "resource-policy" | "key-policy") => {
                Some(PolicyType::Resource)
            }
            _ => None,
        }
    }
}

/// Whether a command continues its lines as the shells of Windows do, whose quotes are others.
fn is_foreign(text: &str, command: &AwsCommand<'_>) -> bool {
    let start = command.path_range().start;
    text.get(start..script_end(command))
        .unwrap_or_default()
        .lines()
        .any(|line| line.ends_with(['^', '`']))
}

/// Where the last word of a command ends.
fn script_end(command: &AwsCommand<'_>) -> usize {
    command.words.last().map_or(0, |word| word.range.end)
}

/// Which versions of the AWS CLI the findings are by.
fn known_by(command: &AwsCommand<'_>) -> String {
    let (v1, v2) = command.model.versions();
    format!("by versions {v1} and {v2} of the AWS CLI")
}

/// Names the command that a misspelt word most likely means.
fn suggest_child(finding: Finding, command: &AwsCommand<'_>, word: &Word) -> Finding {
    let known: Vec<String> = command
        .command
        .children()
        .filter(|child| !child.is_undocumented())
        .map(|child| child.name())
        .collect();
    let limit = match word.value().len() {
        0..=3 => 1,
        4..=10 => 2,
        _ => 3,
    };
    match nearest(word.value(), known.iter().map(String::as_str), limit) {
        Some(near) => finding.help(format!("did you mean `{near}`?")).unsafe_fix(
            format!("write `{near}`"),
            vec![(word.range.clone(), near.to_owned())],
        ),
        None => finding,
    }
}
