//! The disk: files of a book below a root they may not leave, files replaced whole, the cache folder,
//! and the facts that a book keeps.
//!
//! The pure crates reach files only through [`spanned_text::Sources`]; [`Disk`] is what stands behind
//! it in the program.

pub mod cache_folder;
pub mod disk;
pub mod regular;
pub mod replace;
pub mod store;

pub use cache_folder::cache_folder;
pub use disk::{Disk, slashes};
pub use replace::whole as write_whole;
