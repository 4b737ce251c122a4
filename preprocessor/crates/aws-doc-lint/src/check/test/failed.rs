//! `test/failed`

use crate::rule::rule;

rule! {
    /// A block did not end as it should: with 0, or with the exit status that it names.
    ///
    /// A reader who follows the page from its top gets the same. A script ends at its first
    /// failure; the line that failed is named, with what was printed. The blocks after it in its
    /// chapter do not run, but for those marked `teardown`. A block that is meant to fail says
    /// with which status, as `exit=254`.
    ///
    /// ## Fails
    ///
    /// ````markdown
    /// ```sh
    /// region=us-east-1
    /// test "$region" = eu-west-1
    /// ```
    /// ````
    ///
    /// ## Passes
    ///
    /// ````markdown
    /// ```sh,exit=1
    /// region=us-east-1
    /// test "$region" = eu-west-1
    /// ```
    /// ````
    "test/failed", Error, by: Test
}
