//! `test/limit`

use crate::rule::rule;

rule! {
    /// A block used too much of the machine: it printed too much, or had too many processes or too
    /// much memory.
    ///
    /// It and all that it had started were killed. The most is 1 MiB of output, 128 processes and
    /// 2 GiB of memory, the emulated AWS not counted. A file that grows beyond 64 MiB ends the
    /// program that writes it.
    ///
    /// ## Fails
    ///
    /// ````markdown
    /// ```sh
    /// yes
    /// ```
    /// ````
    ///
    /// ## Passes
    ///
    /// ````markdown
    /// ```sh
    /// yes | head -n 3
    /// ```
    /// ````
    "test/limit", Error, by: Test
}
