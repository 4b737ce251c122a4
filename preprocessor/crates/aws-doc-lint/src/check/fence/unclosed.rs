//! `fence/unclosed`

use crate::document::Fence;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// A code block holds a line that opens another one: it was not closed.
    ///
    /// A line such as ` ```json ` does not end a block, since a closing fence has nothing behind it. All up to the next
    /// bare fence is a part of the block, the prose between included, and what follows is read the wrong way
    /// round.
    ///
    /// To show a fence within a block, open the block with more backticks.
    ///
    /// ## Fails
    ///
    /// `````markdown
    /// ```sh
    /// aws sts get-caller-identity
    /// ```json
    /// {}
    /// ```
    /// `````
    ///
    /// ## Passes
    ///
    /// `````markdown
    /// ```sh
    /// aws sts get-caller-identity
    /// ```
    ///
    /// ```json
    /// {}
    /// ```
    /// `````
    ///
    /// ## References
    ///
    /// - [Fenced code blocks in CommonMark](https://spec.commonmark.org/0.31.2/#fenced-code-blocks)
    "fence/unclosed", Warning
}

pub(crate) fn check(fence: &Fence<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let Some(range) = fence.opening_inside() else {
        return;
    };
    sink.push(
        Finding::new(range, "this opens no block: the one above is still open")
            .note("a closing fence has nothing behind its marks")
            .help("close the block above with a line of its fence alone"),
    );
}
