//! What of a chapter runs, in which order, and what each block's result depends on.

mod calls;

use std::collections::BTreeSet;
use std::ops::Range;

use super::console;
use super::digest::{Chain, Digest};
use super::pin::{Need, Pins};
use aws_doc_lint::document::run_options::RunOptions;
use aws_doc_lint::document::{Document, Kind, Snippet};
use spanned_text::MappedText;

/// What a plan is made by, beside the chapter.
#[derive(Debug, Clone, Default)]
pub struct Setting {
    /// The tools.
    pub pins: Pins,
    /// What else results depend on, as another endpoint that the book's settings name.
    pub besides: Vec<String>,
}

/// The blocks of a chapter that run.
#[derive(Debug, Clone, Default)]
pub struct ChapterPlan {
    /// The chapter's path below the book's sources, with `/` between its parts.
    pub chapter: String,
    /// In the order in which they run: as they stand, but those of the teardown at the end.
    pub steps: Vec<Step>,
    /// How many blocks of the languages that run by default say `no_run`.
    pub not_run: usize,
}

/// A block that runs, or is written to a file for those that do.
#[derive(Debug, Clone)]
pub struct Step {
    /// Which of the document's snippets it is.
    pub snippet: usize,
    /// What is done with it.
    pub action: Action,
    /// What its author asks.
    pub request: RunOptions,
    /// All that must be present, said or seen in its text.
    pub needs: BTreeSet<Need>,
    /// The digest of the text that a reader copies.
    pub copied: Digest,
    /// The digest of all that its result depends on: the chapter up to its end, and the tools.
    pub depends: Digest,
}

/// What is done with a block.
#[derive(Debug, Clone)]
pub enum Action {
    /// It is written to a file, below the home folder if the name begins with `~/`.
    Write {
        /// The name.
        file: String,
        /// The text.
        text: MappedText,
    },
    /// It runs.
    Run {
        /// In what.
        runner: Runner,
        /// Its parts, one after the other: a script is one, a session one for each command.
        parts: Vec<Part>,
    },
}

/// What runs a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Runner {
    /// The chapter's shell, line by line as a reader would paste it; the first failure ends it.
    Script,
    /// The chapter's shell, each command as a reader would type it.
    Session,
    /// Python, from the chapter's shell.
    Python,
    /// PowerShell, from the chapter's shell.
    Powershell,
}

impl Runner {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Script => "script",
            Self::Session => "session",
            Self::Python => "python",
            Self::Powershell => "powershell",
        }
    }
}

/// A stretch that runs at once.
#[derive(Debug, Clone)]
pub struct Part {
    /// What runs, hidden lines included, with its places on disk.
    pub text: MappedText,
    /// What must come out.
    pub expected: Option<Expected>,
}

/// What must come out of a part.
#[derive(Debug, Clone)]
pub struct Expected {
    /// How it is compared.
    pub form: Form,
    /// What is compared, wildcards included.
    pub text: String,
    /// Which of the document's snippets holds it, …
    pub snippet: usize,
    /// … and where in that snippet's text.
    pub range: Range<usize>,
}

/// How expected output is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Line by line; `[..]` stands for anything within a line, a line `...` for any lines.
    Lines,
    /// Line by line, each a regular expression; a line `...` for any lines.
    Regex,
    /// As JSON: members that are not named may be there.
    Json,
}

impl ChapterPlan {
    /// The plan of the chapter at `path` below the book's sources.
    #[must_use]
    pub fn of(path: &str, document: &Document, setting: &Setting) -> Self {
        let mut plan = Self {
            chapter: path.to_owned(),
            ..Self::default()
        };
        let mut steps = Vec::new();
        for (index, snippet) in document.snippets.iter().enumerate() {
            let request = RunOptions::of(&snippet.info);
            match step(index, snippet, request) {
                Found::Step(step) => steps.push(*step),
                Found::NotRun => plan.not_run += 1,
                Found::Output => expect(&mut steps, index, snippet),
                Found::Nothing => {}
            }
        }
        let (teardown, mut steps): (Vec<_>, Vec<_>) =
            steps.into_iter().partition(|step| step.request.teardown);
        steps.extend(teardown);
        digest(&mut steps, document, setting);
        plan.steps = steps;
        plan
    }

