//! `directive/unknown`

use crate::check::rule::{Finding, Sink, rule};
use crate::document::directive::Directive;
use crate::render::Request;

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
    "directive/unknown", Error, Directive(check)
}

fn check(directive: &Directive<'_>, sink: &mut Sink<'_>) {
    if let Err(error) = Request::parse(directive.argument) {
        let start = directive.argument_range.start;
        let range = if directive.argument.is_empty() {
            directive.range.clone()
        } else {
            start + error.range.start..start + error.range.end
        };
        sink.push(Finding::new(range, error.message).help(error.help));
    }
}
