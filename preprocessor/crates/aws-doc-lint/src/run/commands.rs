//! Shell scripts and sessions: the calls of the AWS CLI in them, and the files that they write.

use std::ops::Range;

use super::{SnippetContext, policies};
use crate::check::{self, config};
use crate::command;
use crate::config::{ConfigSample, FileKind};
use crate::diagnostic::{Diagnostic, InSnippet};
use crate::document::{Kind, Snippet};
use crate::env::EnvSample;
use crate::policy::{Notation, Origin};
use crate::rule::{Place, Sink, run_all};
use crate::shell::{Dialect, Heredoc, Script};
use iam_policy_model::model::PolicyType;
use iam_policy_model::policy_text;
use spanned_text::MappedText;

/// The codes of the checks that need one setting alone, without the rest of its file.
const OF_ONE_SETTING: [&str; 2] = [
    config::misspelt_setting::RULE.code,
    config::invalid_value::RULE.code,
];

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
    pub(super) cx: &'a SnippetContext<'a>,
    pub(super) diagnostics: &'a mut Vec<Diagnostic>,
}

impl Commands<'_> {
    /// Checks the calls of the AWS CLI, what is given to them, and what is written into files.
    pub(super) fn check(mut self) {
        let dialect = match self.snippet.kind {
            Kind::Console => Dialect::Console,
            _ => Dialect::Script,
        };
        let script = command::read_script(self.snippet.text.as_str(), dialect, self.cx.grammar);
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
        let model = self.cx.facts.cli();
        for policy in command::loose_policy::find(&self.snippet.text, script, model) {
            self.policy(&policy, None);
        }
    }

    /// Checks the calls; gives what they take policies from.
    fn calls(&mut self, script: &Script) -> Vec<PolicyUse> {
        let mut uses = Vec::new();
        let model = self.cx.facts.cli();
        let text = &self.snippet.text;
        for call in command::calls(text.as_str(), script, model, &self.cx.page) {
            let place = self.place(text);
            run_all(
                check::command::CHECKS,
                &call,
                self.cx.facts,
                place,
                self.diagnostics,
            );
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
                for check in config::CHECKS {
                    if OF_ONE_SETTING.contains(&check.rule.code) {
                        let mut sink =
                            Sink::new(check.rule, &setting, self.in_snippet, self.diagnostics);
                        (check.run)(&sample, self.cx.facts, &mut sink);
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
            let sample = EnvSample::file(content, self.cx.readers.clone());
            let place = self.place(&written);
            run_all(
                check::env::CHECKS,
                &sample,
                self.cx.facts,
                place,
                self.diagnostics,
            );
        } else if let Some(file) = FileKind::of_path(target) {
            let sample = ConfigSample::parse(content, Some(file));
            let place = self.place(&written);
            run_all(
                check::config::CHECKS,
                &sample,
                self.cx.facts,
                place,
                self.diagnostics,
            );
        }
    }

    fn place<'t>(&self, text: &'t MappedText) -> Place<'t> {
        Place {
            text,
            snippet: self.in_snippet,
        }
    }

    fn policy(&mut self, text: &MappedText, declared: Option<PolicyType>) {
        let origin = Origin {
            declared,
            comments: &self.snippet.comments,
            snippet: self.in_snippet,
            ..Origin::default()
        };
        policies::check_all(
            text,
            Notation::Json,
            origin,
            self.cx.facts,
            self.diagnostics,
        );
        let mut policies = self.cx.policies.borrow_mut();
        policies.extend(text.spans(0..text.len()));
    }
}
