//! `mdbook-aws` checks the AWS snippets of a book and keeps its facts current.
//!
//! The checks live in [`aws_doc_lint`], the facts in [`aws_doc_facts`]. This crate is what surrounds them:
//! mdBook's preprocessor ([`mdbook`]) and renderer ([`site`]), the tables that directives stand for
//! ([`render`]), reports ([`report`]), the doc-tests ([`doctest`]), and the program ([`cli`]).

pub mod badge;
pub(crate) mod build_facts;
pub mod cli;
pub mod doctest;
pub mod emulation;
pub mod mdbook;
pub mod render;
pub mod report;
pub mod say;
pub mod setting;
pub mod settings;
pub mod site;
pub(crate) mod summary;
pub(crate) mod terminal;
