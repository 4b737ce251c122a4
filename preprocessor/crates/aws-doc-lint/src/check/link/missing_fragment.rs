//! `link/missing-fragment`

use crate::rule::rule;

rule! {
    /// A link leads to a place that its page does not have.
    ///
    /// What follows `#` names an element of the page, most often a heading, whose name mdBook makes
    /// from its words: when they are changed, every link to it breaks, and readers land at the top
    /// of the page. It is looked for on the finished pages, where all names are known, whoever made
    /// them.
    ///
    /// ## Fails
    ///
    /// ````markdown
    /// # Region
    ///
    /// [What must be set](#set-the-reigon)
    ///
    /// ## Set the Region
    /// ````
    ///
    /// ## Passes
    ///
    /// ````markdown
    /// # Region
    ///
    /// [What must be set](#set-the-region)
    ///
    /// ## Set the Region
    /// ````
    ///
    /// ## References
    ///
    /// - [mdBook: heading attributes](https://rust-lang.github.io/mdBook/format/markdown.html#heading-attributes)
    "link/missing-fragment", Error, by: Render
}
