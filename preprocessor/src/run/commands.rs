//! Shell scripts and sessions: the calls of the AWS CLI in them, and the files that they write.

use std::ops::Range;

use super::{Surroundings, check_config, check_env, each};
use crate::check::config::{ConfigSample, FileKind, invalid_value, misspelt_setting};
use crate::check::env::EnvSample;
use crate::check::policy::{self, Notation};
use crate::check::{Rule, Run, Sink, command};
use crate::diagnostic::{Diagnostic, InSnippet};
use crate::document::shell::{Dialect, Heredoc, Script};
use crate::document::{Kind, Snippet};
use iam_policy_model::model::PolicyType;
use iam_policy_model::policy_text;
use spanned_text::MappedText;

/// What can be said of one setting without the others of its file.
const OF_ONE_SETTING: [&Rule; 2] = [&misspelt_setting::RULE, &invalid_value::RULE];

/// The value of an option that takes a policy.
struct PolicyUse {
    /// Where the value stands in the script.
    value: Range<usize>,
    /// The file that it is read from.
    file: Option<String>,
    policy_type: PolicyType,
}

impl PolicyUse {
    /// Whether the value is what a heredoc writes, be it into the file `target`.
    fn takes(&self, heredoc: &Heredoc, target: &str) -> bool {
        let path = |path: &str| path.trim_start_matches("./").to_owned();
        let is_inside =
            self.value.start <= heredoc.body.start && heredoc.body.end <= self.value.end;
        let is_file = self
            .file
            .as_deref()
            .is_some_and(|file| !target.is_empty() && path(file) == path(target));
        is_inside || is_file
    }
}

/// A script or session under check.
pub(super) struct Commands<'a> {
    pub(super) snippet: &'a Snippet,
    pub(super) in_snippet: Option<InSnippet>,
    pub(super) around: &'a Surroundings<'a>,
    pub(super) diagnostics: &'a mut Vec<Diagnostic>,
}

impl Commands<'_> {
    /// Checks the calls of the AWS CLI, what is given to them, and what is written into files.
    pub(super) fn check(mut self) {
        let dialect = match self.snippet.kind {
            Kind::Console => Dialect::Console,
            _ => Dialect::Script,
        };
        let script = command::read_script(self.snippet.text.as_str(), dialect);
        self.loose_policies(script.as_ref());
        let Some(script) = script else {
            return;
        };
        let uses = self.calls(&script);
        for heredoc in &script.heredocs {
            self.heredoc(heredoc, &uses);
        }
    }

    /// Checks the policies that no AWS command takes.
    fn loose_policies(&mut self, script: Option<&Script>) {
        let Some(model) = self.around.facts.cli() else {
            return;
        };
        for policy in command::loose_policy::find(&self.snippet.text, script, model) {
            self.policy(&policy, None);
        }
    }

    /// Checks the calls; gives what they take policies from.
    fn calls(&mut self, script: &Script) -> Vec<PolicyUse> {
        let mut uses = Vec::new();
        let Some(model) = self.around.facts.cli() else {
            return uses;
        };
        let text = &self.snippet.text;
        for call in command::calls(text.as_str(), script, model, &self.around.page) {
            each(|rule, run| {
                if let Run::Command(check) = run {
                    check(
                        &call,
                        self.around.facts,
                        &mut Sink::new(rule, text, self.in_snippet, self.diagnostics),
                    );
                }
            });
            for (policy, declared) in call.policies(text) {
                self.policy(&policy, declared);
            }
            if !script.heredocs.is_empty() {
                uses.extend(call.policy_values().map(|(value, policy_type)| PolicyUse {
                    value: value.range(),
                    file: value.text().strip_prefix("file://").map(str::to_owned),
                    policy_type,
                }));
            }
            if let Some(setting) = call.setting(text) {
                let sample = ConfigSample::parse(setting.as_str(), Some(FileKind::Config));
                for rule in OF_ONE_SETTING {
                    if let Run::Config(check) = rule.run {
                        let mut sink = Sink::new(rule, &setting, self.in_snippet, self.diagnostics);
                        check(&sample, self.around.facts, &mut sink);
                    }
                }
            }
        }
        uses
    }

    /// Checks what a heredoc writes, where its file or its content tells what it is.
    fn heredoc(&mut self, heredoc: &Heredoc, uses: &[PolicyUse]) {
        let written = heredoc.text(&self.snippet.text);
        let content = written.as_str();
        let target = heredoc
            .target
            .clone()
            .and_then(|range| self.snippet.text.as_str().get(range))
            .unwrap_or_default()
            .trim_matches(['"', '\'']);
        let name = target.rsplit(['/', '\\']).next().unwrap_or_default();
        if content.trim_start().starts_with('{') && policy_text::in_json(content) {
            let declared = uses
                .iter()
                .find(|found| found.takes(heredoc, target))
                .map(|found| found.policy_type);
            self.policy(&written, declared);
        } else if name.starts_with(".env") || name.ends_with(".env") {
            let sample = EnvSample::file(content, self.around.readers.clone());
            check_env(
                &sample,
                &written,
                self.in_snippet,
                self.around.facts,
                self.diagnostics,
            );
        } else if let Some(file) = FileKind::of_path(target) {
            let sample = ConfigSample::parse(content, Some(file));
            check_config(
                &sample,
                &written,
                self.in_snippet,
                self.around.facts,
                self.diagnostics,
            );
        }
    }

    fn policy(&mut self, text: &MappedText, declared: Option<PolicyType>) {
        let origin = policy::Origin {
            declared,
            comments: &self.snippet.comments,
            snippet: self.in_snippet,
            ..policy::Origin::default()
        };
        policy::check_all(
            text,
            Notation::Json,
            origin,
            self.around.facts,
            self.diagnostics,
        );
        let mut policies = self.around.policies.borrow_mut();
        policies.extend(text.spans(0..text.len()));
    }
}
