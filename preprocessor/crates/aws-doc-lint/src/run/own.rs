//! Checks that a caller adds.

use crate::command::CommandCall;
use crate::env::EnvSample;
use crate::policy::PolicySnippet;
use crate::rule::{Check, Rule, Sink};
use aws_doc_facts::Facts;

/// A check of policies.
pub type PolicyCheck = Check<fn(&PolicySnippet<'_>, &Facts, &mut Sink<'_>)>;

/// A check of env files and of assignments of environment variables.
pub type EnvCheck = Check<fn(&EnvSample<'_>, &Facts, &mut Sink<'_>)>;

/// A check of calls of the AWS CLI.
pub type CommandCheck = Check<fn(&CommandCall<'_>, &Facts, &mut Sink<'_>)>;

/// Checks that a caller adds to the built-in ones.
///
/// `aws-ignore` comments and severity settings know their rules; the attribute `fails=` does not.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct OwnChecks {
    /// Run over every text that holds policies.
    pub policies: Vec<PolicyCheck>,
    /// Run over every env sample.
    pub env: Vec<EnvCheck>,
    /// Run over every call of the AWS CLI.
    pub commands: Vec<CommandCheck>,
}

impl OwnChecks {
    /// The rule with this code.
    pub(super) fn rule(&self, code: &str) -> Option<&'static Rule> {
        let policies = self.policies.iter().map(|check| check.rule);
        let env = self.env.iter().map(|check| check.rule);
        let commands = self.commands.iter().map(|check| check.rule);
        let mut rules = policies.chain(env).chain(commands);
        rules.find(|rule| rule.code == code)
    }
}
