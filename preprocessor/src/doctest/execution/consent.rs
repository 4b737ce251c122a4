//! What a user has allowed to run.
//!
//! A book is text of others until someone has read it. So the first run of a book asks, and what
//! has changed since asks again. What was allowed is kept with the program's caches, by the
//! folder of the book, chapter by chapter: what runs there, in which order, and by which settings.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use crate::doctest::digest::{Chain, Digest};
use crate::doctest::plan::{Action, ChapterPlan, Step};
use aws_doc_disk::regular;
use aws_doc_lint::document::Snippet;
use aws_doc_lint::redact::Secrets;
use aws_doc_lint::visible::visible;

/// What is allowed, by the folder of the book and the chapter: its steps in order.
#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
struct Allowed {
    books: BTreeMap<String, BTreeMap<String, Vec<Digest>>>,
}

const FILE: &str = "allowed.json";

/// What may run in one book.
#[derive(Debug)]
pub struct Consent {
    file: PathBuf,
    book: String,
    besides: Vec<String>,
    /// Whether the system gives less isolation than this program asks for.
    weak: bool,
    allowed: Allowed,
}

impl Consent {
    /// What is allowed to the book at `root`, as noted in the folder `state`, where the book's
    /// settings name `besides`, as another endpoint. `weak` says that the system, and not the user,
    /// is the reason for less isolation: what was allowed with more of it then asks again.
    #[must_use]
    pub fn load(state: &Path, root: &Path, besides: &[String], weak: bool) -> Self {
        let file = state.join(FILE);
        let text = regular::read_text(&file).unwrap_or_default();
        // A file that cannot be read allows nothing.
        let allowed = serde_json::from_str(&text).unwrap_or_default();
        let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        Self {
            file,
            book: root.to_string_lossy().into_owned(),
            besides: besides.to_vec(),
            weak,
            allowed,
        }
    }

    /// The steps of a chapter that a user must be asked about, by their indices in the plan; none
    /// if it may run. Those are the new ones, or, if a step is gone, changed or moved, all from there
    /// on: what is left may then do something else.
    #[must_use]
    pub fn asks(&self, plan: &ChapterPlan) -> Vec<usize> {
        let chapter = self.allowed.books.get(&self.book);
        let known = chapter.and_then(|chapters| chapters.get(&plan.chapter));
        let known = known.map(Vec::as_slice).unwrap_or_default();
        let asks = |weak: bool| {
            let asked: Vec<Digest> = plan
                .steps
                .iter()
                .map(|step| self.digest(step, weak))
                .collect();
            unknown(known, &asked)
        };
        let asked = asks(true);
        match self.weak || asked.is_empty() {
            true => asked,
            // What may run with less isolation may run with more.
            false => asks(false),
        }
    }

    /// Allows all that `plans` run; other chapters stay as they are.
    ///
    /// # Errors
    /// When that cannot be written.
    pub fn allow(&mut self, plans: &[ChapterPlan]) -> io::Result<()> {
        for plan in plans {
            let digest = |step| self.digest(step, self.weak);
            let all = plan.steps.iter().map(digest).collect();
            let chapters = self.allowed.books.entry(self.book.clone()).or_default();
            chapters.insert(plan.chapter.clone(), all);
        }
        // Of books that are gone nothing is remembered.
        let books = &mut self.allowed.books;
        books.retain(|root, _| *root == self.book || Path::new(root).exists());
        let mut text = serde_json::to_string_pretty(&self.allowed)?;
        text.push('\n');
        aws_doc_disk::write_whole(&self.file, text.as_bytes())
    }

    /// The digest of what a user is asked about: what runs, by which settings, what must be
    /// installed for it, and the status by which the blocks after it run or do not.
    fn digest(&self, step: &Step, weak: bool) -> Digest {
        let mut chain = Chain::new("asked 2");
        chain.push(if weak { "weak" } else { "" });
        chain.push_all(self.besides.iter().map(String::as_str));
        chain.push(&step.request.exit.to_string());
        chain.push(if step.request.teardown {
            "teardown"
        } else {
            ""
        });
        chain.push_all(step.needs.iter().map(|need| need.as_str()));
        match &step.action {
            Action::Write { file, text } => chain.push_all(["write", file, text.as_str()]),
            Action::Run { runner, parts } => {
                chain.push(runner.as_str());
                chain.push_all(parts.iter().map(|part| part.text.as_str()));
            }
        }
        chain.digest()
    }
}

/// The indices of the steps in `asked` that are not in `known`. If a known step is gone or the order
/// has changed, all steps from there on: what is left runs in another situation.
fn unknown(known: &[Digest], asked: &[Digest]) -> Vec<usize> {
    let same = asked.iter().zip(known);
    let same = same.take_while(|(one, other)| one == other).count();
    let mut rest = known.get(same..).unwrap_or_default().iter().peekable();
    let mut new = Vec::new();
    for (index, one) in asked.iter().enumerate().skip(same) {
        if rest.next_if(|next| *next == one).is_none() {
            new.push(index);
        }
    }
    match rest.next() {
        None => new,
        Some(_) => (same..asked.len()).collect(),
    }
}

/// The most characters of a block, or of the name of a file, that a question shows.
const SHOWN: usize = 80;

/// What a step does, in one line: how it begins, how much more there is of it, how much of that a
/// reader of the page does not see, what it must end with, and the tools that it needs. Secrets are
/// masked, and no character hides another.
#[must_use]
pub fn describe(step: &Step, snippet: Option<&Snippet>) -> String {
    let secrets = Secrets::default();
    let (what, text) = match &step.action {
        Action::Write { file, text } => {
            let file = shortened(&secrets.masked(file));
            (format!("writes {file}"), text.as_str().to_owned())
        }
        Action::Run { runner, parts } => {
            let parts = parts.iter().map(|part| part.text.as_str());
            (runner.as_str().to_owned(), parts.collect())
        }
    };
    // Masked as a whole: half a secret is not known for one.
    let text = secrets.masked(&text);
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let first = lines.next().unwrap_or_default().trim();
    let mut line = format!("{what}: {}", shortened(first));
    let mut more = Vec::new();
    match lines.count() {
        0 => {}
        1 => more.push("1 line more".to_owned()),
        count => more.push(format!("{count} lines more")),
    }
    let hidden = snippet.map_or(0, |snippet| snippet.hidden.len());
    if hidden > 0 {
        more.push(format!("{hidden} hidden on the page"));
    }
    if step.request.exit != 0 {
        more.push(format!("must end with status {}", step.request.exit));
    }
    if !step.needs.is_empty() {
        let needs: Vec<&str> = step.needs.iter().map(|need| need.as_str()).collect();
        more.push(format!("needs {}", needs.join(", ")));
    }
    if !more.is_empty() {
        line.push_str(&format!("  ({})", more.join("; ")));
    }
    visible(&line)
}

/// The start of a text that is long.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests;
