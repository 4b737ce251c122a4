//! `link/unanswered`

use crate::rule::rule;

rule! {
    /// A server said neither that it has the page of a link nor that it has not.
    ///
    /// It wants a sign-in, turns programs away, was asked too often, failed, or gave no answer in
    /// time. The link may be fine; look at it yourself.
    ///
    /// ## Fails
    ///
    /// ````markdown
    /// See [the guide](https://docs.aws.amazon.com/busy.html).
    /// ````
    ///
    /// ## Passes
    ///
    /// ````markdown
    /// See [the guide](https://docs.aws.amazon.com/bedrock/).
    /// ````
    ///
    /// ## References
    ///
    /// - [RFC 9110: status codes](https://www.rfc-editor.org/rfc/rfc9110#name-status-codes)
    "link/unanswered", Warning, by: Links
}
