//! `test/output`

use crate::rule::rule;

rule! {
    /// A block printed something else than the page shows.
    ///
    /// What a `console` block shows below a command, and an `output` block right after a script,
    /// must come out: `[..]` matches anything within a line, a line `...` for any lines. With
    /// `output,regex` each line is a regular expression; with `output,json` the output is compared
    /// as JSON and may have more members. `mdbook-aws test --update` writes what came out into the
    /// page and keeps the wildcards that still hold.
    ///
    /// ## Fails
    ///
    /// ````markdown
    /// ```console
    /// $ echo us-east-1
    /// us-west-2
    /// ```
    /// ````
    ///
    /// ## Passes
    ///
    /// ````markdown
    /// ```console
    /// $ echo us-east-1
    /// us-[..]-1
    /// ```
    /// ````
    "test/output", Error, by: Test
}
