//! `claim/unreadable-source`

use crate::rule::rule;

rule! {
    /// A footnote quotes a page whose words could not be read.
    ///
    /// It is not text, such as a PDF, or has almost no words before its scripts run. Look at it yourself,
    /// and cite a page that a program can read.
    ///
    /// ## Fails
    ///
    /// ````markdown
    /// A budget sends mail.[^1]
    ///
    /// [^1]: [AWS Budgets](https://docs.aws.amazon.com/budget.pdf): "sends an alert"
    /// ````
    ///
    /// ## Passes
    ///
    /// ````markdown
    /// A budget sends mail.[^1]
    ///
    /// [^1]: [AWS Budgets](https://docs.aws.amazon.com/budget.html): "sends an alert"
    /// ````
    "claim/unreadable-source", Warning, by: Links
}
