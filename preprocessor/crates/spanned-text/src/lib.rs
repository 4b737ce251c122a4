//! Text that knows where each of its bytes stands on disk, and data trees over it.
//!
//! - [`Files`] holds the files that were read and turns byte offsets into lines and columns.
//! - [`MappedText`] is a text assembled from stretches of files: a code block behind the `>` of a
//!   quotation, a JSON string with its escapes resolved. Every range of it leads back to a [`Span`].
//! - [`json`] and [`yaml`] read a text into one kind of [`tree`]. Both read on after a mistake and
//!   return the tree together with a list of errors; neither ever fails as a whole.
//!
//! Nothing here reads a file, a clock or the environment: files come through the trait [`Sources`].

pub mod files;
pub mod json;
pub mod text;
pub mod tree;
pub mod yaml;

pub use files::{FileId, Files, Position, ReadError, Sources, Span};
pub use text::MappedText;
