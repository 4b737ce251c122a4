//! `test/stale-record`

use crate::rule::rule;

rule! {
    /// The record of what has run is not of the book as it is.
    ///
    /// The pages say *executed* by the file `executed.json` next to `book.toml`, and only of blocks
    /// for which nothing that they depend on has changed since. `mdbook-aws test --record` runs
    /// the book and writes the file anew.
    ///
    /// ## Fails
    ///
    /// The page of a book whose record is of another text:
    ///
    /// ````markdown
    /// <!-- executed.json: {"schema_version": 1, "tools": {}, "chapters": {}} -->
    ///
    /// ```sh
    /// echo us-east-1
    /// ```
    /// ````
    ///
    /// ## Passes
    ///
    /// A book that keeps no record:
    ///
    /// ````markdown
    /// ```sh
    /// echo us-east-1
    /// ```
    /// ````
    "test/stale-record", Error, by: Test
}
