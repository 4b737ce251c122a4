//! `link/dead`

use crate::rule::rule;

rule! {
    /// A link leads to a page that its server no longer has, or to a server that does not exist.
    ///
    /// The server was asked just now and answered with status 404 or 410, or nobody knows its name.
    /// Only `mdbook-aws links` asks; no build does, since the pages of others change at any time.
    /// Whether a page still has the place that `#` names is not looked at.
    ///
    /// ## Fails
    ///
    /// ````markdown
    /// See [the old guide](https://docs.aws.amazon.com/gone.html).
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
    /// - [RFC 9110: status 404](https://www.rfc-editor.org/rfc/rfc9110#name-404-not-found)
    "link/dead", Error, by: Links
}
