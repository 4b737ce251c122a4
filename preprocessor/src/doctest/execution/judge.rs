//! What happened in a chapter against what was expected, as diagnostics.

use std::ops::Range;

use super::expectation;
use super::protocol::{Ended, Excess, PartResult};
use super::run::{Ran, StepRan};
use super::update;
use crate::doctest::plan::{Action, ChapterPlan, Expected, Part, Runner, Step};
use aws_doc_lint::check::test;
use aws_doc_lint::diagnostic::{Diagnostic, InSnippet};
use aws_doc_lint::document::{Document, Snippet};
use aws_doc_lint::redact::Secrets;
use aws_doc_lint::rule::{Finding, Rule, Sink};
use aws_doc_lint::visible::visible;

/// How many lines of output a diagnostic quotes.
const QUOTED: usize = 30;

/// What the blocks of a chapter did, compared with what the book says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Blocks that did what was expected.
    pub passed: usize,
    /// Blocks that did not.
    pub failed: usize,
    /// Blocks that did not run, since one before them failed.
    pub skipped: usize,
}

/// What was found in a chapter.
#[derive(Debug, Default)]
pub struct Judgement {
    /// The faults.
    pub diagnostics: Vec<Diagnostic>,
    /// How many blocks did what.
    pub tally: Tally,
    /// Which of the plan's steps did what was expected.
    pub passed: Vec<usize>,
    /// What must not be told of it.
    secrets: Secrets,
}

/// Judges a chapter that ran.
#[must_use]
pub fn judge(plan: &ChapterPlan, ran: &Ran, document: &Document) -> Judgement {
    let mut judgement = Judgement {
        secrets: secrets(plan, ran),
        ..Judgement::default()
    };
    for (index, (step, happened)) in plan.steps.iter().zip(&ran.steps).enumerate() {
        if !happened.began {
            judgement.tally.skipped += 1;
            continue;
        }
        let before = judgement.diagnostics.len();
        if let Some(snippet) = document.snippets.get(step.snippet) {
            judgement.step(step, happened, snippet, document);
        }
        if judgement.diagnostics.len() == before {
            judgement.tally.passed += 1;
            judgement.passed.push(index);
        } else {
            judgement.tally.failed += 1;
        }
    }
    judgement
}

/// The secrets in what a chapter says and in all that it printed.
fn secrets(plan: &ChapterPlan, ran: &Ran) -> Secrets {
    let mut secrets = Secrets::default();
    for step in &plan.steps {
        match &step.action {
            Action::Write { text, .. } => secrets.learn(text.as_str()),
            Action::Run { parts, .. } => {
                for part in parts {
                    secrets.learn(part.text.as_str());
                }
            }
        }
    }
    for part in ran.steps.iter().flat_map(|step| &step.parts) {
        secrets.learn(&part.stdout);
        secrets.learn(&part.stderr);
    }
    secrets
}

impl Judgement {
    fn step(&mut self, step: &Step, ran: &StepRan, snippet: &Snippet, document: &Document) {
        let Action::Run { runner, parts } = &step.action else {
            return;
        };
        let before = self.diagnostics.len();
        let wanted = step.request.exit;
        // A session may show commands that succeed next to the one that fails.
        let fits = |status: i32| status == wanted || *runner == Runner::Session && status == 0;
        let mut seen = *runner != Runner::Session || wanted == 0;
        for result in &ran.parts {
            let Some(part) = parts.get(result.part) else {
                continue;
            };
            match result.ended {
                Ended::Status(status) if fits(status) => {
                    seen |= status == wanted;
                    if let Some(expected) = &part.expected {
                        self.output(expected, result, part, document);
                    }
                }
                _ => {
                    seen = true;
                    self.ended(step, *runner, part, result, snippet);
                }
            }
        }
        // One that ends a step without all of its parts is told of by now.
        if self.diagnostics.len() == before && ran.parts.len() < parts.len() {
            let message = "the block was begun, and nobody knows how it ended";
            let finding = Finding::new(whole(snippet), message);
            self.push(&test::failed::RULE, snippet, finding);
        } else if !seen {
            let whole = whole(snippet);
            let message = format!("no command of the session ended with exit status {wanted}");
            self.push(&test::failed::RULE, snippet, Finding::new(whole, message));
        }
        for command in &ran.left {
            let finding = Finding::new(
                whole(snippet),
                "a process that the block started still ran at the end of the chapter",
            )
            .note(format!(
                "it was `{}`",
                visible(&self.secrets.masked(command))
            ))
            .help("show how to end it, or end it in a block marked `teardown`");
            self.push(&test::left_running::RULE, snippet, finding);
        }
    }

