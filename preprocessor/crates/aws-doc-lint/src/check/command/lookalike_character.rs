//! `command/lookalike-character`

use crate::command::CommandCall;
use crate::command::lookalike::Kind;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// A command has a dash, a quotation mark or a space that no shell takes for one.
    ///
    /// Word processors and some Markdown renderers turn `--` into a dash, `"` into curly quotes and a
    /// space into one that does not break. They look right on the page. To the shell they are letters:
    /// an option becomes an argument, a quoted text falls apart at its spaces.
    ///
    /// ## Fails
    ///
    /// ```sh
    /// aws iam get-role —role-name demo
    /// ```
    ///
    /// ## Passes
    ///
    /// ```sh
    /// aws iam get-role --role-name demo
    /// ```
    ///
    /// ## References
    ///
    /// - [ShellCheck SC1100: a Unicode dash](https://www.shellcheck.net/wiki/SC1100)
    "command/lookalike-character", Error
}

pub(crate) fn check(call: &CommandCall<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let found = &call.command.lookalikes;
    let Some(first) = found.first() else {
        return;
    };
    let edits = found
        .iter()
        .map(|each| (each.range.clone(), each.instead.to_owned()))
        .collect();
    let finding = Finding::new(first.range.clone(), first.kind.message()).help(first.kind.help());
    // Between straight quotes, the shell reads more than between curly ones.
    let has_quotes = found.iter().any(|each| each.kind == Kind::Quote);
    let title = "write the plain characters";
    sink.push(if has_quotes {
        finding.unsafe_fix(title, edits)
    } else {
        finding.fix(title, edits)
    });
}
