//! `directive/unknown`

use crate::document::directive::ParsedDirective;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// A directive `{{#aws …}}` asks for something that does not exist.
    ///
    /// It would stay in the page as it is. A backslash before the braces shows a directive
    /// instead of replacing it.
    ///
    /// ## Fails
    ///
    /// ````markdown
    /// {{#aws regoins}}
    /// ````
    ///
    /// ## Passes
    ///
    /// ````markdown
    /// {{#aws regions}}
    /// ````
    "directive/unknown", Error
}

pub(crate) fn check(parsed: &ParsedDirective<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let Some(error) = &parsed.error else {
        return;
    };
    let directive = &parsed.directive;
    let start = directive.argument_range.start;
    let range = if directive.argument.is_empty() {
        directive.range.clone()
    } else {
        start + error.range.start..start + error.range.end
    };
    sink.push(Finding::new(range, error.message.clone()).help(error.help.clone()));
}