    /// The part did not end as it should.
    fn ended(
        &mut self,
        step: &Step,
        runner: Runner,
        part: &Part,
        result: &PartResult,
        snippet: &Snippet,
    ) {
        let range = line_of(part, runner, result.line);
        let what = match runner {
            Runner::Session => "the command",
            _ => "the block",
        };
        let (rule, finding) = match result.ended {
            Ended::Status(status) => {
                let wanted = step.request.exit;
                let message = match status {
                    0 => format!("{what} ended well, but should end with exit status {wanted}"),
                    status => format!("{what} ended with exit status {status}, not {wanted}"),
                };
                let mut finding = Finding::new(range, message);
                if let Some(meaning) = meaning(status) {
                    finding = finding.note(meaning);
                }
                if wanted == 0 {
                    finding = finding.help(format!(
                        "if it is meant to fail, say so behind the language: `exit={status}`"
                    ));
                }
                (&test::failed::RULE, finding)
            }
            Ended::Timeout(limit) => (
                &test::timeout::RULE,
                Finding::new(
                    range,
                    format!(
                        "{what} took longer than {} s and was killed",
                        limit.as_secs()
                    ),
                )
                .help("if it needs more time, say so behind the language: `timeout=2m`"),
            ),
            Ended::Limit(excess) => {
                let message = match excess {
                    Excess::Output(most) => {
                        format!("{what} printed more than {} KiB", most / 1024)
                    }
                    Excess::Processes(most) => {
                        format!("{what} had more than {most} processes at a time and was killed")
                    }
                    Excess::Open(most) => {
                        format!("{what} had more than {most} files open at a time and was killed")
                    }
                    Excess::Memory(most) => format!(
                        "{what} had more than {} MiB of memory and was killed",
                        most / 1024 / 1024
                    ),
                };
                (&test::limit::RULE, Finding::new(range, message))
            }
        };
        let finding = self.quote(finding, "it printed", &result.stdout);
        let finding = self.quote(finding, "on standard error", &result.stderr);
        let mut found = Vec::new();
        Sink::new(rule, &part.text, in_snippet(snippet), &mut found).push(finding);
        self.diagnostics.extend(found);
    }

    fn output(
        &mut self,
        expected: &Expected,
        result: &PartResult,
        part: &Part,
        document: &Document,
    ) {
        let Some(snippet) = document.snippets.get(expected.snippet) else {
            return;
        };
        let place = |at: usize| line_at(snippet.text.as_str(), expected.range.start + at);
        match expectation::compare(expected, &result.stdout, &result.stderr) {
            Ok(None) => {}
            Err(unusable) => {
                let finding = Finding::new(place(unusable.at), unusable.reason);
                self.push(&test::unusable_expectation::RULE, snippet, finding);
            }
            Ok(Some(mismatch)) => {
                let command = self.first_line(part.text.as_str());
                let mut finding = Finding::new(
                    place(mismatch.at),
                    match &mismatch.reason {
                        Some(reason) => format!("`{command}` printed something else: {reason}"),
                        None => format!("`{command}` printed something else"),
                    },
                );
                finding = self.quote(finding, "expected (-) and printed (+)", &mismatch.diff);
                let update = update::fix(snippet, expected, &mismatch, &self.secrets);
                finding = match &update {
                    Ok(_) => finding
                        .help("`mdbook-aws test --update` writes what was printed into the page"),
                    Err(why) => finding.note(format!("`--update` leaves this alone: {why}")),
                };
                self.push(&test::output::RULE, snippet, finding);
                if let Some(diagnostic) = self.diagnostics.last_mut() {
                    diagnostic.fixes.extend(update);
                }
            }
        }
    }

