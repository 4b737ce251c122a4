//! `include/outside-book`

use crate::check::rule::{Finding, Sink, rule};
use crate::document::include::{Problem, ProblemKind};

rule! {
    /// An include leads out of the book's folder.
    ///
    /// A book that is built from elsewhere, or by somebody else, should not take in files of the
    /// machine it is built on. Where a book means to include files of the project around it,
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
    "include/outside-book", Error, Include(check)
}

fn check(problem: &Problem, sink: &mut Sink<'_>) {
    if problem.kind == ProblemKind::Outside {
        let message = format!("`{}` leads out of the book", problem.path);
        sink.push_at(
            problem.span,
            Finding::new(0..0, message)
                .help("set `include-root` under `[preprocessor.aws]` in book.toml to allow it"),
        );
    }
}
