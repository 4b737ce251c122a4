//! Builds and serves the Bedrock Credentials Guide, every snippet checked.

mod serve;
mod site;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use mdbook_aws::say;

/// Builds the Bedrock Credentials Guide with every snippet checked, and says where it is.
#[derive(Debug, Parser)]
#[command(
    name = "bedrock-guide",
    version,
    args_conflicts_with_subcommands = true
)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    build: Build,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the guide once (what happens without a command)
    Build(Build),
    /// Serve the guide on this machine and build it again on every change
    Serve {
        #[command(flatten)]
        book: Book,
        /// The port to listen on; 0 takes a free one
        #[arg(long, default_value_t = 3000)]
        port: u16,
        /// Open the guide in a browser
        #[arg(long)]
        open: bool,
    },
}

#[derive(Debug, clap::Args)]
struct Build {
    #[command(flatten)]
    book: Book,
    /// Where to put the pages, instead of where book.toml says
    #[arg(long, value_name = "FOLDER")]
    dest: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
struct Book {
    /// The folder of the book; without it, `book` in this folder or one above
    #[arg(long, value_name = "FOLDER")]
    book: Option<PathBuf>,
}

fn main() -> ExitCode {
    // mdBook's own warnings.
    tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::WARN)
        .with_writer(std::io::stderr)
        .without_time()
        .with_target(false)
        // Such an error could not be written anywhere either.
        .log_internal_errors(false)
        .init();
    let arguments = Arguments::parse();
    let done = match arguments.command {
        None => build(&arguments.build),
        Some(Command::Build(arguments)) => build(&arguments),
        Some(Command::Serve { book, port, open }) => {
            site::find(book.book.as_deref()).and_then(|root| serve::run(&root, port, open))
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say::error(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn build(arguments: &Build) -> anyhow::Result<()> {
    let root = site::find(arguments.book.book.as_deref())?;
    let mut changes = site::Changes::default();
    if let Some(dest) = &arguments.dest {
        changes.build_dir = Some(std::path::absolute(dest)?);
    }
    let pages = site::build(&root, &changes)?;
    let index = pages.join("index.html");
    say::out(&format!("The guide is in {}\n", index.display()))
        .context("standard output cannot be written")
}
