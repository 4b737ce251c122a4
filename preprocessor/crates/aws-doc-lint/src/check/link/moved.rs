//! `link/moved`

use crate::rule::rule;

rule! {
    /// The page of a link has moved for good, as its server says with status 301 or 308.
    ///
    /// The link still works. The server may forget the old address one day.
    ///
    /// ## Fails
    ///
    /// ````markdown
    /// See [the guide](https://docs.aws.amazon.com/old.html).
    /// ````
    ///
    /// ## Passes
    ///
    /// ````markdown
    /// See [the guide](https://docs.aws.amazon.com/new.html).
    /// ````
    ///
    /// ## References
    ///
    /// - [RFC 9110: status 301](https://www.rfc-editor.org/rfc/rfc9110#name-301-moved-permanently)
    "link/moved", Hint, by: Links
}
