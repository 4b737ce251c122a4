//! `claim/words-gone`

use crate::rule::rule;

rule! {
    /// A footnote quotes a page, and the page no longer contains the words.
    ///
    /// The sentence that the footnote supports may have become wrong. White space, markup, punctuation and
    /// the case of letters do not count, and an ellipsis stands for anything. Only `mdbook-aws links` asks;
    /// for a page of AWS's documentation it asks for its Markdown form first.
    ///
    /// ## Fails
    ///
    /// ````markdown
    /// A budget stops every call.[^1]
    ///
    /// [^1]: [AWS Budgets](https://docs.aws.amazon.com/budget.html): "stops every call"
    /// ````
    ///
    /// ## Passes
    ///
    /// ````markdown
    /// A budget sends mail.[^1]
    ///
    /// [^1]: [AWS Budgets](https://docs.aws.amazon.com/budget.html): "sends an alert"
    /// ````
    "claim/words-gone", Error, by: Links
}
