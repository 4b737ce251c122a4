//! Shell scripts and sessions: their calls of the AWS CLI, and the files that they write.

use std::collections::HashMap;
use std::ops::Range;

use super::policies;
use super::snippet::{Output, SnippetContext, check_config, check_env};
use crate::check::{self, config};
use crate::command;
use crate::config::{ConfigSample, FileKind};
use crate::diagnostic::InSnippet;
use crate::document::{Kind, Snippet};
use crate::env::EnvSample;
use crate::policy::{Notation, Origin};
use crate::rule::{Place, Sink, run_all};
use crate::shell::{self, Dialect, Heredoc, Script};
use iam_policy_model::model::PolicyType;
use iam_policy_model::policy_text;
use shell_forms::Shell;
use spanned_text::MappedText;

/// The codes of the checks that need one setting alone, without the rest of its file.
const OF_ONE_SETTING: [&str; 2] = [
    config::misspelt_setting::RULE.code,
    config::invalid_value::RULE.code,
];

/// The value of an option that takes a policy.
struct PolicyUse {
    /// The place of the value in the script.
    value: Range<usize>,
    /// The file that it is read from.
    file: Option<String>,
    policy_type: PolicyType,
}

/// The values of a script that take policies, in order.
#[derive(Default)]
struct PolicyUses {
    uses: Vec<PolicyUse>,
    /// The first that reads each file.
    by_file: HashMap<String, usize>,
}

impl PolicyUses {
    /// So many values are looked at that begin before a heredoc and may contain it.
    const AROUND: usize = 16;

    fn new(uses: Vec<PolicyUse>) -> Self {
        let mut by_file = HashMap::new();
        for (number, found) in uses.iter().enumerate() {
            if let Some(file) = &found.file {
                by_file.entry(path(file).to_owned()).or_insert(number);
            }
        }
        Self { uses, by_file }
    }

    /// The type of the policy that a heredoc writes: into the file `target`, or as a part of a value.
    fn of(&self, heredoc: &Heredoc, target: &str) -> Option<PolicyType> {
        let is_file = self
            .by_file
            .get(path(target))
            .filter(|_| !target.is_empty());
        let start = heredoc.body.start;
        let before = self
            .uses
            .partition_point(|found| found.value.start <= start);
        let mut around = self.uses.iter().take(before).rev().take(Self::AROUND);
        let is_inside = around
            .find(|found| heredoc.body.end <= found.value.end)
            .map(|found| found.policy_type);
        is_inside.or_else(|| Some(self.uses.get(*is_file?)?.policy_type))
    }
}

/// A path as it is compared.
fn path(path: &str) -> &str {
    path.trim_start_matches("./")
}

/// The shell that a snippet is for, if it is not bash or one like it.
pub(super) fn other_shell(snippet: &Snippet) -> Option<Shell> {
    match (snippet.kind, snippet.info.language.as_str()) {
        (Kind::Powershell, _) => Some(Shell::Powershell),
        (Kind::Other, "bat" | "batch" | "cmd" | "dos") => Some(Shell::Cmd),
        (Kind::Other, "fish") => Some(Shell::Fish),
        _ => None,
    }
}

/// A script or session under check.
struct Commands<'a, 'o> {
    snippet: &'a Snippet,
    in_snippet: Option<InSnippet>,
    cx: &'a SnippetContext<'a>,
    out: &'a mut Output<'o>,
}

/// Checks the calls of the AWS CLI in a script or session, their arguments, and the files it writes.
pub(super) fn check(
    snippet: &Snippet,
    in_snippet: Option<InSnippet>,
    cx: &SnippetContext<'_>,
    out: &mut Output<'_>,
) {
    let dialect = match snippet.kind {
        Kind::Console => Dialect::Console,
        _ => Dialect::Script,
    };
    let text = snippet.text.as_str();
    let script = match other_shell(snippet) {
        Some(shell) => text
            .contains("aws")
            .then(|| shell::parse_other(text, shell)),
        None => command::read_script(text, dialect, cx.options.grammar),
    };
    let mut commands = Commands {
        snippet,
        in_snippet,
        cx,
        out,
    };
    commands.loose_policies(script.as_ref());
    let Some(script) = script else {
        return;
    };
    let uses = commands.calls(&script);
    for heredoc in &script.heredocs {
        commands.heredoc(heredoc, &uses);
    }
}

impl Commands<'_, '_> {
    /// Checks the policies that no AWS command takes.
    fn loose_policies(&mut self, script: Option<&Script>) {
        let model = self.cx.facts.cli();
        for policy in command::loose_policy::find(&self.snippet.text, script, model) {
            self.policy(&policy, None);
        }
    }

    /// Checks the calls; returns the options that take policies.
    fn calls(&mut self, script: &Script) -> PolicyUses {
        let mut uses = Vec::new();
        let model = self.cx.facts.cli();
        let text = &self.snippet.text;
        let (facts, own) = (self.cx.facts, &self.cx.options.own_checks.commands);
        for call in command::calls(text.as_str(), script, model, self.cx.page) {
            self.out.inspection.commands += 1;
            let place = self.place(text);
            let diagnostics = &mut *self.out.diagnostics;
            run_all(check::command::CHECKS, &call, facts, place, diagnostics);
            run_all(own, &call, facts, place, diagnostics);
            for name in call.profiles_by_region() {
                run_all(check::inference::CHECKS, &name, facts, place, diagnostics);
            }
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
                let checks = config::CHECKS.iter();
                for check in checks.filter(|it| OF_ONE_SETTING.contains(&it.rule.code)) {
                    let place = self.place(&setting);
                    let mut sink = Sink::at(check.rule, place, self.out.diagnostics);
                    (check.run)(&sample, facts, &mut sink);
                }
            }
        }
        PolicyUses::new(uses)
    }

    /// Checks the text that a heredoc writes, if its file or its content shows what it is.
    fn heredoc(&mut self, heredoc: &Heredoc, uses: &PolicyUses) {
        let written = heredoc.text(&self.snippet.text);
        let content = written.as_str();
        let target = heredoc
            .target
            .clone()
            .and_then(|range| self.snippet.text.as_str().get(range))
            .map_or("", |target| target.trim_matches(['"', '\'']));
        let name = target
            .rfind(['/', '\\'])
            .and_then(|separator| target.get(separator + 1..))
            .unwrap_or(target);
        if content.trim_start().starts_with('{') && policy_text::in_json(content) {
            let declared = uses.of(heredoc, target);
            self.policy(&written, declared);
        } else if name.starts_with(".env") || name.ends_with(".env") {
            let sample = EnvSample::file(content, self.cx.options.readers.clone());
            check_env(&sample, self.place(&written), self.cx, self.out);
        } else if let Some(file) = FileKind::of_path(target) {
            let sample = ConfigSample::parse(content, Some(file));
            check_config(&sample, self.place(&written), self.cx, self.out);
        }
    }

    fn place<'t>(&self, text: &'t MappedText) -> Place<'t> {
        Place::in_snippet(text, self.in_snippet)
    }

    fn policy(&mut self, text: &MappedText, declared: Option<PolicyType>) {
        let origin = Origin {
            declared,
            comments: &self.snippet.comments,
            snippet: self.in_snippet,
            ..Origin::default()
        };
        policies::check(text, Notation::Json, origin, self.cx, self.out);
        self.out.policies.extend(text.spans(0..text.len()));
    }
}
