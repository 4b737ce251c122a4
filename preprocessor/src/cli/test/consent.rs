//! Asks whether a book may run, and lists which of its blocks may.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::apart::Apart;
use super::book::{self, Book};
use super::{FAILED, Format, print_errors, state};
use crate::cli::write_out;
use crate::doctest::execution::consent::{Consent, describe};
use crate::doctest::pin::Need;
use crate::doctest::plan::{ChapterPlan, Step};
use aws_doc_lint::visible::visible;

/// Asks for what is not allowed yet, or fails where nobody can be asked.
pub(super) fn ask(book: &Book<'_>, state: &Path, apart: &Apart) -> anyhow::Result<()> {
    let mut consent = load(book, state, apart.is_weak());
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
    if !(std::io::stdin().is_terminal() && std::io::stderr().is_terminal()) {
        anyhow::bail!(
            "{count} {blocks} not been allowed to run; read them, as `mdbook-aws status {book}` \
             lists them, then run `mdbook-aws allow {book}`, or use --yes",
            book = visible(&book.root.to_string_lossy())
        );
    }
    let settings = settings(book);
    let apart = visible(&apart.describe());
    eprint!(
        "{new}{settings}  kept apart: {apart}\nThese {count} {blocks} not run on this machine before. Run them? [y/N] "
    );
    std::io::stderr().flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    if !matches!(answer.trim(), "y" | "Y" | "yes") {
        anyhow::bail!("nothing was run");
    }
    consent.allow(&book.plans)?;
    Ok(())
}

/// The variables that hold credentials or say where they are for.
const CREDENTIALS: [&str; 6] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_BEARER_TOKEN_BEDROCK",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
];

/// What of the user's environment a chapter gets that is to call AWS itself.
pub(super) fn credentials() -> Vec<(String, String)> {
    let set = CREDENTIALS.into_iter().filter_map(|name| {
        let value = std::env::var(name).ok().filter(|value| !value.is_empty())?;
        Some((name.to_owned(), value))
    });
    set.collect()
}

/// Says what calling AWS itself means, and asks, or fails where there is nothing to call it with.
pub(super) fn ask_for_real_aws(book: &Book<'_>, yes: bool) -> anyhow::Result<()> {
    let has = |wanted: &str| credentials().iter().any(|(name, _)| name == wanted);
    let has_keys = has("AWS_ACCESS_KEY_ID") && has("AWS_SECRET_ACCESS_KEY");
    if !has_keys && !has("AWS_BEARER_TOKEN_BEDROCK") {
        anyhow::bail!(
            "--real-aws needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or \
             AWS_BEARER_TOKEN_BEDROCK, in the environment; profiles are not read"
        );
    }
    let mut calls = String::new();
    for (index, plan) in book.plans.iter().enumerate() {
        describe_steps(book, index, plan, &mut calls, |_, step| {
            step.needs.contains(&Need::Emulator)
        });
    }
    let count = calls.lines().count();
    eprintln!(
        "{calls}--real-aws: these {count} blocks call AWS itself with the credentials of this \
         environment. What they create, change and delete is real; calls of models are billed by \
         their tokens, and whatever a failed run leaves behind is yours to remove."
    );
    if yes {
        return Ok(());
    }
    if !(std::io::stdin().is_terminal() && std::io::stderr().is_terminal()) {
        anyhow::bail!("there is nobody to ask; --yes allows it");
    }
    eprint!("Call AWS? [y/N] ");
    std::io::stderr().flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    match answer.trim() {
        "y" | "Y" | "yes" => Ok(()),
        _ => anyhow::bail!("nothing was run"),
    }
}

/// Runs `mdbook-aws allow`.
pub(in crate::cli) fn allow(root: &Path) -> ExitCode {
    told(root, |book, consent| {
        let new = list(book, consent, true);
        consent.allow(&book.plans)?;
        let steps: usize = book.plans.iter().map(|plan| plan.steps.len()).sum();
        let settings = settings(book);
        Ok((
            format!("{new}{settings}all {steps} blocks may run now\n"),
            true,
        ))
    })
}

/// Runs `mdbook-aws status`.
pub(in crate::cli) fn status(root: &Path) -> ExitCode {
    told(root, |book, consent| {
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

fn told(
    root: &Path,
    tell: impl FnOnce(&Book<'_>, &mut Consent) -> anyhow::Result<(String, bool)>,
) -> ExitCode {
    let done = || {
        let disk = book::disk(root)?;
        let book = Book::load(&disk, &[])?;
        let state: PathBuf = state()?;
        let weak = Apart::of_this_system(&std::env::current_exe()?).is_weak();
        let mut consent = load(&book, &state, weak);
        tell(&book, &mut consent)
    };
    match done() {
        Ok((text, well)) => {
            write_out(&text);
            ExitCode::from(u8::from(!well))
        }
        Err(error) => {
            print_errors(Format::Human, [format!("{error:#}")]);
            ExitCode::from(FAILED)
        }
    }
}

/// A line for each step that a user must be asked about, or for each other one.
fn list(book: &Book<'_>, consent: &Consent, asked: bool) -> String {
    let mut text = String::new();
    for (index, plan) in book.plans.iter().enumerate() {
        let asks = consent.asks(plan);
        describe_steps(book, index, plan, &mut text, |number, _| {
            asks.contains(&number) == asked
        });
    }
    text
}

/// A line for each step of a chapter that is `wanted`: its place, and what it does.
fn describe_steps(
    book: &Book<'_>,
    index: usize,
    plan: &ChapterPlan,
    text: &mut String,
    wanted: impl Fn(usize, &Step) -> bool,
) {
    let chapter = book.chapters.get(index);
    let chapter = chapter.and_then(|chapter| book.outcome.chapters.get(*chapter));
    for (number, step) in plan.steps.iter().enumerate() {
        if wanted(number, step) {
            let snippet = chapter.and_then(|it| it.document.snippets.get(step.snippet));
            let what = describe(step, snippet);
            let place = visible(&book.place(index, number));
            text.push_str(&format!("  {place}  {what}\n"));
        }
    }
}

/// What is allowed to a book.
fn load(book: &Book<'_>, state: &Path, weak: bool) -> Consent {
    let besides = book.target.settings.test.plan().besides;
    Consent::load(state, &book.root, &besides, weak)
}

/// A line for each of the book's settings that decides what its blocks run with.
fn settings(book: &Book<'_>) -> String {
    let settings = &book.target.settings.test;
    let mut text = String::new();
    if let Some(endpoint) = &settings.endpoint {
        text.push_str(&format!(
            "  book.toml: AWS calls go to {}, which needs --isolation environment\n",
            visible(endpoint)
        ));
    }
    if settings.tools_from_path {
        text.push_str("  book.toml: the AWS CLI and Python are those of this machine\n");
    }
    text
}
