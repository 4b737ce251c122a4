//! What the built-in facts and models say, against their sources: AWS's packages and documentation, and
//! the real readers of `.env` files. Most of it needs Python or Node.js, and the registries once.

#[path = "../support/machine.rs"]
mod machine;
#[path = "../support/skip.rs"]
mod skip;
#[path = "../support/mod.rs"]
mod support;

mod aws_cli_examples;
mod env_names_facts;
mod env_readers;
mod facts_cli;
mod managed_policies;
mod regenerate;
mod regenerate_iam;
mod shell_forms;
