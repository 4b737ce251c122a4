//! `link/missing-file`

use crate::rule::rule;

rule! {
    /// A link leads to a file that the finished book does not have.
    ///
    /// Readers who follow it find nothing. It is looked for on the pages that mdBook has built, so
    /// that pages count which a preprocessor has made, and so do images and other files. Addresses
    /// that lead out of the book are not looked at.
    ///
    /// The line is named where it is known for sure; elsewhere the file of the chapter is named.
    ///
    /// ## Fails
    ///
    /// ````markdown
    /// # Region
    ///
    /// [Which one?](regions.md)
    /// ````
    ///
    /// ## Passes
    ///
    /// ````markdown
    /// # Region
    ///
    /// [Which one?](https://docs.aws.amazon.com/general/latest/gr/bedrock.html)
    /// ````
    ///
    /// ## References
    ///
    /// - [mdBook: renderers](https://rust-lang.github.io/mdBook/format/configuration/renderers.html)
    "link/missing-file", Error, by: Render
}
