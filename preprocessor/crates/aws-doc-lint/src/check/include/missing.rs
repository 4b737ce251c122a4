//! `include/missing`

use crate::document::include::{Problem, ProblemKind};
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// An included file is missing, is not text, or is too large.
    ///
    /// mdBook logs a line and leaves the raw `{{#include …}}` in the page, where readers see it.
    /// Here it fails the build. In a book that does not load this preprocessor it is a warning, because the
    /// book's own build may write the file first.
    ///
    /// ## Fails
    ///
    /// ````markdown
    /// ```json
    /// {{#include policies/invoke.jsn}}
    /// ```
    /// ````
    ///
    /// ## Passes
    ///
    /// ````markdown
    /// ```json
    /// \{{#include policies/invoke.json}}
    /// ```
    /// ````
    ///
    /// A backslash shows the directive itself.
    ///
    /// ## References
    ///
    /// - [mdBook: including files](https://rust-lang.github.io/mdBook/format/mdbook.html#including-files)
    "include/missing", Error
}

pub(crate) fn check(problem: &Problem, _: &Facts, sink: &mut Sink<'_>) {
    if let ProblemKind::Unreadable(error) = &problem.kind {
        let message = format!("cannot include `{}`: {error}", problem.path);
        sink.push_at(
            problem.span,
            Finding::new(0..0, message).help("the path is relative to the folder of this file"),
        );
    }
    if problem.kind == ProblemKind::TooLarge {
        let message = format!(
            "cannot include `{}`: the chapter would be too large",
            problem.path
        );
        sink.push_at(
            problem.span,
            Finding::new(0..0, message)
                .note("a chapter may have 16 MiB, and the files that it includes 64 MiB in total")
                .help("include less, or split the chapter"),
        );
    }
}
