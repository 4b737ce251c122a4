//! `test/left-running`

use crate::rule::rule;

rule! {
    /// A block started a process that still ran at the end of its chapter.
    ///
    /// It would go on on the machine of a reader. It was killed. Let the page show how to end it,
    /// or end it in a block marked `teardown`.
    ///
    /// ## Fails
    ///
    /// ````markdown
    /// ```sh
    /// sleep 60 &
    /// ```
    /// ````
    ///
    /// ## Passes
    ///
    /// ````markdown
    /// ```sh
    /// sleep 60 &
    /// server=$!
    /// ```
    ///
    /// ```sh,teardown
    /// kill "$server"
    /// ```
    /// ````
    "test/left-running", Error, by: Test
}
