//! File access: a book's files, which never leave its folder, atomic replacement of files, the cache
//! folder, and the facts that a book keeps.
//!
//! The pure crates read files only through [`spanned_text::Sources`], which [`Disk`] implements.

pub mod cache_folder;
pub mod disk;
pub mod regular;
pub mod replace;
pub mod store;

pub use cache_folder::cache_folder;
pub use disk::{Disk, slashes};
pub use replace::whole as write_whole;

#[cfg(test)]
mod readme {
    #[test]
    fn the_readme_shows_the_example() {
        let readme = include_str!("../README.md");
        assert!(readme.contains(include_str!("../examples/book_facts.rs")));
    }
}
