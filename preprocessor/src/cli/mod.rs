//! The program: arguments in, exit status out. One file for each command.

mod baseline;
mod check;
mod claims;
mod explain;
mod fix;
#[cfg(feature = "live")]
mod links;
mod overrides;
mod preprocess;
mod protocol;
#[cfg(feature = "live")]
mod refresh;
mod render;
#[cfg(all(feature = "doctest", unix))]
mod test;

use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[cfg(all(feature = "doctest", unix))]
use crate::doctest::{book::BookError, run::RunError};
use crate::say;
use crate::target::TargetError;
use crate::terminal::wants_color;
use aws_doc_lint::document::UnreadableChapter;
use aws_doc_lint::redact;

/// Checks the AWS snippets of an mdBook, or of any Markdown.
///
/// Without a command it follows mdBook's protocol for preprocessors on standard input and output.
#[derive(Debug, Parser)]
#[command(name = "mdbook-aws", version, after_help = EXIT_STATUS)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

const EXIT_STATUS: &str = "\
Exit status of `check`: 0 no errors, 1 errors found, 2 the work could not be done.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Check books, folders or Markdown files
    #[command(after_help = EXIT_STATUS)]
    Check(check::Arguments),
    /// List what a book says about AWS without evidence, and the share that has some
    #[command(after_help = claims::EXIT_STATUS)]
    Claims(claims::Arguments),
    /// Print the page of a check, or list all checks
    Explain {
        /// The code of a check, such as `env/inline-comment`
        code: Option<String>,
    },
    /// Check whether the pages that a book links to still exist
    #[cfg(feature = "live")]
    #[command(after_help = links::EXIT_STATUS)]
    Links(links::Arguments),
    /// Exit with status 0 if a renderer is supported; all are
    #[command(hide = true)]
    Supports {
        /// The name of the renderer
        renderer: String,
    },
    /// Query AWS, and write its answers to the book's `facts/`
    #[cfg(feature = "live")]
    #[command(after_help = refresh::EXIT_STATUS)]
    Refresh(refresh::Arguments),
    /// Run the code blocks of a book and compare what they do with what the book says
    #[cfg(all(feature = "doctest", unix))]
    #[command(after_help = test::EXIT_STATUS)]
    Test(test::Arguments),
    /// Allow the blocks of a book to run as they are now
    #[cfg(all(feature = "doctest", unix))]
    Allow {
        /// The folder of the book, which holds book.toml
        #[arg(value_name = "BOOK")]
        book: PathBuf,
    },
    /// List the blocks of a book that run, and whether they are allowed to
    #[cfg(all(feature = "doctest", unix))]
    Status {
        /// The folder of the book, which holds book.toml
        #[arg(value_name = "BOOK")]
        book: PathBuf,
    },
    /// Run one chapter (internal)
    #[cfg(all(feature = "doctest", unix))]
    #[command(name = crate::doctest::execution::run::WORKER, hide = true)]
    RunChapter,
    /// Run a program in a sandbox (internal)
    #[cfg(all(feature = "doctest", unix))]
    #[command(name = crate::doctest::execution::sandbox::confine::COMMAND, hide = true)]
    RunConfined {
        /// How, the program, and its arguments
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<std::ffi::OsString>,
    },
    /// Read a book from standard input and write it to standard output, as mdBook asks
    #[command(hide = true)]
    Preprocess,
    /// Finish the pages that mdBook has built, as mdBook asks: the renderer `site`
    #[command(hide = true)]
    Render,
}

/// The work could not be done: bad arguments, an unreadable file, bad settings.
const FAILED: u8 = 2;

