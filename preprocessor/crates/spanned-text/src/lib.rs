//! Text that knows where each of its bytes is on disk, and data trees over it.
//!
//! - [`Files`] holds the files that were read and turns byte offsets into lines and columns, in
//!   characters or, for editors, in UTF-16 ([`LineIndex`]).
//! - The trait [`Sources`] gives the texts: of a disk, of [`Memory`], or of the unsaved buffers of
//!   an editor over another source ([`Overlay`]).
//! - [`MappedText`] is a text assembled from stretches of files: a code block after the `>` of a
//!   quotation, a JSON string with its escapes resolved. Every range of it leads back to a [`Span`].
//! - [`json`] and [`yaml`] read a text into one kind of [`tree`]. Both read on after a mistake and
//!   return the tree together with a list of errors; neither ever fails as a whole.
//! - [`Part`] and [`Cut`] give parts of a text without a chance to fail.
//! - [`lookalike`] knows the characters that look like ASCII and are not.
//!
//! Nothing here reads a file, a clock or the environment.

pub mod files;
pub mod json;
pub mod line_index;
pub mod lookalike;
pub mod part;
pub mod sources;
pub mod text;
pub mod tree;
pub mod yaml;

pub use files::{File, FileId, Files, Span};
pub use line_index::{LineIndex, Position, Utf16Position};
pub use part::{Cut, Part};
pub use sources::{Memory, Overlay, ReadError, Sources};
pub use text::MappedText;

#[cfg(test)]
mod tests {
    /// Cargo compiles the example; the README must hold the same program.
    #[test]
    fn the_readme_holds_the_example() {
        let example = include_str!("../examples/positions.rs");
        let (_, program) = example.split_once("\n\n").unwrap();
        assert!(include_str!("../README.md").contains(program));
    }
}
