//! The program as a user runs it: on files, inside mdBook, with a network, and executing snippets.

#[cfg(feature = "live")]
#[path = "../support/authority.rs"]
mod authority;
#[cfg(feature = "live")]
#[path = "../support/aws.rs"]
mod aws;
#[cfg(feature = "live")]
#[path = "../support/book.rs"]
mod book;
#[path = "../support/machine.rs"]
mod machine;
#[path = "../support/mdbook.rs"]
mod mdbook;
#[cfg(feature = "live")]
#[path = "../support/server.rs"]
mod server;
#[path = "../support/skip.rs"]
mod skip;
#[path = "../support/mod.rs"]
mod support;
#[cfg(feature = "doctest")]
#[path = "../support/tools.rs"]
mod tools;

mod book_facts;
mod cli;
#[cfg(feature = "doctest")]
mod emulated_aws;
mod flags;
mod formats;
#[cfg(feature = "live")]
mod links;
#[cfg(feature = "live")]
mod live_tls;
mod protocol;
#[cfg(feature = "live")]
mod refresh;
#[cfg(feature = "live")]
mod refresh_endures;
#[cfg(all(feature = "doctest", unix))]
mod run_blocks;
mod site;
mod skipping;
#[cfg(unix)]
mod special_files;