/// Why the program could not do its work.
#[derive(Debug, thiserror::Error)]
enum Error {
    /// A path at which nothing can be read.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// A file that cannot be read.
    #[error(transparent)]
    Unreadable(#[from] UnreadableChapter),
    /// A file that cannot be fixed.
    #[error("cannot fix {path}: {reason}")]
    Fix {
        /// The file as reports show it.
        path: String,
        /// Why.
        reason: String,
    },
    /// A check that does not exist, or a severity that is none.
    #[error("{0}")]
    Code(String),
    /// A baseline that cannot be used.
    #[error(transparent)]
    Baseline(#[from] baseline::BaselineError),
    /// Standard input that cannot be read.
    #[error("cannot read standard input: {0}")]
    StandardInput(std::io::Error),
    /// A report that cannot be written.
    #[error("cannot write the report to {}: {error}", path.display())]
    Output {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// Blocks that could not be run.
    #[cfg(all(feature = "doctest", unix))]
    #[error(transparent)]
    Run(#[from] RunError),
    /// Blocks that nobody has allowed to run.
    #[cfg(all(feature = "doctest", unix))]
    #[error("{0}")]
    Consent(String),
    /// There is no place for a cache.
    #[cfg(all(feature = "doctest", unix))]
    #[error("there is no folder for caches; set MDBOOK_AWS_CACHE_DIR to one")]
    NoCache,
    /// The path of the cache cannot be made absolute.
    #[cfg(all(feature = "doctest", unix))]
    #[error("cannot use {} for caches: {source}", folder.display())]
    Cache {
        /// The folder.
        folder: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The system does not say where this program is.
    #[cfg(all(feature = "doctest", unix))]
    #[error("cannot find the file of this program: {0}")]
    Program(std::io::Error),
}

#[cfg(all(feature = "doctest", unix))]
impl From<BookError> for Error {
    fn from(error: BookError) -> Self {
        Self::Run(error.into())
    }
}

/// Runs the program.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return refuse(&error),
    };
    match arguments.command {
        Some(Command::Check(arguments)) => check::main(&arguments),
        Some(Command::Claims(arguments)) => claims::main(&arguments),
        Some(Command::Explain { code }) => explain::main(code.as_deref()),
        #[cfg(feature = "live")]
        Some(Command::Links(arguments)) => links::main(&arguments),
        Some(Command::Supports { renderer: _ }) => ExitCode::SUCCESS,
        #[cfg(feature = "live")]
        Some(Command::Refresh(arguments)) => refresh::main(&arguments),
        #[cfg(all(feature = "doctest", unix))]
        Some(Command::Test(arguments)) => test::main(&arguments),
        #[cfg(all(feature = "doctest", unix))]
        Some(Command::Allow { book }) => test::allow(&book),
        #[cfg(all(feature = "doctest", unix))]
        Some(Command::Status { book }) => test::status(&book),
        #[cfg(all(feature = "doctest", unix))]
        Some(Command::RunChapter) => test::worker(),
        #[cfg(all(feature = "doctest", unix))]
        Some(Command::RunConfined { arguments }) => test::confined(&arguments),
        Some(Command::Preprocess) => preprocess::main(),
        Some(Command::Render) => render::main(),
        None if std::io::stdin().is_terminal() => {
            say::line(
                "mdbook-aws reads a book from mdBook on standard input. `mdbook-aws check PATH` \
                 checks a book, a folder or a file; `mdbook-aws --help` lists all commands.",
            );
            ExitCode::from(FAILED)
        }
        None => preprocess::main(),
    }
}

/// Reports bad arguments, as JSON if the arguments ask for it.
fn refuse(error: &clap::Error) -> ExitCode {
    use clap::error::ErrorKind::{DisplayHelp, DisplayVersion};
    if matches!(error.kind(), DisplayHelp | DisplayVersion) {
        return match error.print() {
            Err(lost) if lost.kind() != std::io::ErrorKind::BrokenPipe => ExitCode::from(FAILED),
            _ => ExitCode::SUCCESS,
        };
    }
    // It repeats the argument, which may be a secret in the wrong place.
    let rendered = error.render();
    if check::asks_for_json(std::env::args_os()) {
        let message = redact::unknown(rendered.to_string().trim());
        // It has failed already.
        let _ = write_report(crate::report::json::print_errors([message]));
    } else {
        let text = match wants_color(std::io::stderr().is_terminal()) {
            true => rendered.ansi().to_string(),
            false => rendered.to_string(),
        };
        say::line(redact::unknown(&text).trim_end());
    }
    ExitCode::from(FAILED)
}

/// Writes a report to standard output, as [`write_out`] does.
fn write_report(json: serde_json::Result<String>) -> bool {
    match json {
        Ok(text) => write_out(&text),
        Err(error) => {
            say::error(&format!("the report cannot be written as JSON: {error}"));
            false
        }
    }
}

/// Writes to standard output; reports a failure and returns `false`. A reader that has gone away, as
/// `head` does, is not a failure.
fn write_out(text: &str) -> bool {
    match say::out(text) {
        Ok(()) => true,
        Err(error) => {
            say::error(&format!("standard output cannot be written: {error}"));
            false
        }
    }
}
