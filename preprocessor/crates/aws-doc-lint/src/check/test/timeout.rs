//! `test/timeout`

use crate::rule::rule;

rule! {
    /// A block took longer than it may.
    ///
    /// It and all that it had started were killed. A block that needs more time says so, as
    /// `timeout=2m`; ten minutes are the most.
    ///
    /// ## Fails
    ///
    /// ````markdown
    /// ```sh,timeout=1s
    /// while true; do sleep 0.1; done
    /// ```
    /// ````
    ///
    /// ## Passes
    ///
    /// ````markdown
    /// ```sh,timeout=20s
    /// sleep 0.1
    /// ```
    /// ````
    "test/timeout", Error, by: Test
}
