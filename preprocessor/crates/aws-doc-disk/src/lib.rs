//! The disk: files of a book below a root they may not leave, files written whole, the cache folder,
//! and the facts that a book keeps.
//!
//! The pure crates reach files only through [`spanned_text::Sources`]; [`Disk`] is what stands behind
//! it in the program.

pub mod cache_folder;
pub mod disk;
pub mod store;
mod whole_file;

pub use cache_folder::cache_folder;
pub use disk::{Disk, slashes};
pub use whole_file::write_whole;
