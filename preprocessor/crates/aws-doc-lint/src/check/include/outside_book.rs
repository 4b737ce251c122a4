//! `include/outside-book`

use crate::document::include::{Problem, ProblemKind};
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// An include leads out of the book's folder.
    ///
    /// What it includes is not checked. mdBook allows such includes, but a book that is built elsewhere, or by
    /// somebody else, should not take in files of the machine it is built on. Where a book means to include files of the project around it,
    /// `include-root = ".."` under `[preprocessor.aws]` allows it.
    ///
    /// ## Fails
    ///
    /// ````markdown
    /// ```text
    /// {{#include ../../../etc/hosts}}
    /// ```
    /// ````
    ///
    /// ## Passes
    ///
    /// ````markdown
    /// ```text
    /// 127.0.0.1 localhost
    /// ```
    /// ````
    ///
    /// ## References
    ///
    /// - [mdBook: including files](https://rust-lang.github.io/mdBook/format/mdbook.html#including-files)
    "include/outside-book", Hint
}

pub(crate) fn check(problem: &Problem, _: &Facts, sink: &mut Sink<'_>) {
    if problem.kind == ProblemKind::Outside {
        let message = format!("`{}` leads out of the book", problem.path);
        sink.push_at(
            problem.span,
            Finding::new(0..0, message)
                .help("set `include-root` under `[preprocessor.aws]` in book.toml to allow it"),
        );
    }
}
