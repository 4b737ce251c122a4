//! Calls of the AWS CLI: which command, which options, and which values break the CLI's own rules.

pub(crate) mod continuation;
pub mod fault;
pub mod given;
pub mod invocation;
mod judge;
pub(crate) mod lookalike;
pub mod loose_policy;
pub(crate) mod pattern;
pub(crate) mod placeholder;
pub(crate) mod refusal;
pub(crate) mod words;

pub use fault::{Fault, FaultKind};
pub use given::Given;
pub use invocation::AwsCommand;

use crate::document::Page;
use crate::inference_id::{self, InferenceId, Role};
use crate::rule::Finding;
use crate::shell::{self, Dialect, Grammar, Script, Word};
use crate::suggest::nearest;
use aws_doc_facts::cli::Cli;
use iam_policy_model::model::PolicyType;
use iam_policy_model::policy_text;
use spanned_text::MappedText;
use spanned_text::Part as _;

/// A call of the AWS CLI with what is wrong with its values.
#[derive(Debug)]
pub struct CommandCall<'a> {
    /// The call.
    pub command: AwsCommand<'a>,
    /// Every fault of a value.
    pub faults: Vec<Fault>,
    /// The text of the snippet.
    pub text: &'a str,
    /// The page that the snippet is on.
    pub page: &'a Page<'a>,
    /// The command seems to go on in the next line, but does not.
    pub is_cut: bool,
}

/// Reads the shell text of a snippet; `None` if the AWS CLI is not called in it and no heredoc
/// written.
#[must_use]
pub fn read_script(text: &str, dialect: Dialect, grammar: Option<&dyn Grammar>) -> Option<Script> {
    ["aws", "<<"]
        .iter()
        .find_map(|what| memchr::memmem::find(text.as_bytes(), what.as_bytes()))?;
    Some(shell::parse(text, dialect, grammar))
}

/// The calls of the AWS CLI in a script, which was read from `text`.
pub fn calls<'a>(
    text: &'a str,
    script: &'a Script,
    model: Cli<'static>,
    page: &'a Page<'a>,
) -> impl Iterator<Item = CommandCall<'a>> {
    let commands = script.commands.iter().enumerate();
    commands.filter_map(move |(index, command)| {
        let command = AwsCommand::read(command, model)?;
        let next = script.commands.get(index + 1);
        if script.dialect == Dialect::Console
            && let Some(output) =
                text.get(script_end(&command)..next.map_or(text.len(), |next| next.range.start))
            && refusal::is_refused(output)
        {
            return None;
        }
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
            page,
            is_cut: continuation::cut(text, end).is_some(),
            command,
        })
    })
}

impl CommandCall<'_> {
    /// The IAM policies among the values, as texts that know their place in the snippet, and
    /// of which type they are, as far as the command says.
    #[must_use]
    pub fn policies(&self, text: &MappedText) -> Vec<(MappedText, Option<PolicyType>)> {
        let mut found = Vec::new();
        for option in &self.command.options {
            for value in &option.values {
                let json = value.text().trim_start();
                // It may be the whole input, with the policy in a string.
                if json.starts_with('{') && policy_text::in_json(json) {
                    let declared = self.policy_type(&option.full_name);
                    found.push((value.mapped(text), declared));
                }
            }
        }
        found
    }

    /// The setting that `aws configure get` and `aws configure set` name, as a config file that
    /// sets it. `None` for those of nested tables, as `s3.max_queue_size`.
    #[must_use]
    pub fn setting(&self, text: &MappedText) -> Option<MappedText> {
        let mut path = self.command.path.iter().map(|word| word.value());
        if path.next() != Some("configure") || !matches!(path.next(), Some("get" | "set")) {
            return None;
        }
        let mut values = self.command.positionals.iter().map(|(_, value)| value);
        let name = values.next()?;
        let full = name.literal()?;
        let key = match full.split('.').collect::<Vec<_>>().as_slice() {
            [key] | ["default", key] | ["profile", _, key] => *key,
            _ => return None,
        };
        let mut sample = MappedText::new();
        sample.push_unmapped("[default]\n");
        let at = full.len() - key.len();
        sample.push_slice(text, name.range_of(at..full.len()));
        sample.push_unmapped(" = ");
        if let Some(value) = values.next() {
            let value = value.mapped(text);
            sample.push_slice(&value, 0..value.len());
        }
        Some(sample)
    }

    /// Whether a word that is not a command is the name of an alias.
    pub(crate) fn is_alias(&self, word: &Word) -> bool {
        self.page.defines_alias(word.value())
            || self.page.tells_of_aliases() && nearest_child(&self.command, word).is_none()
    }

    /// The inference profiles among the values, as called from the Region that `--region` names.
    pub(crate) fn profiles_by_region(&self) -> Vec<InferenceId<'_>> {
        let options = &self.command.options;
        let region = options.iter().find(|option| option.full_name == "region");
        let Some(region) = region.and_then(|option| option.values.first()) else {
            return Vec::new();
        };
        let Some(code) = region.literal() else {
            return Vec::new();
        };
        let values = options.iter().flat_map(|option| &option.values);
        values
            .filter_map(|value| {
                let id = value
                    .literal()
                    .filter(|id| inference_id::geography(id).is_some())?;
                Some(InferenceId {
                    range: value.range_of(0..id.len()),
                    id,
                    role: Role::CalledFrom {
                        region: code,
                        range: region.range_of(0..code.len()),
                    },
                })
            })
            .collect()
    }

    /// The policies that the call reads from files: their paths, and the type that the option takes.
    pub fn policy_files(&self) -> impl Iterator<Item = (&str, PolicyType)> {
        self.policy_values().filter_map(|(value, policy_type)| {
            let path = value.word().literal()?.rsplit_once("file://")?.1;
            Some((path, policy_type))
        })
    }

    /// The values that are policies by their option, with the type.
    pub fn policy_values(&self) -> impl Iterator<Item = (Given<'_>, PolicyType)> {
        self.command.options.iter().flat_map(|option| {
            let policy_type = self.policy_type(&option.full_name);
            let values = option.values.iter();
            values.filter_map(move |value| Some((*value, policy_type?)))
        })
    }

    /// What the policy given to an option is attached to.
    fn policy_type(&self, option: &str) -> Option<PolicyType> {
        let mut path = self.command.path.iter().map(|word| word.value());
        let (service, operation) = (path.next()?, path.next().unwrap_or(""));
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
    text.part(start..script_end(command))
        .lines()
        .any(|line| line.ends_with(['^', '`']))
}

/// Where the last word of a command ends.
pub(crate) fn script_end(command: &AwsCommand<'_>) -> usize {
    command.words.last().map_or(0, |word| word.range.end)
}

/// Which versions of the AWS CLI the findings are by.
pub(crate) fn known_by(command: &AwsCommand<'_>) -> String {
    let (v1, v2) = command.model.versions();
    format!("by versions {v1} and {v2} of the AWS CLI")
}

/// Names the command that a misspelt word most likely means.
pub(crate) fn suggest_child(finding: Finding, command: &AwsCommand<'_>, word: &Word) -> Finding {
    match nearest_child(command, word) {
        Some(near) => finding.suggest(word.range.clone(), &near),
        None => finding,
    }
}

fn nearest_child(command: &AwsCommand<'_>, word: &Word) -> Option<String> {
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
    nearest(word.value(), known.iter().map(String::as_str), limit).map(str::to_owned)
}
