//! `mdbook-aws` checks the AWS snippets of a book and keeps its facts current.
//!
//! The way of the data goes one way only: [`document`] turns Markdown into snippets that know
//! their place on disk; [`check`] finds what is wrong with them by [`facts`], as values of
//! [`diagnostic`]; [`render`] replaces directives by tables; [`report`] prints. All of that is
//! pure: no network, clock, environment or file. [`run`] is the whole way in one call.

#[cfg(feature = "cli")]
pub(crate) mod build_facts;
#[cfg(feature = "cli")]
pub mod cli;
pub mod doctest;
#[cfg(feature = "cli")]
pub mod mdbook;
pub mod render;
pub mod report;
pub mod setting;
#[cfg(feature = "cli")]
pub mod settings;
#[cfg(feature = "cli")]
pub mod site;