    /// What becomes of a snippet of the document; none if it does not run.
    #[must_use]
    pub fn step_of(&self, snippet: usize) -> Option<&Step> {
        self.steps.iter().find(|step| step.snippet == snippet)
    }

    /// All that must be present to run the chapter.
    #[must_use]
    pub fn needs(&self) -> BTreeSet<Need> {
        self.steps
            .iter()
            .flat_map(|step| step.needs.iter().copied())
            .collect()
    }

    /// The digest of all that the chapter's results depend on. `facts` is the digest of those that
    /// the emulated AWS is given; `None` if the chapter calls another endpoint. It counts only for
    /// a chapter that needs the emulated AWS.
    #[must_use]
    pub fn digest(&self, facts: Option<&Digest>) -> Digest {
        let mut chain = Chain::new("chapter");
        chain.push_all(self.steps.iter().map(|step| step.depends.as_str()));
        if let Some(facts) = facts.filter(|_| self.needs().contains(&Need::Emulator)) {
            chain.push(facts.as_str());
        }
        chain.digest()
    }
}

/// The text of a block that a reader copies: what is seen, without prompts and output.
#[must_use]
pub fn copied_text(snippet: &Snippet) -> String {
    let text = snippet.text.as_str();
    if snippet.kind == Kind::Console {
        return console::commands(text)
            .into_iter()
            .map(|command| command.command)
            .collect();
    }
    text.to_owned()
}

enum Found {
    Step(Box<Step>),
    NotRun,
    Output,
    Nothing,
}

fn step(index: usize, snippet: &Snippet, request: RunOptions) -> Found {
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
        let shown = text.as_str().get(command.range.clone()).unwrap_or_default();
        let end = command.range.start + shown.trim_end().len();
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

/// Takes an output block as what must come out of the block right before it.
fn expect(steps: &mut [Step], index: usize, snippet: &Snippet) {
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

/// The info string without the name by which footnotes cite the block: it changes nothing that runs.
fn info_that_counts(snippet: &Snippet) -> String {
    let info = snippet.info_text.as_str();
    let Some(probe) = snippet.info.get("probe") else {
        return info.to_owned();
    };
    let before = info.get(..probe.range.start).unwrap_or_default();
    let after = info.get(probe.range.end..).unwrap_or_default();
    format!("{}{after}", before.trim_end_matches([',', ' ']))
}

/// Gives each step the digest of all that its result depends on.
fn digest(steps: &mut [Step], document: &Document, setting: &Setting) {
    let mut chain = Chain::new("mdbook-aws test 1");
    chain.push_all(setting.besides.iter().map(String::as_str));
    let mut needs = BTreeSet::new();
    for step in steps {
        let snippet = document.snippets.get(step.snippet);
        chain.push(&snippet.map(info_that_counts).unwrap_or_default());
        match &step.action {
            Action::Write { file, text } => chain.push_all(["write", file, text.as_str()]),
            Action::Run { runner, parts } => {
                chain.push(runner.as_str());
                for part in parts {
                    let form = part.expected.as_ref().map(|expected| match expected.form {
                        Form::Lines => "lines",
                        Form::Regex => "regex",
                        Form::Json => "json",
                    });
                    let expected = part.expected.as_ref();
                    chain.push_all([
                        part.text.as_str(),
                        form.unwrap_or(""),
                        expected.map_or("", |expected| &expected.text),
                    ]);
                }
            }
        }
        needs.extend(step.needs.iter().copied());
        let mut own = chain.clone();
        for (need, tool) in setting.pins.of(&needs) {
            own.push_all([need.as_str(), &tool.name, &tool.version, &tool.digest]);
        }
        step.depends = own.digest();
    }
}

#[cfg(test)]
mod tests;
