//! `mdbook-aws` checks the AWS snippets of a book and keeps its facts current.
//!
//! The way of the data goes one way only: [`document`] turns Markdown into snippets that know
//! their place on disk; [`check`] finds what is wrong with them by [`facts`], as values of
//! [`diagnostic`]; [`render`] replaces directives by tables; [`report`] prints. All of that is
//! pure: no network, clock, environment or file. [`run`] is the whole way in one call.

pub mod cache_folder;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod diagnostic;
pub mod doctest;
pub mod document;
pub mod facts;
pub mod fix;
#[cfg(feature = "live")]
pub mod live;
#[cfg(feature = "cli")]
pub mod mdbook;
#[cfg(any(feature = "cli", feature = "live"))]
pub(crate) mod regular;
pub mod render;
#[cfg(any(feature = "cli", feature = "live"))]
pub(crate) mod replace;
pub mod report;
pub mod run;
#[cfg(feature = "cli")]
pub mod say;
pub mod setting;
#[cfg(feature = "cli")]
pub mod settings;
#[cfg(feature = "cli")]
pub mod site;
#[cfg(any(feature = "cli", feature = "live"))]
pub mod store;
#[cfg(feature = "cli")]
pub mod visible;
