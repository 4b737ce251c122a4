//! `mdbook-aws test`, `allow` and `status`: runs the blocks of a book.

mod consent;
mod progress;
mod summary;

use std::io::IsTerminal as _;
use std::num::NonZero;
use std::path::PathBuf;
use std::process::ExitCode;

use super::check::print_errors;
use super::{Error, FAILED, write_report};
use crate::build_facts::variable;
use crate::doctest::book::{Book, BookFiles};
use crate::doctest::execution::{sandbox, worker};
use crate::doctest::run::{AwsAccess, Credentials, Request, Run, RunResult, WantedIsolation};
use crate::report::Report;
use crate::report::format::{Extras, Format};
use crate::terminal::wants_color;
use aws_doc_disk::cache_folder;
use aws_doc_lint::diagnostic::Severity;
use progress::Progress;
use summary::Summary;

pub(super) use consent::{allow, status};

pub(super) const EXIT_STATUS: &str = "\
Exit status: 0 all blocks did what the book says, 1 some did not, 2 the work could not be done.";

/// The arguments of `test`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The folder of the book, which holds book.toml
    #[arg(value_name = "BOOK")]
    book: PathBuf,
    /// Run only this chapter, given by its path below the book's sources; may be repeated
    #[arg(long, value_name = "PATH")]
    chapter: Vec<String>,
    /// Run all blocks without asking
    #[arg(long)]
    yes: bool,
    /// Write what has run to executed.json in the book's folder, for the badges
    #[arg(long)]
    record: bool,
    /// Write what the blocks printed into the pages where they expect something else
    #[arg(long)]
    update: bool,
    /// Also run chapters that have passed before and have not changed
    #[arg(long)]
    no_cache: bool,
    /// How many chapters run at a time; by default, as many as there are processors
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,
    /// Call AWS itself with the credentials in the AWS variables of this environment: what the
    /// blocks create and call is real and is billed. Nothing is emulated, cached or recorded
    #[arg(long, conflicts_with_all = ["record", "isolation"])]
    real_aws: bool,
    /// How chapters are kept apart from the machine
    #[arg(long, value_enum, default_value_t)]
    isolation: Wanted,
    /// The form of the report
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum Wanted {
    /// By namespaces if the kernel provides them, otherwise by their environment
    #[default]
    Auto,
    /// By namespaces, or nothing runs
    Namespaces,
    /// By their environment and refusing proxies
    Environment,
}

impl Arguments {
    fn request(&self) -> Result<Request, Error> {
        let mut request = Request::new(program()?, cache()?);
        request.isolation = match self.isolation {
            Wanted::Auto => WantedIsolation::Best,
            Wanted::Namespaces => WantedIsolation::Namespaces,
            Wanted::Environment => WantedIsolation::Environment,
        };
        if self.real_aws {
            request.aws = AwsAccess::Real(Credentials::from_environment(variable)?);
        }
        request.jobs = self.jobs.and_then(|jobs| NonZero::new(jobs.into()));
        request.reuse = !self.no_cache;
        request.record = self.record;
        request.update = self.update;
        request.stop_on_signals = true;
        Ok(request)
    }
}

/// Runs the command.
pub(super) fn main(arguments: &Arguments) -> ExitCode {
    match test(arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            print_errors(arguments.format, [error.to_string()]);
            ExitCode::from(FAILED)
        }
    }
}

/// Runs as the process of a chapter.
pub(super) fn worker() -> ExitCode {
    match worker::main() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// Confines this process and becomes another program.
pub(super) fn confined(arguments: &[std::ffi::OsString]) -> ExitCode {
    // This is where the output of the program would be.
    println!("{}", sandbox::confine::main(arguments));
    ExitCode::from(FAILED)
}

fn test(arguments: &Arguments) -> Result<bool, Error> {
    let files = BookFiles::find(&arguments.book)?;
    let mut book = Book::read(&files, &arguments.chapter)?;
    // Nothing runs before all that the blocks ask for is understood.
    let faults = book.faults();
    if !faults.is_empty() {
        book.set_diagnostics(faults);
        report(arguments.format, &book, None);
        return Ok(false);
    }
    let run = Run::prepare(&book, arguments.request()?)?;
    if !arguments.yes {
        consent::ask(&book, &run)?;
    }
    if arguments.real_aws {
        consent::ask_for_real_aws(&book, arguments.yes)?;
    }
    let progress = Progress::new();
    let result = run.start(&|event| progress.show(event))?;
    let RunResult { diagnostics, .. } = &result;
    book.set_diagnostics(diagnostics.clone());
    report(arguments.format, &book, Some(&Summary(&result)));
    Ok(book.findings().count(Severity::Error) == 0)
}

/// This program.
fn program() -> Result<PathBuf, Error> {
    std::env::current_exe().map_err(Error::Program)
}

/// The folder for tools, and for notes on what was allowed and what has passed.
fn cache() -> Result<PathBuf, Error> {
    let folder = cache_folder(variable).ok_or(Error::NoCache)?;
    std::path::absolute(&folder).map_err(|source| Error::Cache { folder, source })
}

fn report(format: Format, book: &Book<'_>, summary: Option<&Summary<'_>>) {
    let report = Report::new(book.files(), book.findings(), book.facts());
    let extras = Extras {
        summary: summary.map_or_else(
            || "nothing was run, because of the errors above\n".to_owned(),
            Summary::human,
        ),
        tests: summary.map(Summary::to_json),
    };
    let color = wants_color(std::io::stdout().is_terminal());
    write_report(format.print(&report, extras, color));
}
