//! Asks whether a book may run, and lists which of its blocks may.

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;
use std::process::ExitCode;

use super::{Error, FAILED, cache, print_errors, program};
use crate::cli::write_out;
use crate::doctest::book::{Block, Book, BookFiles};
use crate::doctest::execution::consent::{Consent, describe};
use crate::doctest::pin::Need;
use crate::doctest::run::{self, Run, Separation};
use crate::report::format::Format;
use aws_doc_lint::visible::visible;

/// Asks the user to allow the blocks that are not allowed yet, or fails where nobody can be asked.
pub(super) fn ask(book: &Book<'_>, run: &Run<'_, '_>) -> Result<(), Error> {
    let mut consent = run.consent();
    let new = list(book, &consent, true);
    if new.is_empty() {
        return Ok(());
    }
    let count = new.lines().count();
    let blocks = if count == 1 {
        "block has"
    } else {
        "blocks have"
    };
    if !has_terminal() {
        let book = visible(&book.root().to_string_lossy());
        return Err(Error::Consent(format!(
            "{count} {blocks} not been allowed to run; read them, as `mdbook-aws status {book}` \
             lists them, then run `mdbook-aws allow {book}`, or use --yes"
        )));
    }
    let settings = settings(book);
    let separation = visible(&run.separation().describe());
    confirm(&format!(
        "{new}{settings}  kept apart: {separation}\nThese {count} {blocks} not run on this machine \
         before. Run them? [y/N] "
    ))?;
    keep(&mut consent, book)
}

/// Whether there is a user who can be asked.
fn has_terminal() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Asks a question, and fails if the answer is not yes.
fn confirm(question: &str) -> Result<(), Error> {
    let mut answer = String::new();
    eprint!("{question}");
    std::io::stderr()
        .flush()
        .and_then(|()| std::io::stdin().read_line(&mut answer))
        .map_err(|error| Error::Consent(format!("the question cannot be asked: {error}")))?;
    match answer.trim() {
        "y" | "Y" | "yes" => Ok(()),
        _ => Err(Error::Consent("nothing was run".to_owned())),
    }
}

/// Notes that all blocks of the book are allowed.
fn keep(consent: &mut Consent, book: &Book<'_>) -> Result<(), Error> {
    consent
        .allow(book.plans())
        .map_err(|error| Error::Consent(format!("the answer cannot be kept: {error}")))
}

/// Says what calling AWS itself means, and asks.
pub(super) fn ask_for_real_aws(book: &Book<'_>, yes: bool) -> Result<(), Error> {
    let calling = book.blocks();
    let calling = calling.filter(|block| block.step.needs.contains(&Need::Emulator));
    let calls = described(calling);
    let count = calls.lines().count();
    eprintln!(
        "{calls}--real-aws: these {count} blocks call AWS itself with the credentials of this \
         environment. What they create, change and delete is real; calls of models are billed by \
         their tokens, and whatever a failed run leaves behind is yours to remove."
    );
    if yes {
        return Ok(());
    }
    if !has_terminal() {
        let message = "there is nobody to ask; --yes allows it";
        return Err(Error::Consent(message.to_owned()));
    }
    confirm("Call AWS? [y/N] ")
}

/// Runs `mdbook-aws allow`.
pub(in crate::cli) fn allow(root: &Path) -> ExitCode {
    print(root, |book, consent| {
        let new = list(book, consent, true);
        keep(consent, book)?;
        let settings = settings(book);
        let count = book.blocks().count();
        Ok((
            format!("{new}{settings}all {count} blocks may run now\n"),
            true,
        ))
    })
}

/// Runs `mdbook-aws status`.
pub(in crate::cli) fn status(root: &Path) -> ExitCode {
    print(root, |book, consent| {
        let (allowed, new) = (list(book, consent, false), list(book, consent, true));
        let mut text = String::new();
        if !allowed.is_empty() {
            text.push_str(&format!("may run:\n{allowed}"));
        }
        if !new.is_empty() {
            text.push_str(&format!("not allowed yet:\n{new}"));
        }
        if text.is_empty() {
            text.push_str("no block of this book runs\n");
        }
        text.push_str(&settings(book));
        Ok((text, new.is_empty()))
    })
}

/// Prints what `say` says about a book and what is allowed to it, and whether all is well.
fn print(
    root: &Path,
    say: impl FnOnce(&Book<'_>, &mut Consent) -> Result<(String, bool), Error>,
) -> ExitCode {
    let said = || {
        let files = BookFiles::find(root)?;
        let book = Book::read(&files, &[])?;
        let is_weak = Separation::of_this_system(&program()?).is_weak();
        let mut consent = run::consent(&book, &cache()?, is_weak);
        say(&book, &mut consent)
    };
    match said() {
        Ok((text, is_well)) => {
            write_out(&text);
            ExitCode::from(u8::from(!is_well))
        }
        Err(error) => {
            print_errors(Format::Human, [error.to_string()]);
            ExitCode::from(FAILED)
        }
    }
}

/// A line for each block that the user must be asked about, or for each other one.
fn list(book: &Book<'_>, consent: &Consent, asked: bool) -> String {
    let asks: Vec<Vec<usize>> = book.plans().iter().map(|plan| consent.asks(plan)).collect();
    described(book.blocks().filter(|block| {
        let asks = asks.get(block.chapter);
        asks.is_some_and(|asks| asks.contains(&block.number)) == asked
    }))
}

/// A line for each block: its place, and what it does.
fn described<'b>(blocks: impl Iterator<Item = Block<'b>>) -> String {
    let lines = blocks.map(|block| {
        let what = describe(block.step, block.snippet);
        format!("  {}  {what}\n", visible(&block.place))
    });
    lines.collect()
}

/// A line for each of the book's settings that decides what its blocks run with.
fn settings(book: &Book<'_>) -> String {
    let mut text = String::new();
    if let Some(endpoint) = book.endpoint() {
        text.push_str(&format!(
            "  book.toml: AWS calls go to {}, which needs --isolation environment\n",
            visible(endpoint)
        ));
    }
    if book.takes_tools_from_path() {
        text.push_str("  book.toml: the AWS CLI and Python are those of this machine\n");
    }
    text
}
