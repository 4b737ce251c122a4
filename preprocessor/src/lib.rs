//! `mdbook-aws` checks the AWS snippets of a book and keeps its facts current.
//!
//! The way of the data goes one way only: [`document`] turns Markdown into snippets that know
//! their place on disk; [`check`] finds what is wrong with them by [`facts`], as values of
//! [`diagnostic`]; [`render`] replaces directives by tables; [`report`] prints. All of that is
//! pure: no network, clock, environment or file. [`run`] is the whole way in one call.
pub(crate) mod build_facts;
pub mod cli;
pub mod doctest;
pub mod mdbook;
pub mod render;
pub mod report;
pub mod setting;
pub mod settings;
pub mod site;
