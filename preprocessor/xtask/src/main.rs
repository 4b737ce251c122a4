//! `cargo xtask`: the chores of this workspace.

use std::process::ExitCode;

use anyhow::Result;
use aws_doc_xtask::{licences, modules, new_check, prose, workspace_root};
use clap::Parser;

/// The chores of this workspace.
#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask")]
enum Task {
    /// Prints which module uses which, crate by crate, as a Mermaid drawing; fails on a circle.
    Graph {
        /// Print only the drawing of the crates.
        #[arg(long)]
        crates: bool,
    },
    /// Prints the licences of all crates that the program contains when it is built for a target.
    Licences {
        /// The target, such as `x86_64-unknown-linux-gnu`.
        target: String,
    },
    /// Writes the rule, the case and the registration of a new check.
    NewCheck {
        /// The family, such as `policy` or `env`.
        family: String,
        /// The name within the family, such as `broad` or `inline-comment`.
        name: String,
    },
    /// Lists unnatural English in docs, messages and Markdown; fails if there is more than allowed.
    Prose {
        /// Lower the allowed numbers to those found.
        #[arg(long)]
        lower: bool,
    },
}

fn main() -> Result<ExitCode> {
    let root = workspace_root();
    Ok(match Task::parse() {
        Task::Graph { crates: true } => {
            print!("{}", modules::draw_crates(&root)?);
            ExitCode::SUCCESS
        }
        Task::Graph { crates: false } => {
            let mut status = ExitCode::SUCCESS;
            for graph in modules::read_workspace(&root)? {
                print!("{}", graph.draw());
                for circle in graph.circles() {
                    eprintln!("a circle in {}:\n{circle}", graph.name);
                    status = ExitCode::FAILURE;
                }
            }
            status
        }
        Task::Licences { target } => {
            print!("{}", licences::texts(&root, &target)?);
            ExitCode::SUCCESS
        }
        Task::NewCheck { family, name } => {
            for step in new_check::write(&root, &family, &name)? {
                println!("{step}");
            }
            ExitCode::SUCCESS
        }
        Task::Prose { lower } => {
            let report = prose::look(&root)?;
            print!("{report}");
            if lower {
                prose::lower(&root, &report)?;
            }
            match prose::exceeded(&root, &report)? {
                over if over.is_empty() => ExitCode::SUCCESS,
                over => {
                    eprint!("{over}");
                    ExitCode::FAILURE
                }
            }
        }
    })
}
