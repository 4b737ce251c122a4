//! Markdown → snippets and directives, each part of which knows its place on disk.

pub mod attributes;
pub mod chapter;
pub mod choice;
pub mod directive;
pub mod env;
mod fence;
pub mod forms;
pub mod include;
pub mod link;
pub mod listed;
pub mod logical_line;
pub mod markdown;
pub mod numbered;
pub mod page;
pub mod plain;
pub mod prompt;
pub mod run_options;
pub mod shorthand;
pub mod slot;
pub mod snippet;
pub mod suppression;
pub mod variant;

pub use chapter::{Chapter, Form, Input, UnreadableChapter};
pub use fence::Fence;
pub use markdown::Document;
pub use page::Page;
pub use snippet::{Kind, Snippet};
