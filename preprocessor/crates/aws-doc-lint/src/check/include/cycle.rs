//! `include/cycle`

use crate::document::include::{Problem, ProblemKind};
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// A file includes itself, perhaps through other files, or includes are nested deeper than
    /// mdBook follows, which is ten files.
    ///
    /// mdBook stops there and publishes what it has by then.
    ///
    /// ## Fails
    ///
    /// ````markdown
    /// {{#include example.md}}
    /// ````
    ///
    /// ## Passes
    ///
    /// ````markdown
    /// [This page](example.md)
    /// ````
    ///
    /// ## References
    ///
    /// - [mdBook: including files](https://rust-lang.github.io/mdBook/format/mdbook.html#including-files)
    "include/cycle", Error
}

pub(crate) fn check(problem: &Problem, _: &Facts, sink: &mut Sink<'_>) {
    let finding = match &problem.kind {
        ProblemKind::Cycle(through) => {
            let finding = Finding::new(0..0, format!("`{}` includes itself", problem.path));
            if through.is_empty() {
                finding
            } else {
                finding.note(format!("by way of {}", through.join(", then ")))
            }
        }
        ProblemKind::TooDeep => {
            let message = format!("`{}` is nested too deeply to be included", problem.path);
            Finding::new(0..0, message).note("mdBook follows includes ten files deep")
        }
        _ => return,
    };
    sink.push_at(problem.span, finding);
}
