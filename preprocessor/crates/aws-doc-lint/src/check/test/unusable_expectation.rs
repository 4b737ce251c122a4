//! `test/unusable-expectation`

use crate::rule::rule;

rule! {
    /// No output could ever be what the page expects: a wrong regular expression, or something that
    /// is not JSON.
    ///
    /// ## Fails
    ///
    /// ````markdown
    /// ```sh
    /// echo '(1)'
    /// ```
    ///
    /// ```output,regex
    /// (1
    /// ```
    /// ````
    ///
    /// ## Passes
    ///
    /// ````markdown
    /// ```sh
    /// echo '(1)'
    /// ```
    ///
    /// ```output,regex
    /// \([0-9]\)
    /// ```
    /// ````
    "test/unusable-expectation", Error, by: Test
}
