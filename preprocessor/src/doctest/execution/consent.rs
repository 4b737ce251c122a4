//! What a user has allowed to run.
//!
//! A book is text of others until someone has read it. So the first run of a book asks, and what
//! has changed since asks again. What was allowed is kept beside the program's caches, by the
//! folder of the book, chapter by chapter: what runs there, in which order, and by which settings.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::secrets::Secrets;
use crate::doctest::digest::{Chain, Digest};
use crate::doctest::plan::{Action, ChapterPlan, Step};
use aws_doc_lint::document::Snippet;

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
    allowed: Allowed,
}

impl Consent {
    /// What is allowed to the book at `root`, as noted in the folder `state`, where the book's
    /// settings name `besides`, as another endpoint.
    #[must_use]
    pub fn load(state: &Path, root: &Path, besides: &[String]) -> Self {
        let file = state.join(FILE);
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        // A file that cannot be read allows nothing.
        let allowed = serde_json::from_str(&text).unwrap_or_default();
        let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        Self {
            file,
            book: root.to_string_lossy().into_owned(),
            besides: besides.to_vec(),
            allowed,
        }
    }

    /// The steps of a chapter that a user must be asked about, by their indices in the plan; none
    /// if it may run. Those are the new and changed ones. Where the rest has lost a step or stands
    /// in another order, what remains may do something else: then all from there on.
    #[must_use]
    pub fn asks(&self, plan: &ChapterPlan) -> Vec<usize> {
        let chapter = self.allowed.books.get(&self.book);
        let known = chapter.and_then(|chapters| chapters.get(&plan.chapter));
        let known = known.map(Vec::as_slice).unwrap_or_default();
        let asked: Vec<Digest> = plan.steps.iter().map(|step| self.digest(step)).collect();
        let new = |index: &usize| asked.get(*index).is_some_and(|one| !known.contains(one));
        let new: Vec<usize> = (0..asked.len()).filter(new).collect();
        let same = asked.iter().zip(known);
        let same = same.take_while(|(one, other)| one == other).count();
        match new.is_empty() {
            true => (same..asked.len()).collect(),
            false => new,
        }
    }

    /// Allows all that `plans` run; other chapters stay as they are.
    ///
    /// # Errors
    /// When that cannot be written.
    pub fn allow(&mut self, plans: &[ChapterPlan]) -> io::Result<()> {
        for plan in plans {
            let all = plan.steps.iter().map(|step| self.digest(step)).collect();
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

    /// The digest of what a user is asked about: what runs and by which settings, and nothing
    /// around it.
    fn digest(&self, step: &Step) -> Digest {
        let mut chain = Chain::new("asked");
        chain.push_all(self.besides.iter().map(String::as_str));
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

/// The most characters of a block that a question shows.
const SHOWN: usize = 80;

/// What a step does, in one line: how it begins, how much more there is of it, how much of that a
/// reader of the page does not see, and the tools that it needs. Secrets are masked.
#[must_use]
pub fn describe(step: &Step, snippet: Option<&Snippet>) -> String {
    let (what, text) = match &step.action {
        Action::Write { file, text } => (format!("writes {file}"), text.as_str().to_owned()),
        Action::Run { runner, parts } => {
            let parts = parts.iter().map(|part| part.text.as_str());
            (runner.as_str().to_owned(), parts.collect())
        }
    };
    // Masked as a whole: half a secret is not known for one.
    let text = Secrets::default().masked(&text);
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let first = lines.next().unwrap_or_default().trim();
    let mut line = format!("{what}: ");
    line.extend(first.chars().take(SHOWN).map(visible));
    if first.chars().count() > SHOWN {
        line.push('…');
    }
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
    if !step.needs.is_empty() {
        let needs: Vec<&str> = step.needs.iter().map(|need| need.as_str()).collect();
        more.push(format!("needs {}", needs.join(", ")));
    }
    if !more.is_empty() {
        line.push_str(&format!("  ({})", more.join("; ")));
    }
    line
}

/// A character as it is shown: none that moves others about or is not seen, so that what a user
/// reads is what runs.
fn visible(character: char) -> char {
    match character {
        '\t' => ' ',
        '\u{ad}'
        | '\u{61c}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}' => '\u{fffd}',
        control if control.is_control() => '\u{fffd}',
        other => other,
    }
}

#[cfg(test)]
mod tests;
