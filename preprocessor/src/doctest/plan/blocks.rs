//! Which blocks run, in what, and what must come out.

use super::{Action, Expected, Form, Part, Runner, Step, calls, copied_text};
use crate::doctest::console;
use crate::doctest::digest::Digest;
use crate::doctest::pin::Need;
use aws_doc_lint::document::run_options::RunOptions;
use aws_doc_lint::document::{Kind, Snippet};
use spanned_text::MappedText;

/// How a block takes part in a run.
pub(super) enum Found {
    /// It runs, or is written to a file.
    Step(Box<Step>),
    /// It is marked `no_run`.
    NotRun,
    /// It is what the block before it must print.
    Output,
    /// Not at all.
    Nothing,
}

/// How a block takes part in a run.
pub(super) fn step(index: usize, snippet: &Snippet, request: RunOptions) -> Found {
    if snippet.kind == Kind::Output {
        return Found::Output;
    }
    if let Some(file) = &request.file
        && !request.run
    {
        if request.no_run {
            return Found::NotRun;
        }
        let action = Action::Write {
            file: file.clone(),
            text: whole(snippet),
        };
        return Found::Step(Box::new(Step::new(index, snippet, action, request)));
    }
    let Some((runner, by_default)) = runner(snippet, &request) else {
        return Found::Nothing;
    };
    if request.no_run {
        return if by_default {
            Found::NotRun
        } else {
            Found::Nothing
        };
    }
    // An example of what is wrong is not meant to run.
    if !request.run && (!by_default || snippet.info.has("fails")) {
        return Found::Nothing;
    }
    let parts = match runner {
        Runner::Session => session(index, snippet),
        _ => vec![Part {
            text: whole(snippet),
            expected: None,
        }],
    };
    let action = Action::Run { runner, parts };
    Found::Step(Box::new(Step::new(index, snippet, action, request)))
}

/// What runs a block, and whether it does without being asked.
fn runner(snippet: &Snippet, request: &RunOptions) -> Option<(Runner, bool)> {
    let language = snippet.info.language.as_str();
    match snippet.kind {
        Kind::Console if console::is_powershell(snippet.text.as_str()) => None,
        // A block without a language may be anything that looks like a session.
        Kind::Console => Some((Runner::Session, !language.is_empty())),
        Kind::Command => {
            let by_default = matches!(language, "sh" | "bash" | "shell");
            Some((Runner::Script, by_default))
        }
        Kind::Powershell => Some((Runner::Powershell, false)),
        _ => {
            let python = matches!(language, "python" | "python3" | "py");
            python.then(|| (Runner::Python, request.needs.contains(&Need::Python)))
        }
    }
}

impl Step {
    fn new(index: usize, snippet: &Snippet, action: Action, request: RunOptions) -> Self {
        let mut needs = request.needs.clone();
        if let Action::Run { runner, parts } = &action {
            let calls = |program| {
                parts
                    .iter()
                    .any(|part| calls::calls(part.text.as_str(), program))
            };
            let shell = matches!(runner, Runner::Script | Runner::Session);
            if shell && calls("aws") {
                needs.insert(Need::Aws);
            }
            if *runner == Runner::Python
                || shell && (calls("python") || calls("python3") || calls("pip"))
            {
                needs.insert(Need::Python);
            }
            if needs.contains(&Need::Aws) || needs.contains(&Need::Python) {
                needs.insert(Need::Emulator);
            }
        }
        Self {
            snippet: index,
            action,
            request,
            needs,
            copied: Digest::of(&copied_text(snippet)),
            depends: Digest::of(""),
        }
    }
}

/// The whole text of a block, hidden lines in their places.
fn whole(snippet: &Snippet) -> MappedText {
    let text = &snippet.text;
    let mut whole = MappedText::new();
    let mut at = 0;
    for (offset, hidden) in &snippet.hidden {
        whole.push_slice(text, at..*offset);
        whole.push_slice(hidden, 0..hidden.len());
        at = *offset;
    }
    whole.push_slice(text, at..text.len());
    whole
}

/// The commands of a session; hidden lines are commands too.
fn session(index: usize, snippet: &Snippet) -> Vec<Part> {
    let text = &snippet.text;
    let mut hidden = snippet.hidden.iter().peekable();
    let mut parts = Vec::new();
    for command in console::commands(text.as_str()) {
        while let Some((_, line)) = hidden.next_if(|(at, _)| *at <= command.range.start) {
            parts.push(Part {
                text: line.clone(),
                expected: None,
            });
        }
        let mut mapped = MappedText::new();
        let end = command.range.start + command.shown(text.as_str()).trim_end().len();
        mapped.push_for(&command.command, text, command.range.start..end);
        let output = text.as_str().get(command.output.clone());
        let expected = output.filter(|output| !output.trim().is_empty());
        parts.push(Part {
            text: mapped,
            expected: expected.map(|output| Expected {
                form: Form::Lines,
                text: output.to_owned(),
                snippet: index,
                range: command.output.clone(),
            }),
        });
    }
    parts.extend(hidden.map(|(_, line)| Part {
        text: line.clone(),
        expected: None,
    }));
    parts
}

/// Takes an output block as what the block right before it must print.
pub(super) fn expect(steps: &mut [Step], index: usize, snippet: &Snippet) {
    let Some(step) = steps.last_mut() else {
        return;
    };
    if step.snippet + 1 != index {
        return;
    }
    if let Action::Run { runner, parts } = &mut step.action
        && *runner != Runner::Session
        && let [part] = parts.as_mut_slice()
    {
        let info = &snippet.info;
        let form = if info.has("json") || info.language == "json" {
            Form::Json
        } else if info.has("regex") {
            Form::Regex
        } else {
            Form::Lines
        };
        part.expected = Some(Expected {
            form,
            text: snippet.text.as_str().to_owned(),
            snippet: index,
            range: 0..snippet.text.len(),
        });
    }
}
