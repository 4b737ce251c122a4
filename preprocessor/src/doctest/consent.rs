//! What a user has allowed to run.
//!
//! A book is text of others until someone has read it. So the first run of a book asks, and a
//! block that has changed since asks again. What was allowed is kept beside the program's caches,
//! by the folder of the book and the digest of what runs.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use super::digest::{Chain, Digest};
use super::plan::{Action, ChapterPlan, Step};
use super::store;

/// What is allowed, by the folder of the book.
#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
struct Allowed {
    books: BTreeMap<String, BTreeSet<Digest>>,
}

const FILE: &str = "allowed.json";

/// What may run in one book.
#[derive(Debug)]
pub struct Consent {
    file: PathBuf,
    book: String,
    allowed: Allowed,
}

impl Consent {
    /// What is allowed to the book at `root`, as noted in the folder `state`.
    #[must_use]
    pub fn load(state: &Path, root: &Path) -> Self {
        let file = state.join(FILE);
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        // A file that cannot be read allows nothing.
        let allowed = serde_json::from_str(&text).unwrap_or_default();
        let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        Self {
            file,
            book: root.to_string_lossy().into_owned(),
            allowed,
        }
    }

    /// Whether the step may run.
    #[must_use]
    pub fn allows(&self, step: &Step) -> bool {
        let books = self.allowed.books.get(&self.book);
        books.is_some_and(|known| known.contains(&asked(step)))
    }

    /// Allows all that `plans` run, and nothing else, from now on.
    ///
    /// # Errors
    /// When that cannot be written.
    pub fn allow(&mut self, plans: &[ChapterPlan]) -> io::Result<()> {
        let steps = plans.iter().flat_map(|plan| &plan.steps);
        let all = steps.map(asked).collect();
        self.allowed.books.insert(self.book.clone(), all);
        let mut text = serde_json::to_string_pretty(&self.allowed)?;
        text.push('\n');
        store::write(&self.file, &text)
    }
}

/// The digest of what a user is asked about: what runs, and nothing around it.
fn asked(step: &Step) -> Digest {
    let mut chain = Chain::new("asked");
    match &step.action {
        Action::Write { file, text } => chain.push_all(["write", file, text.as_str()]),
        Action::Run { runner, parts } => {
            chain.push(runner.as_str());
            chain.push_all(parts.iter().map(|part| part.text.as_str()));
        }
    }
    chain.digest()
}