    /// How the text of a command begins.
    fn first_line(&self, text: &str) -> String {
        // Masked as a whole: half a secret is not known for one.
        let text = self.secrets.masked(text);
        let line = text.lines().find(|line| !line.trim().is_empty());
        let line = line.unwrap_or_default().trim();
        let mut short: String = line.chars().take(60).collect();
        if short.len() < line.len() {
            short.push('…');
        }
        visible(&short)
    }

    /// Adds printed text as a note, its end if it is long.
    fn quote(&self, finding: Finding, title: &str, text: &str) -> Finding {
        let text = self.secrets.masked(text);
        let mut lines: Vec<(&str, usize)> = Vec::new();
        for line in text.lines() {
            match lines.last_mut() {
                Some((last, count)) if *last == line && !line.trim().is_empty() => *count += 1,
                _ => lines.push((line, 1)),
            }
        }
        if lines.iter().all(|(line, _)| line.trim().is_empty()) {
            return finding;
        }
        let left_out = lines.len().saturating_sub(QUOTED);
        let mut note = format!("{title}:");
        if left_out > 0 {
            note.push_str(&format!("\n  … {left_out} lines before"));
        }
        for (line, count) in lines.iter().skip(left_out) {
            let short: String = line.chars().filter(|c| !c.is_control()).take(300).collect();
            let short = visible(&short);
            note.push_str("\n  ");
            note.push_str(short.trim_end());
            if *count > 1 {
                note.push_str(&format!("  (and {} times more)", count - 1));
            }
        }
        finding.note(note)
    }

    fn push(&mut self, rule: &'static Rule, snippet: &Snippet, finding: Finding) {
        let mut found = Vec::new();
        Sink::new(rule, &snippet.text, in_snippet(snippet), &mut found).push(finding);
        self.diagnostics.extend(found);
    }
}

fn in_snippet(snippet: &Snippet) -> Option<InSnippet> {
    snippet.span.map(|fence| InSnippet {
        kind: snippet.kind,
        fence,
    })
}

/// The line of a part that failed, counted from 1; the first where nobody knows.
fn line_of(part: &Part, runner: Runner, line: Option<usize>) -> Range<usize> {
    let text = part.text.as_str();
    let index = match runner {
        Runner::Script => line.unwrap_or(1).saturating_sub(1),
        _ => 0,
    };
    let start = text.split_inclusive('\n').take(index).map(str::len).sum();
    line_at(text, start)
}

/// The line that begins at or holds `at`, without its indentation and end.
fn line_at(text: &str, at: usize) -> Range<usize> {
    let at = at.min(text.len());
    let before = text.get(..at).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let line = text.get(start..).unwrap_or_default();
    let line = line.split('\n').next().unwrap_or_default().trim_end();
    let indent = line.len() - line.trim_start().len();
    start + indent..start + line.len()
}

/// What shells and the system mean by an exit status.
fn meaning(status: i32) -> Option<&'static str> {
    match status {
        126 => Some("126: a file was found that cannot be run as a command"),
        127 => Some("127: a command was not found"),
        137 => Some("137: a process was killed"),
        153 => Some("153: a file grew beyond what a block may write"),
        _ => None,
    }
}

/// The whole text of a block, for a finding.
fn whole(snippet: &Snippet) -> Range<usize> {
    0..snippet.text.as_str().trim_end().len()
}
