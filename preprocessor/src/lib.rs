//! `mdbook-aws` checks the AWS snippets of a book and keeps its facts current.
//!
//! The checks are in [`aws_doc_lint`], the facts in [`aws_doc_facts`]. This crate holds the rest: mdBook's
//! preprocessor ([`mdbook`]) and renderer ([`site`]), the tables that replace directives ([`render`]),
//! reports ([`report`]), the doc-tests ([`doctest`]), and the program ([`cli`]).

pub(crate) mod badge;
pub(crate) mod book_toml;
pub(crate) mod build_facts;
pub(crate) mod claims;
pub mod cli;
pub(crate) mod clock;
pub mod doctest;
pub mod emulation;
pub mod mdbook;
pub(crate) mod paths;
pub mod render;
pub mod report;
pub mod say;
pub mod settings;
pub mod site;
pub(crate) mod splice;
pub(crate) mod summary;
pub mod target;
pub(crate) mod terminal;
pub(crate) mod words;
