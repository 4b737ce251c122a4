//! Checks the AWS snippets of Markdown and reports each fault with its exact place.
//!
//! Data flows in one direction: [`document`] turns Markdown into snippets that know their place on disk;
//! the rooms beside it ([`policy`], [`command`], [`env`], [`config`], …) read a snippet as what it is; the
//! rules in [`check`] find what is wrong with it; [`run`] is the pipeline from chapters to
//! [`diagnostic`]s.
//!
//! Nothing here reads a file, a clock, the environment or the network: files come through
//! [`spanned_text::Sources`], facts through [`aws_doc_facts::Facts`], and a shell grammar, which is C code,
//! through [`shell::Grammar`].

pub mod arn;
pub mod check;
pub mod command;
pub mod config;
pub mod diagnostic;
pub mod document;
pub mod env;
pub mod fix;
pub mod nearest;
pub mod policy;
pub mod redact;
pub mod region;
pub mod rule;
pub mod run;
pub mod secret;
pub mod shell;
pub mod sources;
pub mod visible;
