//! `mdbook-aws check`

use std::ffi::OsString;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;

use super::{Error, FAILED, fix, write_json, write_out};
use crate::report::{Report, github, human, json};
use crate::target;
use crate::terminal::wants_color;
use aws_doc_disk::Disk;
use aws_doc_facts::Facts;
use aws_doc_lint::diagnostic::Severity;
use aws_doc_lint::run::{self, Findings};

use aws_doc_lint::redact;
use spanned_text::Files;

use crate::say;

/// The arguments of `check`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Books (folders with a book.toml), other folders, or Markdown files
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The form of the report
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Apply the safe fixes to the files, then report what remains
    #[arg(long)]
    fix: bool,
    /// What fails the check in addition to errors
    #[arg(long, value_enum, value_name = "WHAT")]
    deny: Option<Deny>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people: excerpts with carets
    #[default]
    Human,
    /// One JSON object, for programs
    Json,
    /// Annotations of GitHub Actions
    Github,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Deny {
    /// Warnings
    Warnings,
}

/// Whether arguments that cannot be understood ask for JSON.
pub(super) fn asks_for_json(arguments: impl Iterator<Item = OsString>) -> bool {
    let arguments: Vec<OsString> = arguments.collect();
    arguments.iter().any(|argument| argument == "--format=json")
        || arguments
            .windows(2)
            .any(|pair| matches!(pair, [option, value] if option == "--format" && value == "json"))
}

/// Runs the command.
pub(super) fn main(arguments: &Arguments) -> ExitCode {
    match check(arguments) {
        Ok(passed) => ExitCode::from(u8::from(!passed)),
        Err(errors) if errors.is_empty() => ExitCode::from(FAILED),
        Err(errors) => {
            print_errors(arguments.format, errors.iter().map(ToString::to_string));
            ExitCode::from(FAILED)
        }
    }
}

/// Reports why the command failed.
pub(super) fn print_errors(format: Format, messages: impl IntoIterator<Item = String>) {
    let messages = messages.into_iter().map(|text| redact::unknown(&text));
    match format {
        // Whether they can be written or not, the program has failed.
        Format::Json => {
            let _ = write_json(json::print_errors(messages));
        }
        Format::Github => {
            let all: String = messages
                .map(|message| github::print_error(&message))
                .collect();
            let _ = write_out(&all);
        }
        Format::Human => messages.for_each(|message| say::error(&message)),
    }
}

fn check(arguments: &Arguments) -> Result<bool, Vec<Error>> {
    let mut disk = Disk::default();
    let mut targets = Vec::new();
    let mut errors = Vec::new();
    for path in &arguments.paths {
        match target::resolve(path, &mut disk) {
            Ok(found) => targets.extend(found),
            Err(error) => errors.push(error.into()),
        }
    }
    if arguments.fix && errors.is_empty() {
        let done = fix::fix(&disk, &targets);
        for note in &done.notes {
            say::note(note);
        }
        errors.extend(done.errors);
    }
    let mut files = Files::new(&disk);
    let mut whole = Findings::default();
    let mut denied = false;
    target::keep_each_once(&mut targets);
    for target in &mut targets {
        let outcome = run::check(
            &mut files,
            &target.inputs,
            &target.facts,
            &target.settings.run,
        );
        let deny = target.settings.deny_warnings || arguments.deny.is_some();
        denied |= deny && outcome.count(Severity::Warning) > 0;
        whole.merge(outcome, &files);
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    // The report names one set of facts: those of the first book.
    let bundled = Facts::bundled();
    let facts = targets.first().map_or(&bundled, |target| &target.facts);
    let report = Report::new(&files, &whole, facts);
    let written = match arguments.format {
        Format::Json => write_json(json::print(&report)),
        Format::Github => write_out(&github::print(&report)),
        Format::Human => {
            let color = wants_color(std::io::stdout().is_terminal());
            let mut text = human::print(&report, color);
            text.push_str(&report.summary());
            text.push('\n');
            write_out(&text)
        }
    };
    if !written {
        // This has been reported.
        return Err(Vec::new());
    }
    if !whole.unreadable.is_empty() {
        // The JSON report lists them itself.
        if arguments.format != Format::Json {
            print_errors(
                arguments.format,
                whole.unreadable.iter().map(ToString::to_string),
            );
        }
        return Err(Vec::new());
    }
    Ok(whole.count(Severity::Error) == 0 && !denied)
}
