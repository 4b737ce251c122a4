//! What of a chapter runs, in which order, and what each block's result depends on.

mod blocks;
mod calls;
mod digests;

use std::collections::BTreeSet;
use std::ops::Range;

use super::digest::{Chain, Digest};
use super::pin::{Need, Pins};
use super::{console, tools};
use crate::settings::TestSettings;
use aws_doc_lint::document::run_options::RunOptions;
use aws_doc_lint::document::{Document, Kind, Snippet};
use blocks::Found;
use spanned_text::MappedText;

/// What a plan depends on besides the chapter.
#[derive(Debug, Clone, Default)]
pub struct Setting {
    /// The tools.
    pub pins: Pins,
    /// What else results depend on, such as another endpoint that the book's settings name.
    pub besides: Vec<String>,
}

impl Setting {
    /// What plans depend on in a book with these settings.
    #[must_use]
    pub fn of(settings: &TestSettings) -> Self {
        let mut besides = Vec::new();
        if let Some(endpoint) = &settings.endpoint {
            besides.push(format!("endpoint {endpoint}"));
        }
        if settings.tools_from_path {
            besides.push("tools of the machine".to_owned());
        }
        Self {
            pins: tools::pins(),
            besides,
        }
    }
}

/// The blocks of a chapter that run.
#[derive(Debug, Clone, Default)]
pub struct ChapterPlan {
    /// The chapter's path below the book's sources, with `/` between its parts.
    pub chapter: String,
    /// In the order in which they run: that of the page, except that those marked `teardown` come last.
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
    /// What its author asks for.
    pub request: RunOptions,
    /// All that must be present: what the author names, and what the text calls.
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
        /// Its parts, one after the other: one for a script, one for each command of a session.
        parts: Vec<Part>,
    },
}

/// What runs a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Runner {
    /// The chapter's shell, with all lines at once, as a reader would paste them; the first failure ends it.
    Script,
    /// The chapter's shell, command by command, as a reader would type them.
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

/// A part of a block that runs at once.
#[derive(Debug, Clone)]
pub struct Part {
    /// What runs, with hidden lines, and its places on disk.
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
    /// Line by line; `[..]` matches anything within a line, and a line `...` any lines.
    Lines,
    /// Line by line, each a regular expression; a line `...` matches any lines.
    Regex,
    /// As JSON; there may be other members than those named.
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
            match blocks::step(index, snippet, request) {
                Found::Step(step) => steps.push(*step),
                Found::NotRun => plan.not_run += 1,
                Found::Output => blocks::expect(&mut steps, index, snippet),
                Found::Nothing => {}
            }
        }
        let (teardown, mut steps): (Vec<_>, Vec<_>) =
            steps.into_iter().partition(|step| step.request.teardown);
        steps.extend(teardown);
        digests::assign(&mut steps, document, setting);
        plan.steps = steps;
        plan
    }

    /// The step for this snippet of the document; `None` if it does not run.
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

/// The text of a block that a reader copies: what the page shows, without prompts and output.
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

#[cfg(test)]
mod tests;
