//! Checks the AWS snippets of Markdown, such as IAM policies, env files and calls of the AWS CLI, and
//! reports each fault with its exact place.
//!
//! [`Linter`] is the way in. To check a README:
//!
//! ```no_run
#![doc = include_str!("../examples/readme.rs")]
//! ```
//!
//! A language server checks unsaved buffers and publishes ranges in UTF-16:
//!
//! ```no_run
#![doc = include_str!("../examples/editor.rs")]
//! ```
//!
//! A rule of your own runs next to the built-in ones:
//!
//! ```no_run
#![doc = include_str!("../examples/own_rule.rs")]
//! ```
//!
//! # Inside
//!
//! Data flows in one direction: [`document`] turns Markdown into snippets that know their place on disk;
//! the modules [`policy`], [`command`], [`mod@env`], [`config`] and so on parse a snippet according to its
//! kind; the rules in [`check`] find what is wrong with it; [`run`] is the pipeline from chapters to
//! [`diagnostic`]s; [`linter`] resolves their places and keeps secrets out of them.
//!
//! Nothing here reads a file, a clock, the environment or the network: files come through
//! [`spanned_text::Sources`], facts through [`aws_doc_facts::Facts`], and a shell grammar, which is C code,
//! through [`shell::Grammar`].

pub(crate) mod arn;
pub mod check;
pub mod claim;
pub mod command;
pub mod config;
pub mod diagnostic;
pub mod document;
pub mod env;
pub mod fix;
pub(crate) mod inference_id;
pub mod linter;
pub(crate) mod model_id;
pub mod policy;
pub mod redact;
pub(crate) mod region;
pub mod rule;
pub mod run;
pub mod secret;
pub mod shell;
pub mod sources;
pub mod suggest;
pub mod visible;

pub use linter::{Linter, LocatedDiagnostic, Location, Report, Utf16Position};
