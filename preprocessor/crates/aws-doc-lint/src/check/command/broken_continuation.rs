//! `command/broken-continuation`

use crate::command::CommandCall;
use crate::command::continuation::cut;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// A command ends although the next line goes on with its options.
    ///
    /// A line goes on in the next one only if a backslash is its very last character. Without the
    /// backslash, or with a space after it, the shell runs the first line by itself and then
    /// looks for a program named like the option in the second: `--role-name: command not found`.
    /// A space after a backslash cannot be seen on a page, and is copied all the same.
    ///
    /// ## Fails
    ///
    /// ```sh
    /// aws iam get-role
    ///     --role-name demo
    /// ```
    ///
    /// ## Passes
    ///
    /// ```sh
    /// aws iam get-role \
    ///     --role-name demo
    /// ```
    ///
    /// ## References
    ///
    /// - [Bash: escape character](https://www.gnu.org/software/bash/manual/bash.html#Escape-Character)
    "command/broken-continuation", Error
}

pub(crate) fn check(call: &CommandCall<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let Some(cut) = cut(call.text, crate::command::script_end(&call.command)) else {
        return;
    };
    let finding = if cut.has_backslash {
        Finding::new(
            cut.end,
            "the space after this backslash ends the command here",
        )
        .help("leave nothing after the backslash")
        .fix(
            "remove the space after the backslash",
            vec![(cut.replaced, "\\".to_owned())],
        )
    } else {
        Finding::new(
            cut.end,
            "the command ends here, but the next line goes on with its options",
        )
        .help("end the line with a backslash")
        // The options may as well belong to another line, or to no command at all.
        .unsafe_fix(
            "end the line with a backslash",
            vec![(cut.replaced, " \\".to_owned())],
        )
    };
    sink.push(finding);
}
