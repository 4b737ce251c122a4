//! `include/empty`

use crate::document::include::{Problem, ProblemKind};
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// The anchor or the lines that an include asks for are not in the file.
    ///
    /// mdBook then includes nothing and says nothing: the page has an empty block where the
    /// example was, often since the file was edited and its anchor renamed.
    ///
    /// ## Fails
    ///
    /// ````markdown
    /// {{#include example.md:setup}}
    /// ````
    ///
    /// ## Passes
    ///
    /// ````markdown
    /// Text of its own.
    /// ````
    ///
    /// ## References
    ///
    /// - [mdBook: including portions of a file](https://rust-lang.github.io/mdBook/format/mdbook.html#including-portions-of-a-file)
    "include/empty", Error
}

pub(crate) fn check(problem: &Problem, _: &Facts, sink: &mut Sink<'_>) {
    if let ProblemKind::NothingSelected(what) = &problem.kind {
        let message = format!("`{}` has no {what}, so nothing is included", problem.path);
        sink.push_at(problem.span, Finding::new(0..0, message));
    }
}
